using System.Globalization;
using System.Text;

namespace Analytics.Local.Loading;

/// <summary>
/// Generates batches of shop traffic: visits of several pageviews, popular pages by Zipf's law, sources, agents and countries. It is fast,
/// because it shares the machine with the server: texts of visits and pages are formatted once, and an event is a few copies and three
/// numbers. Not thread-safe.
/// </summary>
internal sealed class TrafficGenerator
{
    /// <summary>Maximum length of an event in bytes.</summary>
    public const int MaxEventBytes = 700;

    private const int OpenVisits = 4096;
    private const int Templates = 2048;
    private const int MaxPageviews = 8;

    private readonly byte[][] _starts;
    private readonly byte[][] _pages;
    private readonly byte[][] _ends;
    private readonly int[] _popular = new int[8192];
    private readonly Visit[] _visits = new Visit[OpenVisits];
    private readonly ulong _run;
    private ulong _random;
    private long _event;

    /// <param name="sites">The domains; the first ones receive more events.</param>
    /// <param name="withDimensions">True if events carry country and agent, which only an import accepts.</param>
    /// <param name="seed">Distinct for each generator, for distinct visitors and event ids.</param>
    public TrafficGenerator(IReadOnlyList<string> sites, bool withDimensions, ulong seed)
    {
        _random = (seed * 0x9E3779B97F4A7C15UL) | 1;
        _run = Next();
        _starts = [.. Enumerable.Range(0, Templates).Select(_ => Start(sites[Skewed(sites.Count)]))];
        _pages =
        [
            .. Enumerable
                .Range(0, TrafficShape.Pages)
                .Select(page => Encoding.UTF8.GetBytes(page == 0 ? "/" : $"/products/{page % 40}/item-{page}")),
        ];
        _ends = [.. Enumerable.Range(0, Templates).Select(_ => End(withDimensions))];
        FillPopular();
    }

    /// <summary>Writes a batch as NDJSON.</summary>
    /// <param name="target">Receives the body; large enough for <paramref name="events"/> times <see cref="MaxEventBytes"/>.</param>
    /// <param name="events">Number of events.</param>
    /// <param name="now">Their time, Unix milliseconds.</param>
    /// <returns>The bytes written.</returns>
    public int Write(Span<byte> target, int events, long now)
    {
        var offset = 0;
        for (var i = 0; i < events; i++)
        {
            offset += WriteEvent(target[offset..], now);
            target[offset++] = (byte)'\n';
        }

        return offset;
    }

    private int WriteEvent(Span<byte> target, long now)
    {
        ref var visit = ref _visits[Next() % OpenVisits];
        if (visit.Left == 0)
        {
            visit = new Visit((int)(Next() % Templates), (int)(Next() % Templates), Next() >> 16, 1 + (int)(Next() % MaxPageviews));
        }

        visit = visit with { Left = visit.Left - 1 };
        var offset = Copy(_starts[visit.Start], target, 0);
        offset = Copy(_pages[_popular[Next() % (uint)_popular.Length]], target, offset);
        offset = Copy(_ends[visit.End], target, offset);
        offset += Format(target[offset..], visit.Visitor);
        offset = Copy("\",\"timestamp\":"u8, target, offset);
        offset += Format(target[offset..], (ulong)now);
        offset = Copy(",\"id\":\""u8, target, offset);
        offset += Format(target[offset..], _run);
        target[offset++] = (byte)'-';
        offset += Format(target[offset..], (ulong)_event++);
        return Copy("\"}"u8, target, offset);
    }

    private static int Copy(ReadOnlySpan<byte> bytes, Span<byte> target, int offset)
    {
        bytes.CopyTo(target[offset..]);
        return offset + bytes.Length;
    }

    private static int Format(Span<byte> target, ulong number)
    {
        number.TryFormat(target, out var written, default, CultureInfo.InvariantCulture);
        return written;
    }

    private static byte[] Start(string site) =>
        Encoding.UTF8.GetBytes($"{{\"domain\":\"{site}\",\"name\":\"pageview\",\"url\":\"https://{site}");

    private byte[] End(bool withDimensions)
    {
        var query = Pick(TrafficShape.Queries);
        var referrer = Pick(TrafficShape.Referrers);
        var agent = withDimensions ? $",\"user_agent\":\"{TrafficShape.Agents[Skewed(TrafficShape.Agents.Length)]}\"" : string.Empty;
        var country = withDimensions ? $",\"dimensions\":{{\"visit:country\":\"{Pick(TrafficShape.Countries)}\"}}" : string.Empty;
        return Encoding.UTF8.GetBytes($"{query}\",\"referrer\":\"{referrer}\"{agent}{country},\"visitor_id\":\"");
    }

    // The frequency of the k-th page is proportional to 1/k.
    private void FillPopular()
    {
        var harmonic = Enumerable.Range(1, TrafficShape.Pages).Sum(rank => 1.0 / rank);
        var (page, sum) = (0, 1.0 / harmonic);
        for (var i = 0; i < _popular.Length; i++)
        {
            while (sum * _popular.Length < i + 0.5 && page < TrafficShape.Pages - 1)
            {
                sum += 1.0 / (++page + 1) / harmonic;
            }

            _popular[i] = page;
        }
    }

    private string Pick(string[] values) => values[Next() % (uint)values.Length];

    // The smaller of two dice: the first places come up most.
    private int Skewed(int count) => (int)Math.Min(Next() % (uint)count, Next() % (uint)count);

    // Xorshift64*, Vigna 2016: fast, and good enough for traffic.
    private ulong Next()
    {
        _random ^= _random >> 12;
        _random ^= _random << 25;
        _random ^= _random >> 27;
        return (_random * 0x2545F4914F6CDD1DUL) >> 8;
    }

    private readonly record struct Visit(int Start, int End, ulong Visitor, int Left);
}
