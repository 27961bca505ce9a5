using Analytics.Core.Archives;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.Erasures;

/// <summary>An erasure of a visitor that is interrupted while it collects the ids of the visitor's events.</summary>
public sealed class InterruptedReadingTests
{
    private const string Site = "site0.example";
    private const ulong Visitor = 7;
    private const int Messages = 35;
    private static readonly DateTimeOffset Start = new(2026, 1, 28, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="last">The number of the last message that the visitor sent: before the interruption, or after it.</param>
    [Theory]
    [InlineData(3)]
    [InlineData(Messages)]
    public async Task It_goes_on_behind_the_messages_whose_ids_are_stored(int last)
    {
        var clock = new FakeTimeProvider(Start);
        var log = new InMemoryEventLog(1, clock);
        using var world = new World(clock, log, new InMemoryTableStore());
        for (var number = 1; number <= Messages; number++)
        {
            await World.SendAsync(log, [(new(Site, Start.ToUnixTimeSeconds(), number == last ? Visitor : 8), null)]);
        }

        await world.AggregateAsync();
        var job = await world.Jobs.CreateAsync(VisitorErasure.Of(Site, Visitor), Token);
        using var slice = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var first = new SlowArchive(log, clock, call => call < 4 ? Task.CompletedTask : slice.CancelAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(world, first, slice.Token));

        var second = new SlowArchive(log, clock, static _ => Task.CompletedTask);
        Assert.True(await RunAsync(world, second, Token));

        Assert.Equal([null, "7", "14"], first.Cursors[..3]);
        Assert.Equal("21", second.Cursors[0]);
        Assert.Equal(JobState.Completed, (await world.Jobs.FindAsync(job.Id, Token))!.State);
        Assert.Equal(1, (await world.Jobs.ProgressAsync(job.Id, Token))!.Erased!.Events);
        Assert.Equal(0, await world.CountAsync(TableNames.Control, "erasures"));
    }

    private static async Task<bool> RunAsync(World world, IArchiveEraser archive, CancellationToken cancellationToken)
    {
        using var signal = new JobSignal();
        return await new JobRunner(world.Jobs, [world.Eraser(archive: archive)], signal, world.Clock).RunNextAsync(cancellationToken);
    }

    /// <summary>Takes longer for each piece than the interval at which progress is stored.</summary>
    private sealed class SlowArchive(InMemoryEventLog log, FakeTimeProvider clock, Func<int, Task> reading) : IArchiveEraser
    {
        public List<string?> Cursors { get; } = [];

        public async Task<RewrittenPiece> RewriteNextAsync(
            int partition,
            string? cursor,
            long upTo,
            Func<LogRecord, ReadOnlyMemory<byte>?> rewrite,
            CancellationToken cancellationToken
        )
        {
            Cursors.Add(cursor);
            await reading(Cursors.Count);
            clock.Advance(TimeSpan.FromMinutes(1));
            return await log.RewriteNextAsync(partition, cursor, upTo, rewrite, cancellationToken);
        }

        public Task PurgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
