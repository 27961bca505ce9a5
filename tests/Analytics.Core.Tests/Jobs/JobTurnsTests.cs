using Analytics.Core.Jobs;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Jobs;

/// <summary>Jobs run one at a time; sites take turns, and some jobs of one site run together.</summary>
public sealed class JobTurnsTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Start);
    private readonly JobSignal _signal = new();
    private readonly RecordedKind _kind = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly JobTable _jobs;
    private readonly JobRunner _runner;

    public JobTurnsTests()
    {
        _jobs = new(_tables, _clock);
        _runner = new(_jobs, [_kind], _signal, _clock);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _signal.Dispose();

    [Fact]
    public async Task Many_jobs_of_a_site_delay_those_of_others_by_one_turn()
    {
        foreach (var site in (string[])["a", "a", "a", "b", "c", "b"])
        {
            await AddAsync(ErasureKind.Range, site);
        }

        // A job of all sites has its own turn.
        await _jobs.CreateAsync(new(_kind.Name, Start, Start.AddDays(1), null, DryRun: false), Token);

        Assert.Equal(["1", "4", "5", "7", "2", "6", "3"], await RunAllAsync());
    }

    [Fact]
    public async Task The_site_that_waits_longest_is_next_also_after_its_jobs_had_ended()
    {
        await AddAsync(ErasureKind.Range, "a");
        Assert.Equal(["1"], await RunAllAsync());
        await AddAsync(ErasureKind.Range, "a");
        await AddAsync(ErasureKind.Range, "b");

        Assert.Equal(["1", "3", "2"], await RunAllAsync());
    }

    [Fact]
    public async Task A_job_that_was_created_by_a_clock_ahead_runs()
    {
        var ahead = new JobTable(_tables, new FakeTimeProvider(Start.AddHours(5)));
        foreach (var kind in (ErasureKind[])[ErasureKind.Range, ErasureKind.Site])
        {
            await ahead.CreateAsync(new(_kind.Name, Start, Start.AddDays(1), ["a"], DryRun: false) { Erases = kind }, Token);
        }

        Assert.Equal(["1", "2"], await RunAllAsync());
    }

    [Fact]
    public async Task Waiting_erasures_of_visitors_of_a_site_run_and_end_together()
    {
        await AddAsync(ErasureKind.Visitor, "a");
        await AddAsync(ErasureKind.Range, "a");
        await AddAsync(ErasureKind.Visitor, "b");
        await AddAsync(ErasureKind.Visitor, "a");

        Assert.Equal(["1+4", "3", "2"], await RunAllAsync());
        Assert.All(await _jobs.ListAsync(Token), job => Assert.Equal((JobState.Completed, true), (job.State, job.EndedAt is not null)));
        Assert.NotNull(await _jobs.ProgressAsync("4", Token));
    }

    [Fact]
    public async Task The_oldest_of_many_ended_jobs_are_removed_with_progress_and_report()
    {
        await AddAsync(ErasureKind.Range, "a");
        await RunAllAsync();
        var ended = (await _jobs.ListAsync(Token)).Single();
        foreach (var numbers in Enumerable.Range(2, JobTable.MaxEnded + 1).Chunk(100))
        {
            var rows = numbers.Select(number =>
                TableOperation.Insert($"j|{number:d12}", StoredForm.WriteJson(ended with { Id = $"{number}" }, JobJson.Default.Job))
            );
            await _tables.CommitAsync(TableNames.Control, "jobs", [.. rows], Token);
        }

        await _jobs.UpdateAsync("3", static job => job with { State = JobState.Queued }, Token);
        Assert.NotNull(await _jobs.ProgressAsync("1", Token));
        await RunAllAsync();

        // Jobs 1 to 2,002 but for the third, which is queued; then that has ended, too.
        Assert.Equal(["1", "2"], _kind.Forgotten);
        Assert.Equal(
            ["3", .. Enumerable.Range(4, JobTable.MaxEnded - 1).Select(number => $"{number}")],
            (await _jobs.ListAsync(Token)).Select(static job => job.Id)
        );
        Assert.Equal(["3"], (await _jobs.ProgressAsync(Token)).Keys);
    }

    [Fact]
    public async Task An_interrupted_run_goes_on_with_the_jobs_that_it_began_with()
    {
        await AddAsync(ErasureKind.Visitor, "a");
        await AddAsync(ErasureKind.Visitor, "a");
        using (var killed = new CancellationTokenSource())
        {
            _kind.Running = killed.CancelAsync;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _runner.RunNextAsync(killed.Token));
        }

        _kind.Running = null;
        await AddAsync(ErasureKind.Visitor, "a");
        await AddAsync(ErasureKind.Visitor, "b");

        Assert.Equal(["1+2", "1+2", "4", "3"], await RunAllAsync());
    }

    [Fact]
    public async Task Together_are_at_most_as_many_as_a_transaction_has_rows()
    {
        for (var i = 0; i < JobTurns.MaxTogether; i++)
        {
            await AddAsync(ErasureKind.Visitor, "a");
        }

        _kind.Running = () => AddAsync(ErasureKind.Site, "a");
        Assert.Equal(
            [string.Join('+', Enumerable.Range(1, JobTurns.MaxTogether)), $"{JobTurns.MaxTogether + 1}"],
            (await RunAllAsync(2)).Take(2)
        );
    }

    [Fact]
    public async Task A_job_that_is_not_due_does_not_delay_another()
    {
        await AddAsync(ErasureKind.Site, "a");
        await AddAsync(ErasureKind.Range, "b");
        _kind.Settle = TimeSpan.FromSeconds(45);

        Assert.Equal(["2"], await RunAllAsync());
        _clock.Advance(TimeSpan.FromSeconds(45));
        Assert.Equal(["2", "1"], await RunAllAsync());
    }

    [Fact]
    public async Task A_site_has_a_limited_number_of_waiting_erasures_and_can_always_be_deleted()
    {
        for (var i = 0; i < JobTable.MaxWaiting; i++)
        {
            await AddAsync(i % 2 == 0 ? ErasureKind.Visitor : ErasureKind.Range, "a");
        }

        foreach (var kind in (ErasureKind[])[ErasureKind.Visitor, ErasureKind.Range])
        {
            var refused = await Assert.ThrowsAsync<JobLimitException>(() => AddAsync(kind, "a"));
            Assert.StartsWith("100 erasures of a wait or run", refused.Message, StringComparison.Ordinal);
        }

        await AddAsync(ErasureKind.Visitor, "b");
        await AddAsync(ErasureKind.Site, "a");
        await RunAllAsync();
        await AddAsync(ErasureKind.Visitor, "a");
    }

    [Fact]
    public async Task A_job_that_is_no_erasure_waits_for_erasures_and_they_for_it()
    {
        await AddAsync(ErasureKind.Visitor, "a");
        await _jobs.CreateAsync(new(_kind.Name, Start, Start.AddDays(1), ["a"], DryRun: false), Token);
        await AddAsync(ErasureKind.Visitor, "a");

        await Assert.ThrowsAsync<JobConflictException>(() =>
            _jobs.CreateAsync(new(_kind.Name, Start, Start.AddDays(1), null, DryRun: false), Token)
        );
    }

    private Task AddAsync(ErasureKind kind, string site) =>
        _jobs.CreateAsync(new(_kind.Name, Start, Start.AddDays(1), [site], DryRun: false) { Erases = kind }, Token);

    /// <summary>Runs jobs until none is due, and returns the runs so far by their jobs.</summary>
    private async Task<IReadOnlyList<string>> RunAllAsync(int turns = int.MaxValue)
    {
        for (var turn = 0; turn < turns && await _runner.RunNextAsync(Token); turn++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        return _kind.Runs;
    }

    private sealed class RecordedKind : IJobKind
    {
        public List<string> Runs { get; } = [];

        public List<string> Forgotten { get; } = [];

        public TimeSpan Settle { get; set; }

        public Func<Task>? Running { get; set; }

        public string Name => "recorded";

        public TimeSpan ProgressEvery => TimeSpan.FromDays(1);

        public TimeSpan WaitOf(Job job) => job.Erases == ErasureKind.Site ? Settle : TimeSpan.Zero;

        public bool RunsTogether(Job job, Job other) =>
            (job.Erases, other.Erases) == (ErasureKind.Visitor, ErasureKind.Visitor) && job.Sites![0] == other.Sites![0];

        public async Task RunAsync(Job job, JobWork work, CancellationToken cancellationToken)
        {
            Runs.Add(string.Join('+', job.Ids));
            await (Running?.Invoke() ?? Task.CompletedTask);
            cancellationToken.ThrowIfCancellationRequested();
        }

        public Task ClearAsync(string job, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DeleteReportAsync(string job, CancellationToken cancellationToken)
        {
            Forgotten.Add(job);
            return Task.CompletedTask;
        }
    }
}
