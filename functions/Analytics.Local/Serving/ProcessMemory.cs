using System.Globalization;

namespace Analytics.Local.Serving;

/// <summary>The memory that the process may use.</summary>
internal static class ProcessMemory
{
    /// <summary>
    /// The least memory with which the server starts. Measured: with it, the server starts, takes 150,000 events at once, counts them and
    /// answers questions about them; with 64 MB it takes them and has no memory for an answer.
    /// </summary>
    public const long FewestBytes = 128L * 1024 * 1024;

    /// <summary>Rejects a start that could not succeed, or a server that could not answer.</summary>
    /// <exception cref="IOException">The process may use too little memory.</exception>
    public static void Require() => Require(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Rejects a start with less memory than is needed.</summary>
    /// <exception cref="IOException">It is too little.</exception>
    public static void Require(long bytes)
    {
        if (bytes < FewestBytes)
        {
            throw new IOException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"This process may use {bytes / 1024 / 1024} MB of memory, and the server needs at least "
                        + $"{FewestBytes / 1024 / 1024} MB. Raise DOTNET_GCHeapHardLimit, whose value is hexadecimal, or give its "
                        + $"container more: by itself it takes three quarters of the container's memory."
                )
            );
        }
    }
}
