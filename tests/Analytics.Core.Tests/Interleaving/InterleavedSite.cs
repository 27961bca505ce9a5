using System.Buffers;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;
using Analytics.Core.Rollups;

namespace Analytics.Core.Tests.Interleaving;

/// <summary>
/// A site with two days of events that are over, visitors who come back, and one whose visit passes midnight, as it is before a writer
/// changes its rows. Each event has an id.
/// </summary>
internal sealed class InterleavedSite
{
    public const string Site = "site.example";
    public static readonly DateTimeOffset FirstDay = new(2026, 3, 30, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = FirstDay.AddDays(2);

    /// <summary>Writers commit one transaction after the other.</summary>
    public static readonly RollupOptions Small = new() { Parallelism = 1 };

    /// <summary>Days and hours in rows of their own.</summary>
    public static readonly RollupOptions ByHours = Small with { SmallDayEvents = 0 };

    /// <summary>The same in segments.</summary>
    public static readonly RollupOptions InSegments = ByHours with { SegmentEvents = 6, SmallColumnBytes = 0 };

    private readonly Pipeline _pipeline;
    private int _sent;

    private InterleavedSite(DateTimeOffset now, RollupOptions options) => _pipeline = new(now, partitions: 1, options);

    public FakeTimeProvider Clock => _pipeline.Clock;

    public InMemoryTableStore Tables => _pipeline.Tables;

    public InMemoryEventLog Log => _pipeline.Log;

    public RollupOptions Options { get; private set; } = Small;

    /// <summary>The sent events that count.</summary>
    public List<NaiveEvent> Events { get; } = [];

    /// <summary>Sends the events of both days.</summary>
    public static async Task<InterleavedSite> SendAsync(RollupOptions options, DateTimeOffset? now = null, int messages = 4)
    {
        var site = new InterleavedSite(now ?? End.AddHours(2), options) { Options = options };
        foreach (var chunk in Both().OrderBy(e => e.Second).Chunk((Both().Count() / messages) + 1))
        {
            await site.AddAsync(chunk);
        }

        return site;
    }

    /// <summary>Hours of both days that are rolled up, and live events of both that are some time old.</summary>
    public static async Task<InterleavedSite> GrowAsync(TimeSpan age)
    {
        var site = await SendAsync(ByHours);
        await site.RollUpAsync();
        await site.AddAsync([.. Enumerable.Range(0, 5).Concat(Enumerable.Range(31, 5)).Select(Late)]);
        await site.RepeatAsync(5);
        site.Clock.Advance(age);
        return site;
    }

    /// <summary>Sends events in one message and aggregates them.</summary>
    public async Task AddAsync(IReadOnlyList<NaiveEvent> events)
    {
        Events.AddRange(events);
        await AppendAsync(events.Select(e => (e, $"e{_sent++}")));
        await _pipeline.AggregateAsync();
    }

    /// <summary>Sends the first events again, which changes nothing.</summary>
    public async Task RepeatAsync(int events)
    {
        await AppendAsync(Events.Take(events).Select((e, i) => (e, $"e{i}")));
        await _pipeline.AggregateAsync();
    }

    /// <summary>Goes on with other options.</summary>
    public InterleavedSite With(RollupOptions options)
    {
        Options = options;
        _pipeline.With(options);
        return this;
    }

    /// <summary>The bucket of the site.</summary>
    public static int[] Buckets { get; } = [Partitioner.BucketOf(Partitioner.SiteHash(Site))];

    public Task RollUpAsync() => _pipeline.RollUpAsync();

    public Task BuildAsync() => _pipeline.BuildStaleAsync();

    /// <summary>Rolls up and builds all that is over.</summary>
    public async Task SettleAsync()
    {
        await RollUpAsync();
        await BuildAsync();
    }

    /// <summary>Makes the days so old that their hours are gone.</summary>
    public async Task AgeAsync()
    {
        Clock.Advance(Options.KeepHours);
        await _pipeline.RemoveOldHoursAsync();
        Clock.Advance(TimeSpan.FromMinutes(11));
        await _pipeline.RemoveOldHoursAsync();
        await _pipeline.PruneAsync();
    }

    /// <summary>A late event between those of the first day, or from number 30 on of the second.</summary>
    public static NaiveEvent Late(int i) =>
        new(Site, FirstDay.ToUnixTimeSeconds() + 4000 + (i * 2777), Visitor(i, i < 30 ? 0 : 1), Page: "/late", Hostname: Site);

    private async Task AppendAsync(IEnumerable<(NaiveEvent Event, string Id)> events)
    {
        var writer = new EventSegmentWriter();
        foreach (var (e, id) in events)
        {
            Pipeline.Write(writer, e, id);
        }

        var buffer = new ArrayBufferWriter<byte>();
        writer.CopyTo(buffer);
        await Log.AppendAsync(0, EventMessage.Encode(buffer.WrittenSpan), CancellationToken.None);
    }

    private static IEnumerable<NaiveEvent> Both()
    {
        var start = FirstDay.ToUnixTimeSeconds();
        for (var day = 0; day < 2; day++)
        {
            for (var i = 0; i < 9; i++)
            {
                // In three hours of a day, every third with a second event of the same visit.
                var second = start + (day * 86_400) + (i % 3 * 8 * 3600) + (i * 300);
                yield return new(Site, second, Visitor(i, day), Page: $"/{i % 4}", Hostname: Site);
                if (i % 3 == 0)
                {
                    yield return new(Site, second + 600, Visitor(i, day), Page: "/next", Hostname: Site);
                }
            }
        }

        // A visit that passes midnight, and one that ends at the end.
        foreach (var second in (long[])[86_400 - 700, 86_400 - 100, 86_400 + 500, (2 * 86_400) - 900, (2 * 86_400) - 1])
        {
            yield return new(Site, start + second, 0x7700_0000_0000_0001, Page: "/midnight", Hostname: Site);
        }
    }

    /// <summary>Ids in all segments, of which every other is the same on both days.</summary>
    private static ulong Visitor(int i, int day) => ((ulong)(i % 7) + 1) * 0x1F00_0000_0000_0000 + (i % 2 == 1 ? 1 : (ulong)day * 2);
}
