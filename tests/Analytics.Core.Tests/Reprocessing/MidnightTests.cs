using System.Buffers;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Reprocessing;

namespace Analytics.Core.Tests.Reprocessing;

/// <summary>
/// A visit over midnight, whose visitor has another id on the new day: the events soon after midnight name the old one, those later are
/// known to continue it by the aggregator's memory alone.
/// </summary>
public sealed class MidnightTests : IDisposable
{
    private const string Site = "site0.example";
    private const ulong Yesterday = 0x1234;
    private const ulong Today = 0x5678;
    private static readonly DateTimeOffset Midnight = new(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);
    private static readonly ReprocessOptions EachMessage = new()
    {
        BatchBytes = 1,
        CheckpointEvery = TimeSpan.Zero,
        Parallelism = 1,
    };

    private readonly FakeTimeProvider _clock = new(Midnight.AddDays(-2));
    private readonly List<int> _segmentBytes = [];
    private readonly InMemoryEventLog _log;
    private readonly World _world;

    public MidnightTests()
    {
        _log = new(1, _clock);
        _world = new(_clock, _log, new InMemoryTableStore());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_range_that_begins_at_midnight_is_replayed_from_before_it()
    {
        await PlayAsync();
        var before = await _world.RowsAsync(Site);

        var (job, progress) = await _world.ReprocessAsync(Midnight, Midnight.AddDays(1));

        Assert.Equal((JobState.Completed, 0), (job.State, progress.RowsReplaced));
        Assert.Equal(before, await _world.RowsAsync(Site));
    }

    [Fact]
    public async Task A_replay_that_goes_on_remembers_what_it_knew_before_it_was_killed()
    {
        await PlayAsync();
        var before = await _world.RowsAsync(Site);
        var job = await _world.Jobs.CreateAsync(new(Reprocessor.Kind, Midnight.AddDays(-1), Midnight.AddDays(1), null, false), Token);
        var kills = 0;
        while (!await TryAsync(job, EachMessage, allowedCommits: kills + 2))
        {
            Assert.True(++kills < 100);
        }

        Assert.True(kills > 5, $"{kills} kills");
        await _world.RollUpAsync(openHoursToo: true);
        Assert.Equal(before, await _world.RowsAsync(Site));
    }

    [Fact]
    public async Task A_replay_that_goes_on_with_other_batches_does_not_mix_them_with_those_it_had_stored()
    {
        await PlayAsync();
        var before = await _world.RowsAsync(Site);
        var job = await _world.Jobs.CreateAsync(new(Reprocessor.Kind, Midnight.AddDays(-1), Midnight.AddDays(1), null, false), Token);
        var pairs = EachMessage with { BatchBytes = _segmentBytes.Take(2).Sum(), CheckpointEvery = TimeSpan.FromHours(1) };

        // Messages 1 and 2, 3 and 4; then 1 to 3, 4 to 6.
        Assert.False(await TryAsync(job, pairs, allowedCommits: 3));
        Assert.True(await TryAsync(job, pairs with { BatchBytes = _segmentBytes.Take(3).Sum() }, int.MaxValue));

        await _world.RollUpAsync(openHoursToo: true);
        Assert.Equal(before, await _world.RowsAsync(Site));
    }

    public void Dispose() => _world.Dispose();

    private async Task PlayAsync()
    {
        await _world.Sites.CreateAsync(new(Site, "Etc/UTC", Midnight.AddDays(-2)), Token);
        foreach (
            var (minute, visitor, previous) in ((int, ulong, ulong)[])
                [(-10, Yesterday, 0), (10, Today, Yesterday), (35, Today, 0), (55, Today, 0), (80, Today, 0), (600, Today, 0)]
        )
        {
            _clock.SetNow(Midnight.AddMinutes(minute));
            var writer = new EventSegmentWriter();
            Pipeline.Write(writer, new(Site, Midnight.AddMinutes(minute).ToUnixTimeSeconds(), visitor), previousVisitor: previous);
            var buffer = new ArrayBufferWriter<byte>();
            writer.CopyTo(buffer);
            _segmentBytes.Add(buffer.WrittenCount);
            await _log.AppendAsync(0, EventMessage.Encode(buffer.WrittenSpan), Token);
        }

        await _world.AggregateAsync();
        await _world.RollUpAsync(openHoursToo: true);
        Assert.Equal(2, (await _world.ScanAsync(_world.Scanner, Site, Midnight.AddDays(-1), Midnight.AddDays(1)))[ScanCounter.Visits]);
    }

    /// <returns>False if it was killed at the commit behind those allowed.</returns>
    private async Task<bool> TryAsync(Job job, ReprocessOptions options, int allowedCommits)
    {
        var commits = 0;
        _world.Tables.BeforeCommit = (_, _) => ++commits > allowedCommits ? throw new KilledException() : ValueTask.CompletedTask;
        try
        {
            await _world.Reprocessor(options).RunAsync(job, new JobWork(), Token);
            return true;
        }
        catch (Exception exception) when (exception is KilledException || exception.InnerException is KilledException)
        {
            return false;
        }
        finally
        {
            _world.Tables.BeforeCommit = null;
        }
    }

    private sealed class KilledException : Exception;
}
