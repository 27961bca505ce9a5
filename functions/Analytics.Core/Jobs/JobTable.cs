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
    /// <summary>Maximum number of erasures of a part of one site that wait or run.</summary>
    public const int MaxWaiting = 100;

    /// <summary>Number of ended jobs that are kept, the newest; of all jobs the list is read again and again.</summary>
    public const int MaxEnded = 2_000;

    private const string PartitionKey = "jobs";
    private const string Counter = "counter";

    /// <summary>Adds a job to the queue.</summary>
    /// <exception cref="JobConflictException">Another job that is no erasure touches the same rows.</exception>
    /// <exception cref="JobLimitException">Too many erasures of the site are waiting.</exception>
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

    /// <summary>Reads the progress of all jobs that have begun, by id.</summary>
    public async Task<IReadOnlyDictionary<string, JobProgress>> ProgressAsync(CancellationToken cancellationToken)
    {
        var progress = new Dictionary<string, JobProgress>(StringComparer.Ordinal);
        await foreach (var row in tables.ReadRangeAsync(TableNames.Control, PartitionKey, "p|", "p}", headsOnly: false, cancellationToken))
        {
            var number = long.Parse(row.RowKey.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture);
            progress[number.ToString(CultureInfo.InvariantCulture)] = StoredForm.ReadControl(row, JobJson.Default.JobProgress);
        }

        return progress;
    }

    /// <summary>Removes a job that has ended.</summary>
    internal async Task DeleteAsync(Job ended, CancellationToken cancellationToken)
    {
        var number = long.Parse(ended.Id, CultureInfo.InvariantCulture);
        foreach (var key in (string[])[ProgressKey(number), JobKey(number)])
        {
            if (await tables.ReadAsync(TableNames.Control, PartitionKey, key, cancellationToken) is { } row)
            {
                await tables.CommitAsync(TableNames.Control, PartitionKey, [TableOperation.Delete(key, row.ETag)], cancellationToken);
            }
        }
    }

    /// <summary>Stores the progress of jobs that run together.</summary>
    internal async Task WriteProgressAsync(IEnumerable<string> ids, JobProgress progress, CancellationToken cancellationToken)
    {
        var body = StoredForm.WriteJson(progress, JobJson.Default.JobProgress);
        await tables.CommitAsync(
            TableNames.Control,
            PartitionKey,
            [.. ids.Select(id => TableOperation.Upsert(ProgressKey(long.Parse(id, CultureInfo.InvariantCulture)), body))],
            cancellationToken
        );
    }

    internal async Task<Job?> UpdateAsync(string id, Func<Job, Job> change, CancellationToken cancellationToken) =>
        (await UpdateAsync([id], change, cancellationToken)).FirstOrDefault();

    /// <summary>Changes jobs in one transaction.</summary>
    /// <returns>The changed jobs without those that do not exist.</returns>
    internal Task<IReadOnlyList<Job>> UpdateAsync(
        IReadOnlyCollection<string> ids,
        Func<Job, Job> change,
        CancellationToken cancellationToken
    ) =>
        OptimisticUpdate.RunAsync<IReadOnlyList<Job>>(
            $"Job {string.Join(", ", ids)}",
            async token =>
            {
                var (changed, operations) = (new List<Job>(), new List<TableOperation>());
                foreach (var id in ids)
                {
                    if (await RowAsync(id, token) is { } row)
                    {
                        var job = change(StoredForm.ReadControl(row, JobJson.Default.Job));
                        changed.Add(job);
                        operations.Add(TableOperation.Replace(row.RowKey, StoredForm.WriteJson(job, JobJson.Default.Job), row.ETag));
                    }
                }

                return (
                    operations.Count == 0 || (await tables.CommitAsync(TableNames.Control, PartitionKey, operations, token)).Committed,
                    changed
                );
            },
            cancellationToken
        );

    private async Task<(bool HasEnded, Job Result)> TryCreateAsync(JobRequest request, CancellationToken cancellationToken)
    {
        // Every creation advances the counter, so of two concurrent ones the second fails and tries again.
        var counter = await tables.ReadAsync(TableNames.Control, PartitionKey, Counter, cancellationToken);
        var rounded = request with { From = Floor(request.From), To = Floor(request.To.AddTicks(-1)).AddHours(1) };
        var (last, waiting) = (0L, 0);
        foreach (var other in await ListAsync(cancellationToken))
        {
            last = Math.Max(last, long.Parse(other.Id, CultureInfo.InvariantCulture));

            // Jobs run one at a time, and an erasure and another job leave the same rows in either order.
            if (other is { IsActive: true, Erases: null } && rounded.Erases is null && other.Overlaps(rounded))
            {
                throw new JobConflictException(other);
            }

            waiting += other is { IsActive: true, Erases: not null } && other.Sites![0] == rounded.Sites?[0] ? 1 : 0;
        }

        // The deletion of the site is always possible.
        if (waiting >= MaxWaiting && rounded.Erases is (ErasureKind.Range or ErasureKind.Visitor))
        {
            throw new JobLimitException(rounded.Sites![0]);
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
            Visitors = rounded.Visitors,
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
