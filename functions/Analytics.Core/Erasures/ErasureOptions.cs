namespace Analytics.Core.Erasures;

/// <summary>Bounds of erasures.</summary>
public sealed record ErasureOptions
{
    /// <summary>
    /// The time from the deletion of a registration after which no process takes the site's events any more: all have heard of it, and
    /// what they had taken before is in the log.
    /// </summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The time between two looks at how far the aggregators are, and after a failure of the storage.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The interval at which a job's progress is stored.</summary>
    public TimeSpan ProgressEvery { get; init; } = TimeSpan.FromSeconds(1);
}
