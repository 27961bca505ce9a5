using Analytics.Azure.Tests.Tables;
using Analytics.Core.Queries;
using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Azure.Tests.Rollups;

/// <summary>Days that are counted over the storage emulator.</summary>
public sealed class AzuriteCountedDaysTests(AzuriteServer azurite) : IAsyncDisposable
{
    private const string Site = "site.example";
    private const int Days = 4;
    private static readonly DateTimeOffset Start = new(2026, 3, 30, 0, 0, 0, TimeSpan.Zero);
    private readonly PrefixedTables _tables = new(azurite.Tables, TimeProvider.System);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _tables.DisposeAsync();

    [Fact]
    public async Task Counted_days_answer_as_their_events_do()
    {
        List<NaiveEvent> events =
        [
            .. Enumerable
                .Range(0, 200)
                .Select(i => new NaiveEvent(Site, Start.ToUnixTimeSeconds() + (i * 1_700), (ulong)i * 2, Page: $"/page/{i % 9}")),
        ];
        var pipeline = new Pipeline(Start.AddDays(Days + 1), partitions: 1, new() { MonthEvents = 0 });
        await pipeline.SendAsync(events);
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
        await pipeline.BuildStaleAsync();
        foreach (var row in pipeline.Tables.RowsOf(TableNames.Rollups))
        {
            await _tables.CommitAsync(TableNames.Rollups, Site, [TableOperation.Upsert(row.RowKey, row.Body, row.Head)], Stop);
        }

        var scanner = SmallScanner.Counting(_tables, new FixedSites(), 1, pipeline.Clock);
        var counter = new DayCounter(
            scanner,
            _tables,
            new FixedSites(),
            pipeline.Clock,
            QuestionMemory.Unlimited,
            new(_tables, "counts", pipeline.Clock)
        );
        await scanner.ScanAsync(Request(null), Stop);

        Assert.Equal(Days, await counter.RunAsync(Stop));

        var counted = await _tables
            .ReadRangeAsync(TableNames.Rollups, Site, CountedDayKeys.Prefix, "c}", headsOnly: true, Stop)
            .CountAsync(Stop);
        Assert.Equal(Days, counted);
        foreach (var dimension in (ScanDimension?[])[null, ScanDimension.Of(Core.Dimensions.EventDimension.Page)])
        {
            var (expected, actual) = (
                await new NaiveScanner(events).ScanAsync(Request(dimension), Stop),
                await SmallScanner.Counting(_tables, new FixedSites(), 1, pipeline.Clock).ScanAsync(Request(dimension), Stop)
            );
            Assert.Equal(Lines(expected), Lines(actual));
        }
    }

    private static ScanRequest Request(ScanDimension? dimension)
    {
        var (from, to) = (Start.ToUnixTimeSeconds(), Start.AddDays(Days).ToUnixTimeSeconds());
        return new(
            Site,
            from,
            to,
            [from],
            BucketsSplitVisits: false,
            dimension is { } of ? [of] : [],
            Filter: null,
            ScanNeeds.Visitors | ScanNeeds.Events
        );
    }

    private static IEnumerable<string> Lines(ScanResult result) =>
        result
            .Groups.Select(group =>
                $"{string.Join('|', group.Values)} {group[ScanCounter.Visitors]} {group[ScanCounter.Pageviews]} {group[ScanCounter.Events]}"
            )
            .Order(StringComparer.Ordinal);
}
