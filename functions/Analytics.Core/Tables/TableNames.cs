namespace Analytics.Core.Tables;

/// <summary>The tables of the design.</summary>
public static class TableNames
{
    /// <summary>Batches' blocks by event-log partition, with the partition's watermark.</summary>
    public const string Live = "live";

    /// <summary>Hour, day and month rollups by site.</summary>
    public const string Rollups = "rollups";

    /// <summary>Registrations, goals and alerts by site.</summary>
    public const string Sites = "sites";

    /// <summary>API keys, salts, rollup progress and jobs by kind.</summary>
    public const string Control = "control";

    /// <summary>Blocks that running reprocessing jobs made of archived messages, by job and event-log partition.</summary>
    public const string Replay = "replay";

    /// <summary>Events that could not be aggregated, by event-log partition.</summary>
    public const string DeadLetter = "deadletter";
}
