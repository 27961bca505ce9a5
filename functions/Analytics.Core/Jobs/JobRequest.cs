namespace Analytics.Core.Jobs;

/// <summary>A request for a job.</summary>
/// <param name="Kind">The name of an <see cref="IJobKind"/>.</param>
/// <param name="From">The beginning of the range of event times; whole hours, rounded down.</param>
/// <param name="To">Its end, exclusive, rounded up.</param>
/// <param name="Sites">The sites; null for all.</param>
/// <param name="DryRun">True to report only.</param>
public sealed record JobRequest(string Kind, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string>? Sites, bool DryRun)
{
    /// <summary>
    /// The kind of erasure, which waits for other jobs that change the same rows. Null for other jobs, which are refused in that case.
    /// </summary>
    public ErasureKind? Erases { get; init; }

    /// <summary>The id of the visitor to erase, hexadecimal.</summary>
    public string? Visitor { get; init; }
}
