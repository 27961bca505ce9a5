using System.Runtime.CompilerServices;
using Analytics.Core.Jobs;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Jobs;

/// <summary>
/// A job whose work never goes on and that nothing refers to any more, as after a process of the fault harness has ended.
/// </summary>
public sealed class ForgottenJobTests
{
    private static readonly DateTimeOffset Start = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_nothing_refers_to_leaves_nothing_to_the_thread_of_the_finalizers()
    {
        var tables = new CountedTables(new InMemoryTableStore());
        await new JobTable(tables, new FakeTimeProvider(Start)).CreateAsync(
            new("endless", Start, Start.AddDays(1), null, DryRun: false),
            Token
        );

        Forget(tables);
        var before = tables.Commits;
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal(before, tables.Commits);
    }

    // Not inlined: its variables would live on in the caller.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(ITableStore tables)
    {
        var clock = new FakeTimeProvider(Start);
        var runner = new JobRunner(new(tables, clock), [new EndlessJob()], new(), clock);
        Assert.False(runner.RunNextAsync(CancellationToken.None).IsCompleted);
    }

    private sealed class EndlessJob : IJobKind
    {
        public string Name => "endless";

        public TimeSpan ProgressEvery => TimeSpan.FromDays(1);

        public Task RunAsync(Job job, JobWork work, CancellationToken cancellationToken) => new TaskCompletionSource().Task;

        public Task ClearAsync(string job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class CountedTables(ITableStore inner) : DelegatingTableStore(inner)
    {
        private const int Most = 100;

        public int Commits { get; private set; }

        // A failure other than of the storage ends what would go on for ever, and with it the test.
        public override ValueTask<TableCommit> CommitAsync(
            string table,
            string partitionKey,
            IReadOnlyList<TableOperation> operations,
            CancellationToken cancellationToken
        ) =>
            ++Commits > Most
                ? throw new InvalidOperationException($"More than {Most} commits.")
                : base.CommitAsync(table, partitionKey, operations, cancellationToken);
    }
}
