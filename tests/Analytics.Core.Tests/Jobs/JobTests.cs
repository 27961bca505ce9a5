using Analytics.Core.Jobs;
using Analytics.Core.Periods;
using Analytics.Core.Reprocessing;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.Jobs;

public sealed class JobTests
{
    private static readonly DateTimeOffset Start = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly InMemoryTableStore _tables = new();
    private readonly JobTable _jobs;

    public JobTests() => _jobs = new(_tables, new FakeTimeProvider(Start));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_numbered_listed_and_rounded_to_hours()
    {
        var job = await _jobs.CreateAsync(Request(Start.AddMinutes(61), Start.AddMinutes(121)), Token);
        await _jobs.CreateAsync(Request(Start.AddDays(2), Start.AddDays(3)), Token);

        Assert.Equal((Start.AddHours(1), Start.AddHours(3), JobState.Queued), (job.From, job.To, job.State));
        Assert.Equal(["1", "2"], (await _jobs.ListAsync(Token)).Select(one => one.Id));
        Assert.Equal(job, await _jobs.FindAsync("1", Token));
        Assert.Null(await _jobs.FindAsync("01", Token));
        Assert.Null(await _jobs.FindAsync("x", Token));
    }

    [Fact]
    public async Task What_a_job_leaves_is_seen_with_both_ends_or_not_at_all_while_it_is_planned()
    {
        var work = new JobWork();
        var jobs = new List<(Job Job, ReprocessPlan Plan)>();
        for (var day = 1; day <= 2; day++)
        {
            var request = await _jobs.CreateAsync(Request(Start.AddDays(day * 10), Start.AddDays((day * 10) + 5)), Token);
            jobs.Add(
                (
                    request,
                    new(
                        request.Id,
                        false,
                        request.From.AddDays(day).ToUnixTimeSeconds(),
                        request.To.ToUnixTimeSeconds(),
                        [],
                        [],
                        request.From.ToUnixTimeSeconds()
                    )
                )
            );
        }

        // The readers make a bounded number of reads; the plans change for as long as they read.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var planning = Task.Run(
            () =>
            {
                for (var i = 0; !over.IsCancellationRequested; i++)
                {
                    jobs[i & 1].Plan.ShowIn(work, jobs[i & 1].Job);
                }
            },
            Token
        );
        var torn = new List<(DateTimeOffset?, DateTimeOffset?)>();
        for (var read = 0; read < 2_000_000; read++)
        {
            var progress = work.Progress;
            if (
                progress.LeftTo - progress.LeftFrom
                    != (progress.LeftFrom == Start.AddDays(10) ? TimeSpan.FromDays(1) : TimeSpan.FromDays(2))
                && progress.LeftFrom is not null
            )
            {
                torn.Add((progress.LeftFrom, progress.LeftTo));
            }
        }

