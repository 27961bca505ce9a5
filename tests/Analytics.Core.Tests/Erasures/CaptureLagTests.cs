using Analytics.Core.Archives;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.Erasures;

/// <summary>An erasure in slices, of which each is long enough to wait for Event Hubs Capture once, under steady traffic.</summary>
public sealed class CaptureLagTests
{
    private const string Site = "site0.example";
    private const ulong Visitor = 7;
    private static readonly DateTimeOffset Start = new(2026, 1, 28, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_erasure_waits_once_for_messages_before_its_beginning_and_once_for_those_since_whatever_arrives()
    {
        var clock = new FakeTimeProvider(Start);
        var log = new InMemoryEventLog(1, clock);
        using var world = new World(clock, log, new InMemoryTableStore());
        await SendAsync(world, Visitor);
        await SendAsync(world, 8);
        var archive = new LaggingArchive(log, () => SendAsync(world, 9));
        var job = await world.Jobs.CreateAsync(VisitorErasure.Of(Site, Visitor), Token);

        var slices = 0;
        for (; (await world.Jobs.FindAsync(job.Id, Token))!.IsActive; slices++)
        {
            Assert.InRange(slices, 0, 9);
            using var slice = CancellationTokenSource.CreateLinkedTokenSource(Token);
            archive.Begin(slice);
            using var signal = new JobSignal();
            var running = new JobRunner(world.Jobs, [world.Eraser(archive: archive)], signal, clock).RunNextAsync(slice.Token);
            while (!running.IsCompleted)
            {
                clock.Advance(TimeSpan.FromSeconds(20));
                await Task.Yield();
            }

            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        Assert.Equal(2, slices);
        Assert.Equal(
            (JobState.Completed, null),
            ((await world.Jobs.FindAsync(job.Id, Token))!.State, (await world.Jobs.FindAsync(job.Id, Token))!.Error)
        );
        Assert.Equal(0, await world.CountAsync(TableNames.Control, "erasures"));
    }

    private static async Task SendAsync(World world, ulong visitor)
    {
        await World.SendAsync(world.Log, [(new(Site, Start.ToUnixTimeSeconds(), visitor), null)]);
        await world.AggregateAsync();
    }

    /// <summary>Has what was in the log when a wait ended. While it is awaited, an event arrives; the second wait ends the slice.</summary>
    private sealed class LaggingArchive(InMemoryEventLog log, Func<Task> arrive) : IArchiveEraser
    {
        private CancellationTokenSource? _slice;
        private long _captured;
        private int _waits;

        public void Begin(CancellationTokenSource slice) => (_slice, _waits) = (slice, 0);

        public async Task<RewrittenPiece> RewriteNextAsync(
            int partition,
            string? cursor,
            long upTo,
            Func<LogRecord, ReadOnlyMemory<byte>?> rewrite,
            CancellationToken cancellationToken
        )
        {
            if (upTo > _captured)
            {
                if (++_waits > 1)
                {
                    await _slice!.CancelAsync();
                    cancellationToken.ThrowIfCancellationRequested();
                }

                _captured = upTo;
                await arrive();
                throw new IOException("Not captured yet.");
            }

            return await log.RewriteNextAsync(partition, cursor, upTo, rewrite, cancellationToken);
        }

        public Task PurgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
