namespace Analytics.Core.Queries.Scanning;

/// <summary>Limits of concurrent reads of a scan. A read over a network is mostly waiting.</summary>
internal static class StorageReads
{
    /// <summary>Maximum number of concurrent small reads, such as rows near an edge.</summary>
    public const int Small = 32;

    /// <summary>Number of segments that a thread reads ahead.</summary>
    public const int Ahead = 8;

    /// <summary>Returns the options of a loop of small reads.</summary>
    public static ParallelOptions OfSmall(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Small, CancellationToken = cancellationToken };
}
