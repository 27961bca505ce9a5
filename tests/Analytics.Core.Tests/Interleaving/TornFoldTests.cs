using Analytics.Core.Aggregation;
using Analytics.Core.Live;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Interleaving;

/// <summary>
/// A reader knows the first live rows of a site. The others come, are folded, and are deleted in transactions that pass between two of its
/// reads: it counts each event once all the same.
/// </summary>
public sealed class TornFoldTests
{
    private const string Site = InterleavedSite.Site;

    // Thirteen folded rows of eight and one of sixty-four: their deletion takes two transactions.
    private const int Folded = 104;
    private const int Rows = Folded + 3;
    private static readonly DateTimeOffset Start = InterleavedSite.End;

    private const int Folds = 14;
    private const int Deletions = 2;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(64)]
    [InlineData(70)]
    [InlineData(89)]
    [InlineData(103)]
    public async Task Rows_that_are_folded_and_deleted_after_a_question_count_in_the_next(int known)
    {
        var (before, writer) = await RecordAsync(known);
        Assert.Equal(Deletions, writer.Count - (Rows - known) - Folds);
        for (var done = 0; done <= Deletions; done++)
        {
            var failures = new List<string>();
            for (var (step, steps) = (0, 1); step < steps; step++)
            {
                (var events, steps) = await AskAsync(before, writer, done, step);
                if (events != Rows)
                {
                    failures.Add($"{events} events at step {step} of {steps} after {done} deletions");
                }
            }

            Assert.True(failures.Count == 0, string.Join('\n', failures));
        }
    }

    /// <summary>Asks with known rows in memory; some deletions are committed before, and the next at a step of the reader.</summary>
    private static async Task<(double Events, int Steps)> AskAsync(InMemoryTableStore before, RecordedWriter writer, int done, int at)
    {
        var (tables, committed, count) = (before.Copy(), 0, 0);
        var reads = new ReadSteps(tables);
        var scanner = new RollupScanner(reads, new FixedSites(), 1);
        await EventsAsync(scanner);
        Commit(writer.Count - Deletions + done);
        var writing = new Lock();
        reads.Before = step =>
        {
            lock (writing)
            {
                count = Math.Max(count, step + 1);
                Commit(step == at ? 1 : 0);
            }
        };
        // The steps are counted from the first question on.
        var first = reads.Count;
        at += first;
        var events = await EventsAsync(scanner);
        return (events, Math.Max(0, count - first));

        void Commit(int transactions)
        {
            for (; transactions > 0 && committed < writer.Count; transactions--)
            {
                writer.Commit(committed++, tables);
            }
        }
    }

    private static async Task<double> EventsAsync(RollupScanner scanner)
    {
        var from = Start.ToUnixTimeSeconds();
        var result = await scanner.ScanAsync(new(Site, from, from + 3600, [from], false, [], null, ScanNeeds.Events), Token);
        return result.Groups.Sum(group => group[ScanCounter.Events]);
    }

    /// <summary>Rows that are known, and what makes the others of them, folds all, and deletes what was folded.</summary>
    private static async Task<(InMemoryTableStore Before, RecordedWriter Writer)> RecordAsync(int known)
    {
        var pipeline = new Pipeline(Start.AddMinutes(30), partitions: 1);
        for (var i = 0; i < Rows; i++)
        {
            await pipeline.SendAsync([new(Site, Start.ToUnixTimeSeconds() + i, 2, Hostname: Site)]);
            await (i + 1 == known ? pipeline.AggregateAsync(1) : Task.CompletedTask);
        }

        var writer = await RecordedWriter.RecordAsync(
            pipeline.Tables,
            async tables =>
            {
                var aggregator = new PartitionAggregator(0, pipeline.Log, tables, pipeline.Statistics, new());
                await aggregator.StartAsync(Token);
                foreach (var record in await pipeline.Log.ReadAsync(0, known, int.MaxValue, Token))
                {
                    await aggregator.ProcessAsync([record], Token);
                }

                await FoldAsync(tables);
                pipeline.Clock.Advance(TimeSpan.FromMinutes(2));
                await FoldAsync(tables);
            }
        );
        return (pipeline.Tables, writer);

        Task<int> FoldAsync(ITableStore tables) =>
            new LiveFolding(tables, 1, pipeline.Clock, RollupLogic.Current, new RollupOptions().KeepFolded).RunAsync(
                InterleavedSite.Buckets,
                Token
            );
    }
}
