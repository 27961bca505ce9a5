namespace Analytics.Core.Queries;

/// <summary>The memory that answers to questions may keep, by what the process may use.</summary>
/// <param name="CacheBytes">Approximate bytes of cached results and growing rows.</param>
/// <param name="ColumnBytes">Approximate bytes of cached columns.</param>
/// <param name="GrowingBytes">Approximate bytes of growing rows beside those of <paramref name="CacheBytes"/>.</param>
public readonly record struct ScanMemory(long CacheBytes, long ColumnBytes, long GrowingBytes = 0)
{
    private const long Ample = 2L << 30;

    /// <summary>The memory that suffices for one large site.</summary>
    public static ScanMemory Usual { get; } = new(96 * 1024 * 1024, 128 * 1024 * 1024);

    /// <summary>
    /// Returns the usual memory, or less of it below 2 GB: growing rows are in memory several times while they are read. Of what is
    /// beyond, an eighth is for the growing rows of more large sites, which are read for seconds when they are not in memory.
    /// </summary>
    /// <param name="availableBytes">Bytes that the process may use.</param>
    public static ScanMemory Of(long availableBytes) =>
        new(
            Math.Min(Usual.CacheBytes, availableBytes / 20),
            Math.Min(Usual.ColumnBytes, availableBytes / 16),
            Math.Max(0, availableBytes - Ample) / 8
        );
}
