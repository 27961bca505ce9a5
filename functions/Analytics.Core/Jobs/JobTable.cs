using System.Globalization;
using System.Text.Json.Serialization;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Jobs;

/// <summary>Jobs as rows of the control table. Safe for concurrent use, also by several processes.</summary>
/// <param name="tables">The tables.</param>
/// <param name="clock">The clock.</param>
public sealed class JobTable(ITableStore tables, TimeProvider clock)
{
    private const string PartitionKey = "jobs";
    private const string Counter = "counter";

    /// <summary>Adds a job to the queue.</summary>
    /// <exception cref="JobConflictException">Another job touches the same rows.</exception>
    /// <exception cref="IOException">The tables do not answer now, or others make jobs again and again.</exception>
    public Task<Job> CreateAsync(JobRequest request, CancellationToken cancellationToken) =>
        OptimisticUpdate.RunAsync("The list of jobs", token => TryCreateAsync(request, token), cancellationToken);

    /// <summary>Returns the job of an id; null if there is none.</summary>
    public async Task<Job?> FindAsync(string id, CancellationToken cancellationToken) =>
        await RowAsync(id, cancellationToken) is { } row ? StoredForm.ReadControl(row, JobJson.Default.Job) : null;

    /// <summary>Returns all jobs, oldest first.</summary>
    public async Task<IReadOnlyList<Job>> ListAsync(CancellationToken cancellationToken)
    {
        var jobs = new List<Job>();
        await foreach (var row in tables.ReadRangeAsync(TableNames.Control, PartitionKey, "j|", "j}", headsOnly: false, cancellationToken))
        {
            jobs.Add(StoredForm.ReadControl(row, JobJson.Default.Job));
        }

        return jobs;
    }

    /// <summary>
    /// Requests a job's end: a queued job is cancelled immediately, a running one soon; a job that has ended stays as it is.
    /// </summary>
    /// <returns>The job after the request; null if there is none with the id.</returns>
    public Task<Job?> CancelAsync(string id, CancellationToken cancellationToken) =>
        UpdateAsync(
            id,
            job =>
                job.State switch
                {
                    JobState.Queued => job with { State = JobState.Cancelled, CancelRequested = true, EndedAt = clock.GetUtcNow() },
                    JobState.Running => job with { CancelRequested = true },
                    _ => job,
                },
            cancellationToken
        );

    /// <summary>Reads the progress of a job; null before it began.</summary>
    public async Task<JobProgress?> ProgressAsync(string id, CancellationToken cancellationToken) =>
        TryNumber(id, out var number)
        && await tables.ReadAsync(TableNames.Control, PartitionKey, ProgressKey(number), cancellationToken) is { } row
            ? StoredForm.ReadControl(row, JobJson.Default.JobProgress)
            : null;

    internal async Task WriteProgressAsync(string id, JobProgress progress, CancellationToken cancellationToken)
    {
        var body = StoredForm.WriteJson(progress, JobJson.Default.JobProgress);
        var key = ProgressKey(long.Parse(id, CultureInfo.InvariantCulture));
        await tables.CommitAsync(TableNames.Control, PartitionKey, [TableOperation.Upsert(key, body)], cancellationToken);
    }

    internal Task<Job?> UpdateAsync(string id, Func<Job, Job> change, CancellationToken cancellationToken) =>
        OptimisticUpdate.RunAsync<Job?>(
            $"Job {id}",
            async token =>
            {
                if (await RowAsync(id, token) is not { } row)
                {
                    return (true, null);
                }

                var job = change(StoredForm.ReadControl(row, JobJson.Default.Job));
                var operation = TableOperation.Replace(row.RowKey, StoredForm.WriteJson(job, JobJson.Default.Job), row.ETag);
                return ((await tables.CommitAsync(TableNames.Control, PartitionKey, [operation], token)).Committed, job);
            },
            cancellationToken
        );

    private async Task<(bool HasEnded, Job Result)> TryCreateAsync(JobRequest request, CancellationToken cancellationToken)
    {
        // Every creation advances the counter, so of two concurrent ones the second fails and tries again.
        var counter = await tables.ReadAsync(TableNames.Control, PartitionKey, Counter, cancellationToken);
        var rounded = request with { From = Floor(request.From), To = Floor(request.To.AddTicks(-1)).AddHours(1) };
        var last = 0L;
        foreach (var other in await ListAsync(cancellationToken))
        {
            last = Math.Max(last, long.Parse(other.Id, CultureInfo.InvariantCulture));
            if (other.IsActive && rounded.Erases is null && other.Overlaps(rounded))
            {
                throw new JobConflictException(other);
            }
        }

        // A damaged counter counts as 0, and the ids of existing jobs are skipped: it must neither prevent a job nor reuse an id.
        _ = long.TryParse((counter?.Body ?? default).Span, NumberStyles.None, CultureInfo.InvariantCulture, out var counted);
        var number = 1 + Math.Max(counted, last);
        var job = new Job(
            number.ToString(CultureInfo.InvariantCulture),
            rounded.Kind,
            rounded.From,
            rounded.To,
            rounded.Sites,
            rounded.DryRun,
            JobState.Queued,
            clock.GetUtcNow()
        )
        {
            Erases = rounded.Erases,
            Visitor = rounded.Visitor,
        };
        var next = System.Text.Encoding.ASCII.GetBytes(job.Id);
        var commit = await tables.CommitAsync(
            TableNames.Control,
            PartitionKey,
            [
                counter is null ? TableOperation.Insert(Counter, next) : TableOperation.Replace(Counter, next, counter.ETag),
                TableOperation.Insert(JobKey(number), StoredForm.WriteJson(job, JobJson.Default.Job)),
            ],
            cancellationToken
        );
        return (commit.Committed, job);
    }

    private static DateTimeOffset Floor(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds(RollupPeriod.Of(RollupTier.Hour, time.ToUnixTimeSeconds()).Start);

    private static bool TryNumber(string id, out long number) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && id == number.ToString(CultureInfo.InvariantCulture);

    private static string JobKey(long number) => $"j|{number.ToString("D12", CultureInfo.InvariantCulture)}";

    private static string ProgressKey(long number) => $"p|{number.ToString("D12", CultureInfo.InvariantCulture)}";

    private async ValueTask<TableRow?> RowAsync(string id, CancellationToken cancellationToken) =>
        TryNumber(id, out var number) ? await tables.ReadAsync(TableNames.Control, PartitionKey, JobKey(number), cancellationToken) : null;
}

/// <summary>The stored form of jobs. Property names are a stored format.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true
)]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobProgress))]
internal sealed partial class JobJson : JsonSerializerContext;
