namespace Analytics.Local.Importing;

/// <summary>
/// Bounds the memory of a process that imports. A few bytes of a damaged or malicious file can stand for any amount of data: lengths that
/// a header states, or texts that repeat the one before. The libraries that read such files trust them, so the limit holds for all of them
/// together.
/// </summary>
internal static class ImportMemory
{
    /// <summary>Maximum bytes of memory of an import: three times as many as the largest row group with every column needs.</summary>
    public const long MaxBytes = 3L * 1024 * 1024 * 1024;

    /// <summary>
    /// Limits the memory of the process from now on. Allocations above the limit throw <see cref="OutOfMemoryException"/>.
    /// </summary>
    public static void Limit()
    {
        if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > MaxBytes)
        {
            AppContext.SetData("GCHeapHardLimit", (ulong)MaxBytes);
            GC.RefreshMemoryLimit();
        }
    }
}
