namespace Analytics.Core.Archives;

/// <summary>The files that Event Hubs Capture has written. Safe for concurrent use.</summary>
public interface ICaptureFiles
{
    /// <summary>The files of a partition in the order of their times, listed on demand.</summary>
    /// <exception cref="IOException">The storage does not answer now.</exception>
    IAsyncEnumerable<CaptureEntry> ListAsync(int partition, CancellationToken cancellationToken);

    /// <summary>Opens a file for reading forward. Its length can be asked for.</summary>
    /// <exception cref="FileNotFoundException">It was deleted.</exception>
    /// <exception cref="IOException">The storage does not answer now; also from reading.</exception>
    ValueTask<Stream> OpenAsync(CaptureName name, CancellationToken cancellationToken);

    /// <summary>Replaces a file's content, all at once when the last byte is written.</summary>
    /// <param name="name">The file, which is there.</param>
    /// <param name="write">Writes the new content.</param>
    /// <param name="cancellationToken">Cancels; then the file keeps what it had.</param>
    /// <exception cref="IOException">The storage does not answer now.</exception>
    Task ReplaceAsync(CaptureName name, Func<Stream, Task> write, CancellationToken cancellationToken);
}
