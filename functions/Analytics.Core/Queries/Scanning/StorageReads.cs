namespace Analytics.Core.Queries.Scanning;

/// <summary>Bounds on the reads of a scan that are under way at once: a read over a network is mostly waiting.</summary>
internal static class StorageReads
{
    /// <summary>Reads of small things, such as rows near an edge.</summary>
    public const int Small = 32;

    /// <summary>Segments that one thread reads ahead of what it counts.</summary>
    public const int Ahead = 8;

    /// <summary>Settings of a loop whose body is mostly a small read.</summary>
    public static ParallelOptions OfSmall(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Small, CancellationToken = cancellationToken };
}
