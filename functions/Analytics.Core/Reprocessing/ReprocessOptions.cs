namespace Analytics.Core.Reprocessing;

/// <summary>Bounds of reprocessing.</summary>
public sealed record ReprocessOptions
{
    /// <summary>Bytes of uncompressed segments from which a partition's replay builds blocks in one batch.</summary>
    public int BatchBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes of messages per read.</summary>
    public int ReadBytes { get; init; } = 1024 * 1024;

    /// <summary>Time between two checkpoints of a partition's replay: the maximum work that a crash loses.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Partitions replayed, and buckets replaced, in parallel; each bucket takes the memory of its blocks of a day, 1/64 of that day.
    /// Within each bucket <see cref="Rollups.RollupOptions.Parallelism"/> sites are replaced in parallel. Large buckets are replaced one
    /// at a time (<see cref="LargeBucketBytes"/>).
    /// </summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Stored bytes of a bucket's blocks of a day from which it counts as large; in memory
    /// they take two to three times as much.
    /// </summary>
    public long LargeBucketBytes { get; init; } = 48 * 1024 * 1024;

    /// <summary>Time between two updates of the progress, each of which also checks for a request to cancel.</summary>
    public TimeSpan ProgressEvery { get; init; } = TimeSpan.FromSeconds(1);
}
