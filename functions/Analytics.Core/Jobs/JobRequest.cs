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
    /// The kind of erasure. Null for other jobs, which are refused while another of them changes the same rows.
    /// </summary>
    public ErasureKind? Erases { get; init; }

    /// <summary>The ids of the visitors to erase, hexadecimal, separated by commas.</summary>
    public string? Visitors { get; init; }
}
