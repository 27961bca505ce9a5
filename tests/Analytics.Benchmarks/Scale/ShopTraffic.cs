using System.Buffers;
using System.Text;
using Analytics.Core.EventLog;
using Analytics.Core.Hashing;

namespace Analytics.Benchmarks.Scale;

/// <summary>
/// A month of one shop as the collector would have logged it: 4 pageviews a visit on average, 2,000 pages by Zipf's law, daily visitor
/// ids, no client-sent ids. In order of time; the same for the same seed.
/// </summary>
internal sealed class ShopTraffic(int days, int events, int seed, string site = ShopTraffic.Site)
{
    public const string Site = "shop.example";

    /// <summary>The first second, 2026-10-01T00:00:00Z.</summary>
    public const long Start = 1_790_812_800;

    private const int Pages = 2000;
    private const int EventsPerVisit = 4;
    private const double VisitorsPerVisit = 0.4;
    private static readonly string[] Referrers =
    [
        "",
        "",
        "",
        "https://www.google.com/",
        "https://www.google.com/",
        "https://www.bing.com/",
        "https://t.co/x",
        "https://www.facebook.com/",
        "https://news.example/gifts",
        "https://chatgpt.com/",
    ];
    private static readonly string[] Queries =
    [
        "",
        "",
        "",
        "",
        "",
        "?utm_source=newsletter&utm_medium=email&utm_campaign=spring",
        "?utm_source=google&utm_medium=cpc&utm_campaign=brand",
    ];
    private static readonly string[] Countries =
    [
        "US",
        "US",
        "US",
        "DE",
        "DE",
        "GB",
        "FR",
        "EE",
        "FI",
        "SE",
        "NL",
        "PL",
        "ES",
        "IT",
        "IN",
        "BR",
        "JP",
        "CA",
        "AU",
    ];
    private static readonly (string Device, string Browser, string Version, string Os, string OsVersion)[] Agents =
    [
        ("Desktop", "Chrome", "142.0", "Windows", "10"),
        ("Mobile", "Safari", "18.5", "iOS", "18.5"),
        ("Mobile", "Chrome", "142.0", "Android", "15"),
        ("Desktop", "Safari", "18.5", "Mac", "10.15"),
        ("Desktop", "Firefox", "144.0", "Windows", "10"),
        ("Desktop", "Edge", "142.0", "Windows", "10"),
        ("Mobile", "Samsung Browser", "27.0", "Android", "14"),
        ("Desktop", "Chrome", "142.0", "GNU/Linux", ""),
        ("Tablet", "Safari", "18.5", "iPadOS", "18.5"),
    ];

    private readonly Random _random = new(seed);
    private readonly byte[] _site = Encoding.UTF8.GetBytes(site);
    private readonly byte[][] _pages =
    [
        .. Enumerable.Range(0, Pages).Select(i => Encoding.UTF8.GetBytes(i == 0 ? "/" : $"/products/{i % 40}/item-{i}")),
    ];

    /// <summary>The messages, each of so many events.</summary>
    public IEnumerable<byte[]> Messages(int eventsPerMessage)
    {
        var writer = new EventSegmentWriter();
        var queue = new PriorityQueue<(ulong Visitor, int Agent, int Country, int Left), long>();
        var visits = events / EventsPerVisit;
        var length = days * 86_400L * 1000;
        var people = (int)(visits * VisitorsPerVisit);
        for (var visit = 0; visit < visits; visit++)
        {
            var at = (Start * 1000) + (long)((visit + _random.NextDouble()) * length / visits);
            while (queue.TryPeek(out var next, out var due) && due < at)
            {
                queue.Dequeue();
                Write(writer, due, next.Visitor, next.Agent, next.Country, first: false);
                Schedule(queue, next.Visitor, next.Agent, next.Country, next.Left, due);
            }

            var person = (ulong)_random.Next(people);
            var visitor = XxHash64.Mix((person << 16) + (ulong)(at / 86_400_000) + 1) & ~1UL;
            var (agent, country) = (_random.Next(Agents.Length), _random.Next(Countries.Length));
            Write(writer, at, visitor, agent, country, first: true);
            Schedule(queue, visitor, agent, country, _random.Next((2 * EventsPerVisit) - 1), at);
            if (writer.EventCount >= eventsPerMessage)
            {
                yield return Finish(writer);
            }
        }

        while (queue.TryDequeue(out var rest, out var due))
        {
            Write(writer, due, rest.Visitor, rest.Agent, rest.Country, first: false);
            Schedule(queue, rest.Visitor, rest.Agent, rest.Country, rest.Left, due);
        }

        yield return Finish(writer);
    }

    private static byte[] Finish(EventSegmentWriter writer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        writer.CopyTo(buffer);
        writer.Reset();
        return EventMessage.Encode(buffer.WrittenSpan);
    }

    private void Schedule(
        PriorityQueue<(ulong Visitor, int Agent, int Country, int Left), long> queue,
        ulong visitor,
        int agent,
        int country,
        int left,
        long now
    )
    {
        if (left > 0)
        {
            queue.Enqueue((visitor, agent, country, left - 1), now + 1000 + (long)(-Math.Log(1 - _random.NextDouble()) * 45_000));
        }
    }

    private void Write(EventSegmentWriter writer, long milliseconds, ulong visitor, int agent, int country, bool first)
    {
        writer.BeginEvent(milliseconds, visitor, 0, EventFlags.None);
        writer.Set(EventField.Site, _site);
        writer.Set(EventField.Name, "pageview"u8);
        var page = _pages[(int)Math.Min(Pages - 1, Math.Exp(_random.NextDouble() * Math.Log(Pages + 1)) - 1)];
        var query = first ? Queries[_random.Next(Queries.Length)] : string.Empty;
        Span<byte> url = stackalloc byte[256];
        var length = Encoding.UTF8.GetBytes("https://shop.example", url);
        page.CopyTo(url[length..]);
        length += page.Length;
        length += Encoding.UTF8.GetBytes(query, url[length..]);
        writer.Set(EventField.Url, url[..length]);
        Set(writer, EventField.Referrer, first ? Referrers[_random.Next(Referrers.Length)] : "https://shop.example/");
        var (device, browser, version, os, osVersion) = Agents[agent];
        Set(writer, EventField.Device, device);
        Set(writer, EventField.Browser, browser);
        Set(writer, EventField.BrowserVersion, version);
        Set(writer, EventField.Os, os);
        Set(writer, EventField.OsVersion, osVersion);
        Set(writer, EventField.Country, Countries[country]);
        writer.EndEvent();
    }

    private static void Set(EventSegmentWriter writer, EventField field, string text)
    {
        Span<byte> utf8 = stackalloc byte[128];
        writer.Set(field, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }
}
