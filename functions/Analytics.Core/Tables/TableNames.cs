namespace Analytics.Core.Tables;

/// <summary>The names of the tables.</summary>
public static class TableNames
{
    /// <summary>The blocks of batches by event-log partition, with the partition's watermark.</summary>
    public const string Live = "live";

    /// <summary>Hour, day and month rollups by site.</summary>
    public const string Rollups = "rollups";

    /// <summary>Registrations, goals and alerts by site.</summary>
    public const string Sites = "sites";

    /// <summary>API keys, salts, rollup progress and jobs by kind.</summary>
    public const string Control = "control";

    /// <summary>Blocks that running reprocessing jobs built from archived messages, by job and event-log partition.</summary>
    public const string Replay = "replay";

    /// <summary>Dead letters: data that a stage could not process, by stage and event-log partition.</summary>
    public const string DeadLetter = "deadletter";
}
