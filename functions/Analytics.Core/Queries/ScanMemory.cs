namespace Analytics.Core.Queries;

/// <summary>The memory that answers to questions may keep, by what the process may use.</summary>
/// <param name="CacheBytes">Approximate bytes of cached results and growing rows.</param>
/// <param name="ColumnBytes">Approximate bytes of cached columns.</param>
public readonly record struct ScanMemory(long CacheBytes, long ColumnBytes)
{
    /// <summary>The memory that suffices for large sites; where there is more, no more is kept.</summary>
    public static ScanMemory Usual { get; } = new(96 * 1024 * 1024, 128 * 1024 * 1024);

    /// <summary>
    /// Returns the usual memory, or less of it below 2 GB: growing rows are in memory several times while they are read.
    /// </summary>
    /// <param name="availableBytes">Bytes that the process may use.</param>
    public static ScanMemory Of(long availableBytes) =>
        new(Math.Min(Usual.CacheBytes, availableBytes / 20), Math.Min(Usual.ColumnBytes, availableBytes / 16));
}
