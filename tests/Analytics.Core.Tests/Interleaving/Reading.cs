using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Visitors;
using Analytics.Core.Tests.Scanning;

namespace Analytics.Core.Tests.Interleaving;

/// <summary>Something that reads a site.</summary>
/// <param name="Name">Its name.</param>
/// <param name="AskAsync">Reads, and gives the answer as text.</param>
/// <param name="Expected">The answer by definition.</param>
internal sealed record Reading(
    string Name,
    Func<RollupScanner, Task<string>> AskAsync,
    Func<IReadOnlyList<NaiveEvent>, Task<string>> Expected
)
{
    private const ScanNeeds Counts =
        ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events | ScanNeeds.VisitMetrics | ScanNeeds.VisitPageviews;
    private static readonly long Start = InterleavedSite.FirstDay.ToUnixTimeSeconds();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>True if parts of the answer are given before all is read.</summary>
    public bool IsGivenAsRead { get; init; }

    /// <summary>Everything that reads rollups and live rows to answer.</summary>
    public static IReadOnlyList<Reading> All { get; } =
    [
        Scan("a day", Start, Start + 86_400, [Start], [ScanDimension.Of(EventDimension.Page)]),
        Scan(
            "hours of both days",
            Start + (20 * 3600),
            Start + (28 * 3600),
            [.. Enumerable.Range(20, 8).Select(hour => Start + (hour * 3600L))],
            []
        ),
        Scan("two months", Start - (29 * 86_400), Start + (32 * 86_400), [Start - (29 * 86_400)], []),
        new(
            "events of visitors",
            VisitorsAsync,
            events => Task.FromResult(Lines(events.GroupBy(e => e.Visitor).Select(e => $"{e.Key:x} {e.Count()}")))
        ),
        new("an export", ExportAsync, events => Task.FromResult(Lines(events.Select(e => $"{e.Second} {e.Visitor:x} {e.Page}"))))
        {
            IsGivenAsRead = true,
        },
        new("the first hour", FirstAsync, events => Task.FromResult($"{events.Min(e => e.Second) / 3600}")),
    ];

    private static Reading Scan(string name, long from, long to, IReadOnlyList<long> buckets, IReadOnlyList<ScanDimension> dimensions)
    {
        var request = new ScanRequest(InterleavedSite.Site, from, to, buckets, buckets.Count > 2, dimensions, null, Counts);
        return new(
            name,
            async scanner => string.Join('\n', await ScanComparison.LinesAsync(scanner, request)),
            async events => string.Join('\n', await ScanComparison.LinesAsync(new NaiveScanner(events), request))
        );
    }

    private static async Task<string> VisitorsAsync(RollupScanner scanner)
    {
        var request = new VisitorRequest(
            InterleavedSite.Site,
            Start,
            Start + (2 * 86_400),
            null,
            [new ScanFilter.And([])],
            KeptEvents.Marked
        )
        {
            Counted = "events",
        };
        var seen = await scanner.ReadVisitorsAsync(request, () => new Counter(), scan => new Seen(scan.Counters), Token);
        return Lines(seen.Counters.SelectMany(counter => counter.Events.Select(visitor => $"{visitor.Key:x} {visitor.Value}")));
    }

    private static async Task<string> ExportAsync(RollupScanner scanner)
    {
        var lines = new List<string>();
        await foreach (var e in scanner.ReadEventsAsync(InterleavedSite.Site, Start, Start + (2 * 86_400), Token))
        {
            lines.Add($"{e.TimestampMilliseconds / 1000} {e.Visitor:x} {e.Page}");
        }

        return Lines(lines);
    }

    private static async Task<string> FirstAsync(RollupScanner scanner) =>
        $"{await scanner.FirstEventAsync(InterleavedSite.Site, Token) / 3600}";

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));

    private sealed class Counter : IVisitorCounter
    {
        public Dictionary<ulong, int> Events { get; } = [];

        public long Weight => Events.Count * 50L;

        public void Add(ulong visitor, ReadOnlySpan<VisitorEvent> events) =>
            Events[visitor] = Events.GetValueOrDefault(visitor) + events.Length;
    }

    private sealed record Seen(IReadOnlyList<Counter> Counters) : IVisitorAnswer
    {
        public long Weight => 100;
    }
}
