using System.Text.Json.Serialization;

namespace Analytics.Core.Jobs;

/// <summary>A long-running operation that continues after a crash.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">The name of an <see cref="IJobKind"/>.</param>
/// <param name="From">The beginning of the range of event times, a whole hour.</param>
/// <param name="To">Its end, exclusive, a whole hour.</param>
/// <param name="Sites">The sites; null for all.</param>
/// <param name="DryRun">True if it only reports.</param>
/// <param name="State">Its state.</param>
/// <param name="CreatedAt">Time of the request.</param>
public sealed record Job(
    string Id,
    string Kind,
    DateTimeOffset From,
    DateTimeOffset To,
    IReadOnlyList<string>? Sites,
    bool DryRun,
    JobState State,
    DateTimeOffset CreatedAt
)
{
    /// <summary>Time of the first run.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Time at which the job completed, failed or was cancelled.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True if a request to stop it is stored.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Description of the failure, with the place where it happened.</summary>
    public string? Error { get; init; }

    /// <summary>The kind of erasure; null for other jobs.</summary>
    public ErasureKind? Erases { get; init; }

    /// <summary>The ids of the visitors to erase, hexadecimal, separated by commas; removed when the job has ended.</summary>
    [JsonPropertyName("visitor")]
    public string? Visitors { get; init; }

    /// <summary>Other jobs that run, and end, together with this one. Not stored: they are the running jobs.</summary>
    [JsonIgnore]
    public IReadOnlyList<Job> Together { get; init; } = [];

    /// <summary>Ids of the jobs that run together, beginning with this one.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Ids => [Id, .. Together.Select(static job => job.Id)];

    /// <summary>True if it is queued or running.</summary>
    public bool IsActive => State is JobState.Queued or JobState.Running;

    /// <summary>Returns true if the job and another one change the same rows.</summary>
    public bool Overlaps(JobRequest other) =>
        From < other.To
        && other.From < To
        && (Sites is null || other.Sites is null || Sites.Intersect(other.Sites, StringComparer.Ordinal).Any());
}