        await over.CancelAsync();
        await planning;
        Assert.Empty(torn);
    }

    [Fact]
    public async Task A_job_over_rows_of_a_waiting_or_running_one_is_refused_with_its_name()
    {
        var first = await _jobs.CreateAsync(Request(Start, Start.AddDays(1), "a.example", "b.example"), Token);

        var refused = await Assert.ThrowsAsync<JobConflictException>(() =>
            _jobs.CreateAsync(Request(Start.AddHours(23), Start.AddDays(2)), Token)
        );
        Assert.Equal(first.Id, refused.Other.Id);
        Assert.Contains("Job 1 is queued", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<JobConflictException>(() => _jobs.CreateAsync(Request(Start, Start.AddHours(1), "b.example"), Token));
        await _jobs.CreateAsync(Request(Start.AddDays(1), Start.AddDays(2)), Token);
        await _jobs.CreateAsync(Request(Start, Start.AddDays(1), "c.example"), Token);
        await _jobs.CancelAsync(first.Id, Token);
        await _jobs.CreateAsync(Request(Start, Start.AddDays(1), "a.example"), Token);
    }

    [Fact]
    public async Task Of_two_overlapping_jobs_made_at_once_one_is_taken()
    {
        var tries = Enumerable
            .Range(0, 8)
            .Select(_ =>
                Task.Run(async () =>
                {
                    try
                    {
                        await _jobs.CreateAsync(Request(Start, Start.AddDays(1)), Token);
                        return true;
                    }
                    catch (JobConflictException)
                    {
                        return false;
                    }
                })
            );

        Assert.Single(await Task.WhenAll(tries), taken => taken);
    }

    [Fact]
    public async Task A_running_job_that_is_cancelled_stops_leaves_nothing_of_its_own_and_whole_rows()
    {
        var history = new History(31, Start, days: 3, sites: 1, visitsPerDay: 20);
        using var world = await ReprocessingTests.PlayAsync(history, new InMemoryTableStore(), World.Wrong);
        using var corrected = await ReprocessingTests.RestartAsync(world);
        using var right = await ReprocessingTests.PlayAsync(history.Clock, history.Log, new InMemoryTableStore());
        var old = await corrected.RowsAsync("site0.example");
        var replaced = 0;
        corrected.Tables.BeforeCommit = async (table, _) =>
        {
            if (table == TableNames.Rollups && ++replaced == 2)
            {
                await corrected.Jobs.CancelAsync("1", Token);
                history.Clock.Advance(TimeSpan.FromSeconds(5));
            }
        };

        var (job, progress) = await corrected.ReprocessAsync(Start, history.End, options: new() { Parallelism = 1 });
        corrected.Tables.BeforeCommit = null;

        Assert.Equal((JobState.Cancelled, true), (job.State, job.EndedAt is not null));
        Assert.InRange(progress.DaysDone, 0, 2);
        Assert.Equal(0, await corrected.CountAsync(TableNames.Replay, "1|0000") + await corrected.CountAsync(TableNames.Replay, "1|0001"));
        Assert.Equal(0, await corrected.CountAsync(TableNames.Control, "plans"));
        var (now, want) = (await corrected.RowsAsync("site0.example"), await right.RowsAsync("site0.example"));
        Assert.All(
            now.Where(row => row.Key.StartsWith("h|", StringComparison.Ordinal)),
            row => Assert.True(row.Value == old[row.Key] || row.Value == want[row.Key])
        );
        await corrected.ReprocessAsync(Start, history.End);
        await ReprocessingTests.AssertSameAsync(right, corrected, history.Sites);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_damaged_hour_is_made_again_from_the_archive(bool headToo)
    {
        var history = new History(32, Start, days: 2, sites: 2, visitsPerDay: 20);
        using var world = await ReprocessingTests.PlayAsync(history, new InMemoryTableStore(), RollupLogic.Current);
        var before = await world.RowsAsync("site0.example");
        var hour = before.Keys.First(key => key.StartsWith("h|", StringComparison.Ordinal));
        var row = (await world.Tables.ReadAsync(TableNames.Rollups, "site0.example", hour, Token))!;
        await world.Tables.CommitAsync(
            TableNames.Rollups,
            "site0.example",
            [TableOperation.Replace(hour, row.Body[..^1], row.ETag, headToo ? row.Head[..^1] : row.Head)],
            Token
        );

        var (job, progress) = await world.ReprocessAsync(Start, history.End);

        Assert.Equal((JobState.Completed, 1, 0), (job.State, progress.RowsReplaced, progress.SetAside));
        Assert.Equal(before, await world.RowsAsync("site0.example"));
    }

    [Fact]
    public async Task A_job_of_a_kind_that_this_release_lacks_fails_and_says_so()
    {
        using var signal = new JobSignal();
        var history = new History(33, Start, days: 1, sites: 1, visitsPerDay: 5);
        using var world = await ReprocessingTests.PlayAsync(history, new InMemoryTableStore(), RollupLogic.Current);
        var job = await world.Jobs.CreateAsync(new("export", Start, Start.AddHours(1), null, false), Token);

        Assert.True(await new JobRunner(world.Jobs, [world.Reprocessor()], signal, history.Clock).RunNextAsync(Token));

        var ended = await world.Jobs.FindAsync(job.Id, Token);
        Assert.Equal(
            (
                JobState.Failed,
                "This release has no jobs of kind 'export'; it has reprocess. Start the job again in a release that has them."
            ),
            (ended!.State, ended.Error)
        );
    }

    private static JobRequest Request(DateTimeOffset from, DateTimeOffset to, params string[] sites) =>
        new(Reprocessor.Kind, from, to, sites.Length == 0 ? null : sites, false);
}
