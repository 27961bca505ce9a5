using Analytics.Core.Aggregation;
using Analytics.Core.Live;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Interleaving;

/// <summary>Rolling averages that are read out of the table while live rows are folded, and while folded rows are deleted.</summary>
public sealed class TornLiveStatisticsTests
{
    private const int Messages = 10;
    private const string Site = InterleavedSite.Site;
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Whatever_is_folded_between_two_reads_no_event_is_missing(bool isFolded, bool isDeleted)
    {
        var pipeline = await LiveAsync();
        if (isFolded)
        {
            await FoldAsync(pipeline.Tables, pipeline.Clock);
        }

        var writer = await RecordedWriter.RecordAsync(
            pipeline.Tables,
            async tables =>
            {
                var later = new FakeTimeProvider(Now);
                foreach (var minutes in (int[])[isFolded ? 2 : 0, isDeleted ? 2 : 0])
                {
                    later.Advance(TimeSpan.FromMinutes(minutes));
                    await FoldAsync(tables, later);
                }
            }
        );
        var expected = (double)Messages / 60;
        for (var (step, steps) = (0, 1); step < steps; step++)
        {
            var tables = pipeline.Tables.Copy();
            var reader = new ReadSteps(tables);
            var first = step;
            var heads = 0;
            reader.Before = at =>
            {
                if (at == first)
                {
                    heads = HeadsOf(pipeline.Tables);
                }

                // Nobody reads heads for so long that rows which were folded meanwhile are deleted.
                for (var transaction = 0; at == first && (!isDeleted || at > heads) && transaction < writer.Count; transaction++)
                {
                    writer.Commit(transaction, tables);
                }
            };

            var statistics = await new TableLiveStatistics(reader, pipeline.Sites, 1, pipeline.Clock).ReadAsync(
                Site,
                TestContext.Current.CancellationToken
            );

            steps = reader.Count;
            Assert.True(
                expected == statistics!.Rates[^1].Events,
                $"{statistics.Rates[^1].Events * 60} of {Messages} events at step {step} of {steps}."
            );
        }
    }

    [Fact]
    public async Task Rows_that_are_replaced_at_each_attempt_are_an_error_that_says_to_ask_again()
    {
        var pipeline = await LiveAsync();

        var error = await Assert.ThrowsAsync<IOException>(async () =>
            await new TableLiveStatistics(new WithoutBodies(pipeline.Tables), pipeline.Sites, 1, pipeline.Clock).ReadAsync(
                Site,
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal($"The live rows of '{Site}' were replaced 4 times while its rolling averages were read; ask again.", error.Message);
    }

    private static int HeadsOf(InMemoryTableStore tables) => tables.RowsOf(TableNames.Live).Count(row => row.RowKey != "watermark") + 1;

    private static async Task<Pipeline> LiveAsync()
    {
        var pipeline = new Pipeline(Now, partitions: 1);
        for (var i = 0; i < Messages; i++)
        {
            await pipeline.SendAsync([new NaiveEvent(Site, Now.ToUnixTimeSeconds() - 1_200 + (i * 60), (ulong)(i + 1) << 8)]);
            await pipeline.AggregateAsync();
        }

        pipeline.Clock.Advance(TimeSpan.FromMinutes(2));
        return pipeline;
    }

    private static Task FoldAsync(ITableStore tables, TimeProvider clock) =>
        new LiveFolding(tables, 1, clock, RollupLogic.Current, InterleavedSite.Small.KeepFolded).RunAsync(
            InterleavedSite.Buckets,
            CancellationToken.None
        );

    /// <summary>Tables of which every row is gone when it is read.</summary>
    private sealed class WithoutBodies(ITableStore inner) : DelegatingTableStore(inner)
    {
        public override ValueTask<TableRow?> ReadAsync(
            string table,
            string partitionKey,
            string rowKey,
            CancellationToken cancellationToken
        ) => new((TableRow?)null);
    }
}
