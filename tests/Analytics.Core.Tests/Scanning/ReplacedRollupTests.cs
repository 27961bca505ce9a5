using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Drivers;
using Analytics.Core.Tests.Queries;

namespace Analytics.Core.Tests.Scanning;

/// <summary>
/// Columns of a day are read when a question first needs them, so the day may be another one by then: rows of two versions never meet.
/// </summary>
public sealed class ReplacedRollupTests
{
    private const string Site = "site.example";
    private static readonly DateTimeOffset Morning = new(2026, 2, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_day_that_is_replaced_between_two_of_its_columns_is_read_from_the_beginning()
    {
        var pipeline = new Pipeline(Morning.AddDays(1));
        var events = Enumerable.Range(0, 50).Select(i => Event(i, $"/{i % 3}")).ToList();
        await pipeline.SendAsync(events);
        await SettleAsync(pipeline);
        var tables = new ReplacingTables(pipeline.Tables);
        var scanner = new RollupScanner(tables, pipeline.Sites, pipeline.Log.PartitionCount);
        var from = Morning.ToUnixTimeSeconds() - (8 * 3600);
        var total = new ScanRequest(Site, from, from + 86_400, [from], false, [], null, ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events);
        await ScanComparison.AssertEqualAsync(new NaiveScanner(events), scanner, total, "as it was");
        tables.BeforeDay = async () =>
        {
            // Its visitor comes first, so that all rows move.
            events.Add(Event(-1, "/late"));
            await pipeline.SendAsync([events[^1]]);
            await SettleAsync(pipeline);
        };

        var byPage = total with { Dimensions = [ScanDimension.Of(EventDimension.Page)] };
        var answer = await ScanComparison.LinesAsync(scanner, byPage);

        Assert.Null(tables.BeforeDay);
        Assert.Equal(await ScanComparison.LinesAsync(new NaiveScanner(events), byPage), answer);
    }

    private static NaiveEvent Event(int i, string page) => new(Site, Morning.ToUnixTimeSeconds() + (i * 40), (ulong)(i + 2) << 32, Page: page, Hostname: Site);

    private static async Task SettleAsync(Pipeline pipeline)
    {
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
        await pipeline.BuildStaleAsync();
    }

    /// <summary>Lets something happen before the next day is read.</summary>
    private sealed class ReplacingTables(ITableStore inner) : DelegatingTableStore(inner)
    {
        public Func<Task>? BeforeDay { get; set; }

        public override async ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken)
        {
            await HappenAsync(table, rowKey);
            return await base.ReadAsync(table, partitionKey, rowKey, cancellationToken);
        }

        public override async ValueTask<TableRow?> ReadAsync(
            string table, string partitionKey, string rowKey, IReadOnlyCollection<string> parts, CancellationToken cancellationToken)
        {
            await HappenAsync(table, rowKey);
            return await base.ReadAsync(table, partitionKey, rowKey, parts, cancellationToken);
        }

        private async Task HappenAsync(string table, string rowKey)
        {
            if (table == TableNames.Rollups && rowKey.StartsWith("d|", StringComparison.Ordinal) && BeforeDay is { } happen)
            {
                BeforeDay = null;
                await happen();
            }
        }
    }
}
