using System.ComponentModel;
using System.Text.Json.Serialization;
using Analytics.Core.Jobs;
using Analytics.Core.Sites;

namespace Analytics.Web.Jobs;

/// <summary>A job as administrators see it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="From">The beginning of its range.</param>
/// <param name="To">The end, exclusive.</param>
/// <param name="Sites">The current domains of the sites; null for all.</param>
/// <param name="DryRun">True if it only reports.</param>
/// <param name="State">queued, running, completed, failed or cancelled.</param>
/// <param name="CreatedAt">Time of the request.</param>
/// <param name="StartedAt">Time of its first run.</param>
/// <param name="EndedAt">Time of its end.</param>
/// <param name="CancelRequested">True if its cancellation was requested.</param>
/// <param name="Error">The failure, with its place.</param>
/// <param name="Progress">Its progress; null before it began.</param>
public sealed record JobAnswer(
    string Id,
    string Kind,
    DateTimeOffset From,
    DateTimeOffset To,
    IReadOnlyList<string>? Sites,
    [property: JsonPropertyName("dryRun")] bool DryRun,
    [property: Description("queued, running, completed, failed or cancelled.")] string State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    bool CancelRequested,
    [property: Description("Where and why it failed.")] string? Error,
    JobProgressAnswer? Progress
)
{
    /// <summary>Returns the answer for a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="progress">Its progress; null before it began.</param>
    /// <param name="sites">The sites, which name those of the job as they are called now.</param>
    /// <param name="cancellationToken">Cancels the reading of names.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public static async ValueTask<JobAnswer> OfAsync(
        Job job,
        JobProgress? progress,
        ISiteDirectory sites,
        CancellationToken cancellationToken
    )
    {
        List<string>? names = job.Sites is null ? null : [];
        foreach (var site in job.Sites ?? [])
        {
            names!.Add((await sites.ListedNameOfAsync(site, cancellationToken))!);
        }

        return Of(job, progress, names);
    }

    private static JobAnswer Of(Job job, JobProgress? progress, IReadOnlyList<string>? sites) =>
        new(
            job.Id,
            job.Kind,
            job.From,
            job.To,
            sites,
            job.DryRun,
            job.State.ToString().ToLowerInvariant(),
            job.CreatedAt,
            job.StartedAt,
            job.EndedAt,
            job.CancelRequested,
            job.Error,
            progress is null ? null : JobProgressAnswer.Of(progress)
        )
        {
            Erases = job.Erases?.ToString().ToLowerInvariant(),
        };

    /// <summary>The kind of an erasure; null for other jobs.</summary>
    [Description("What an erasure erases: site, range or visitor; null of other jobs.")]
    public string? Erases { get; init; }

    /// <summary>True if it waits or runs.</summary>
    [JsonIgnore]
    public bool IsActive => State is "queued" or "running";
}
