namespace Analytics.Core.Erasures;

/// <summary>Bounds of erasures.</summary>
public sealed record ErasureOptions
{
    /// <summary>
    /// The time from the deletion of a registration until no process accepts the site's events any more and all that were accepted are in
    /// the log.
    /// </summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>
    /// The time between two checks of the aggregators' positions, and before another attempt after a failure of the storage.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The interval at which a job's progress is stored.</summary>
    public TimeSpan ProgressEvery { get; init; } = TimeSpan.FromSeconds(1);
}
