namespace Analytics.Core.Reprocessing;

/// <summary>Bounds of reprocessing.</summary>
public sealed record ReprocessOptions
{
    /// <summary>Bytes of uncompressed segments that a partition's replay turns into blocks at once.</summary>
    public int BatchBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes of messages read at once.</summary>
    public int ReadBytes { get; init; } = 1024 * 1024;

    /// <summary>Time between two checkpoints of a partition's replay, and so the work that a crash may cost.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Partitions replayed and buckets replaced at the same time; a bucket's blocks of a day, 1/64 of that day, are in memory then. Within
    /// each bucket
    /// <see cref="Rollups.RollupOptions.Parallelism"/> sites are replaced at once. Of large buckets there is one at a time (<see cref="LargeBucketBytes"/>).
    /// </summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Bytes of a bucket's blocks of a day, as they are stored, from which on no other such bucket is replaced at the same time; in memory
    /// they take two to three times as much.
    /// </summary>
    public long LargeBucketBytes { get; init; } = 48 * 1024 * 1024;

    /// <summary>Time between two writes of the progress, each of which also looks for a request to cancel.</summary>
    public TimeSpan ProgressEvery { get; init; } = TimeSpan.FromSeconds(1);
}
