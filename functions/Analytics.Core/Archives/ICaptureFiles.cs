namespace Analytics.Core.Archives;

/// <summary>The files that Event Hubs Capture has written. Safe for concurrent use.</summary>
public interface ICaptureFiles
{
    /// <summary>Lists the files of a partition on demand, in the order of their times.</summary>
    /// <exception cref="IOException">The storage does not answer now.</exception>
    IAsyncEnumerable<CaptureEntry> ListAsync(int partition, CancellationToken cancellationToken);

    /// <summary>Opens a file for forward reading. The stream has a length.</summary>
    /// <exception cref="FileNotFoundException">It was deleted.</exception>
    /// <exception cref="IOException">The storage does not answer now; also from reading.</exception>
    ValueTask<Stream> OpenAsync(CaptureName name, CancellationToken cancellationToken);

    /// <summary>Replaces a file's content atomically when the last byte is written.</summary>
    /// <param name="name">The existing file.</param>
    /// <param name="write">Writes the new content.</param>
    /// <param name="cancellationToken">Cancels the write; the file then keeps its content.</param>
    /// <exception cref="IOException">The storage does not answer now.</exception>
    Task ReplaceAsync(CaptureName name, Func<Stream, Task> write, CancellationToken cancellationToken);
}
