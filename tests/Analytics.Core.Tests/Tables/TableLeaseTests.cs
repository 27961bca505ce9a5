using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Tables;

public sealed class TableLeaseTests
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryTableStore _tables = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_holder_waits_until_the_first_has_ended_however_long_that_takes()
    {
        var (first, second) = (Hold(Lease()), Hold(Lease()));
        await first.Began;

        await AdvanceAsync(TimeSpan.FromMinutes(30));

        Assert.False(second.Began.IsCompleted);
        first.End();
        Assert.Equal(7, await first.Result);
        await AdvanceUntilAsync(second.Began, Look * 2);
        second.End();
        Assert.Equal(7, await second.Result);
        Assert.Null(await RowAsync());
    }

    [Fact]
    public async Task Of_many_that_want_it_one_works_at_a_time()
    {
        var (working, most, done) = (0, 0, 0);
        var all = Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        await Lease()
                            .RunAsync(
                                async token =>
                                {
                                    most = Math.Max(most, Interlocked.Increment(ref working));
                                    for (var i = 0; i < 50; i++)
                                    {
                                        await Task.Yield();
                                    }

                                    Interlocked.Decrement(ref working);
                                    return ++done;
                                },
                                Stop
                            );
                    })
                )
        );

        // Time passes only while all that are left wait: no lease may end by itself.
        while (!all.IsCompleted)
        {
            Stop.ThrowIfCancellationRequested();
            if (await RowAsync() is null && _clock.PendingTimers == 8 - Volatile.Read(ref done))
            {
                _clock.Advance(Look);
            }

            await Task.Yield();
        }

        await all;
        Assert.Equal((1, 8), (most, done));
    }

    [Fact]
    public async Task Whoever_does_not_want_to_wait_is_told_at_once()
    {
        var first = Hold(Lease());
        await first.Began;

        Assert.False(await Lease().TryRunAsync(_ => throw new InvalidOperationException("must not begin"), Stop));

        first.End();
        await first.Result;
        var ran = false;
        Assert.True(await Lease().TryRunAsync(_ => Task.FromResult(ran = true), Stop));
        Assert.True(ran);
    }

    [Fact]
    public async Task The_lease_of_a_killed_holder_ends_after_a_minute_and_not_before()
    {
        var killed = Hold(Lease(new DeadClock(_clock)));
        await killed.Began;
        var next = Hold(Lease());

        await AdvanceAsync(TimeSpan.FromSeconds(58));
        Assert.False(next.Began.IsCompleted);
        await AdvanceUntilAsync(next.Began, Look * 3);

        next.End();
        await next.Result;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_lease_of_a_killed_holder_whose_clock_was_hours_ahead_ends_after_a_minute_too(bool waits)
    {
        var ahead = new FakeTimeProvider(_clock.Now.AddHours(5));
        var killed = Hold(Lease(ahead));
        await killed.Began;
        var lease = Lease();
        var next = waits ? Hold(lease) : null;
        Assert.False(await lease.TryRunAsync(_ => throw new InvalidOperationException("must not begin"), Stop));

        await AdvanceAsync(TimeSpan.FromSeconds(58));
        Assert.NotEqual(true, next?.Began.IsCompleted);
        await AdvanceUntilAsync(next?.Began, Look * 3);

        if (next is null)
        {
            Assert.True(await lease.TryRunAsync(_ => Task.CompletedTask, Stop));
            return;
        }

        next.End();
        await next.Result;
    }

    [Fact]
    public async Task A_holder_that_cannot_renew_stops_before_anyone_else_begins()
    {
        var first = Hold(Lease());
        await first.Began;
        _tables.BeforeCommit = (_, _) => throw new IOException("No route to the storage.");

        await AdvanceUntilAsync(first.Cancelled, TimeSpan.FromSeconds(50));

        var lost = await Assert.ThrowsAsync<IOException>(() => first.Result);
        Assert.Contains("tried again", lost.Message, StringComparison.Ordinal);
        Assert.Contains("No route", lost.Message, StringComparison.Ordinal);
        _tables.BeforeCommit = null;
        Assert.False(await Lease().TryRunAsync(_ => Task.CompletedTask, Stop));
    }

    [Fact]
    public async Task A_storage_that_hangs_does_not_keep_the_holder_from_stopping()
    {
        var first = Hold(Lease(tables: new HangingStore(_tables)));
        await first.Began;

        await AdvanceUntilAsync(first.Cancelled, TimeSpan.FromSeconds(50));

        await Assert.ThrowsAsync<IOException>(() => first.Result);
    }

    [Fact]
    public async Task A_storage_that_fails_once_costs_nothing()
    {
        var first = Hold(Lease());
        await first.Began;
        var failures = 0;
        _tables.BeforeCommit = (_, _) => failures++ == 0 ? throw new IOException("Busy.") : ValueTask.CompletedTask;

        await AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.True(failures > 10);
        Assert.False(first.Cancelled.IsCompleted);
        first.End();
        Assert.Equal(7, await first.Result);
    }

    [Fact]
    public async Task A_holder_whose_lease_another_has_taken_stops_and_leaves_it_alone()
    {
        var first = Hold(Lease());
        await first.Began;
        var row = (await RowAsync())!;
        await _tables.CommitAsync(TableNames.Control, "leases", [TableOperation.Replace("work", row.Body, row.ETag)], Stop);

        await AdvanceUntilAsync(first.Cancelled, TimeSpan.FromSeconds(30));

        await Assert.ThrowsAsync<IOException>(() => first.Result);
        Assert.NotNull(await RowAsync());
    }

    [Fact]
    public async Task Work_that_ends_without_having_noticed_the_loss_fails_too()
    {
        var end = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var result = Lease()
            .RunAsync(
                token =>
                {
                    token.Register(lost.SetResult);
                    return end.Task;
                },
                Stop
            );
        _tables.BeforeCommit = (_, _) => throw new IOException("Busy.");
        await AdvanceUntilAsync(lost.Task, TimeSpan.FromSeconds(50));
        end.SetResult(1);

        await Assert.ThrowsAsync<IOException>(() => result);
    }

    [Fact]
    public async Task Cancelling_ends_work_and_wait_and_gives_the_lease_back()
    {
        using var cancel = new CancellationTokenSource();
        var first = Hold(Lease(), cancel.Token);
        var waiting = Lease().RunAsync(_ => Task.FromResult(1), cancel.Token);
        await first.Began;

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Result);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Null(await RowAsync());
    }

    [Fact]
    public async Task A_renewal_that_is_under_way_when_the_work_ends_does_not_leave_the_lease_behind()
    {
        var tables = new UnansweredStore(_tables);
        var first = Hold(Lease(tables: tables));
        await first.Began;
        await AdvanceUntilAsync(tables.Applied, TimeSpan.FromSeconds(30));

        first.End();

        Assert.Equal(7, await first.Result);
        Assert.Null(await RowAsync());
    }

    [Fact]
    public async Task A_renewal_whose_answer_is_lost_does_not_lose_the_lease()
    {
        var tables = new UnansweredStore(_tables) { Fails = true };
        var first = Hold(Lease(tables: tables));
        await first.Began;
        await AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.True(tables.Applied.IsCompleted);
        Assert.False(first.Cancelled.IsCompleted);
        first.End();
        Assert.Equal(7, await first.Result);
        Assert.Null(await RowAsync());
    }

    [Fact]
    public async Task Work_that_fails_gives_the_lease_back()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Lease().RunAsync<int>(_ => throw new InvalidOperationException("no"), Stop)
        );

        Assert.Null(await RowAsync());
    }

    private TableLease Lease(TimeProvider? clock = null, ITableStore? tables = null) => new(tables ?? _tables, "work", clock ?? _clock);

    private ValueTask<TableRow?> RowAsync() => _tables.ReadAsync(TableNames.Control, "leases", "work", Stop);

    private static Holding Hold(TableLease lease, CancellationToken? cancellationToken = null) => new(lease, cancellationToken ?? Stop);

    private Task AdvanceAsync(TimeSpan time) => AdvanceUntilAsync(null, time);

    /// <summary>Lets time pass second by second, each time until all that it wakes has come to rest.</summary>
    private async Task AdvanceUntilAsync(Task? done, TimeSpan atMost)
    {
        for (var second = 0; second < atMost.TotalSeconds && done?.IsCompleted != true; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            for (var i = 0; i < 50; i++)
            {
                await Task.Yield();
            }
        }

        if (done is not null)
        {
            await done.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        }
    }

    /// <summary>Work that goes on until it is told to end or cancelled.</summary>
    private sealed class Holding
    {
        private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Holding(TableLease lease, CancellationToken cancellationToken) =>
            Result = lease.RunAsync(
                async token =>
                {
                    _began.SetResult();
                    try
                    {
                        await _end.Task.WaitAsync(token);
                        return 7;
                    }
                    catch (OperationCanceledException)
                    {
                        _cancelled.SetResult();
                        throw;
                    }
                },
                cancellationToken
            );

        public Task<int> Result { get; }

        public Task Began => _began.Task;

        public Task Cancelled => _cancelled.Task;

        public void End() => _end.SetResult();
    }

    /// <summary>The clock of a process that was killed: its timers never fire.</summary>
    private sealed class DeadClock(TimeProvider clock) : TimeProvider
    {
        private readonly FakeTimeProvider _still = new();

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _still.CreateTimer(callback, state, dueTime, period);
    }

    /// <summary>A storage that applies the second write and does not answer it.</summary>
    private sealed class UnansweredStore(InMemoryTableStore tables) : DelegatingTableStore(tables)
    {
        private readonly TaskCompletionSource _applied = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _writes;

        public bool Fails { get; init; }

        public Task Applied => _applied.Task;

        public override async ValueTask<TableCommit> CommitAsync(
            string table,
            string partitionKey,
            IReadOnlyList<TableOperation> operations,
            CancellationToken cancellationToken
        )
        {
            var commit = await base.CommitAsync(table, partitionKey, operations, CancellationToken.None);
            if (++_writes == 2)
            {
                _applied.SetResult();
                await (
                    Fails
                        ? throw new IOException("The connection broke.")
                        : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
                );
            }

            return commit;
        }
    }

    /// <summary>A storage that answers the first write and no other.</summary>
    private sealed class HangingStore(InMemoryTableStore tables) : DelegatingTableStore(tables)
    {
        private int _writes;

        public override async ValueTask<TableCommit> CommitAsync(
            string table,
            string partitionKey,
            IReadOnlyList<TableOperation> operations,
            CancellationToken cancellationToken
        )
        {
            if (_writes++ > 0)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            return await base.CommitAsync(table, partitionKey, operations, cancellationToken);
        }
    }
}
