using Analytics.Core.Jobs;
using Analytics.Core.Reprocessing;
using Analytics.Core.Tests.Drivers;
using Analytics.Core.Tests.Queries;

namespace Analytics.Core.Tests.Reprocessing;

public sealed class BrokenOffTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 30, 0, 0, 0, TimeSpan.Zero);
    private static readonly ReprocessOptions Small = new() { BatchBytes = 3000, ReadBytes = 2000, CheckpointEvery = TimeSpan.Zero, Parallelism = 1 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_is_killed_before_any_of_its_writes_goes_on_and_ends_with_the_same_rows_and_report()
    {
        var history = new History(21, Start, days: 3, sites: 2, visitsPerDay: 15);
        using var world = await ReprocessingTests.PlayAsync(history, new InMemoryTableStore(), World.Wrong);
        using var right = await ReprocessingTests.PlayAsync(history.Clock, history.Log, new InMemoryTableStore());
        using var corrected = await ReprocessingTests.RestartAsync(world);
        var (dry, _) = await corrected.ReprocessAsync(Start, history.End, dryRun: true);
        var job = await corrected.Jobs.CreateAsync(new(JobKinds.Reprocess, Start, history.End, null, false), Token);
        var commits = 0;
        var kills = 0;
        for (var done = false; !done;)
        {
            var until = commits + 1 + (kills * 7 % 12);
            corrected.Tables.BeforeCommit = (_, _) => ++commits > until ? throw new KilledException() : ValueTask.CompletedTask;
            try
            {
                await corrected.Reprocessor(Small).RunAsync(job, new JobWork(), Token);
                done = true;
            }
            catch (Exception exception) when (exception is KilledException || exception.InnerException is KilledException)
            {
                kills++;
                if (kills == 4)
                {
                    corrected.Tables.BeforeCommit = null;
                    var late = new NaiveEvent("site1.example", Start.AddHours(7).ToUnixTimeSeconds(), 99);
                    await World.SendAsync(history.Log, [(late, "late"), (late, "late")]);
                    await corrected.AggregateAsync();
                    await corrected.RollUpAsync();
                    await right.AggregateAsync();
                }
            }
        }

        corrected.Tables.BeforeCommit = null;
        Assert.True(kills > 10, $"{kills} kills");
        await ReprocessingTests.AssertSameAsync(right, corrected, history.Sites);

        // A day that the late event made stale was read from its hours, and so rightly, before it was replaced.
        var report = (await corrected.ReportAsync(job.Id)).Where(difference => difference.Day > DateOnly.FromDateTime(Start.Date));
        var predicted = (await corrected.ReportAsync(dry.Id)).Where(difference => difference.Day > DateOnly.FromDateTime(Start.Date)).ToList();
        Assert.Equal(4, predicted.Count);
        Assert.Equal(predicted, report);
    }

    [Fact]
    public async Task A_job_goes_on_when_the_disk_was_full_for_a_moment()
    {
        var history = new History(22, Start, days: 2, sites: 1, visitsPerDay: 15);
        using var world = await ReprocessingTests.PlayAsync(history, new InMemoryTableStore(), World.Wrong);
        using var right = await ReprocessingTests.PlayAsync(history.Clock, history.Log, new InMemoryTableStore());
        using var corrected = await ReprocessingTests.RestartAsync(world);
        var failures = 0;
        corrected.Tables.BeforeCommit = (table, _) =>
            table == "replay" && failures++ == 3 ? throw new IOException("No space left.") : ValueTask.CompletedTask;
        using var advancing = new Timer(_ => history.Clock.Advance(TimeSpan.FromSeconds(1)), null, 20, 20);

        var (job, progress) = await corrected.ReprocessAsync(Start, history.End, options: Small);

        Assert.Equal((JobState.Completed, null), (job.State, job.Error));
        Assert.Equal(progress.MessagesTotal, progress.MessagesRead);
        await ReprocessingTests.AssertSameAsync(right, corrected, history.Sites);
    }

    private sealed class KilledException : Exception;
}
