namespace Analytics.Core.Archives;

/// <summary>The files that Event Hubs Capture has written. Safe for concurrent use.</summary>
public interface ICaptureFiles
{
    /// <summary>The files of a partition in the order of their times, fetched as they are asked for.</summary>
    /// <exception cref="IOException">The storage does not answer now.</exception>
    IAsyncEnumerable<CaptureEntry> ListAsync(int partition, CancellationToken cancellationToken);

    /// <summary>Opens a file for reading forward. Its length can be asked for.</summary>
    /// <exception cref="FileNotFoundException">It was deleted.</exception>
    /// <exception cref="IOException">The storage does not answer now; also from reading.</exception>
    ValueTask<Stream> OpenAsync(CaptureName name, CancellationToken cancellationToken);
}
