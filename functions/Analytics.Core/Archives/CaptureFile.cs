using System.Runtime.CompilerServices;
using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>Reads a file of Event Hubs Capture: Avro, uncompressed or with the codec deflate or snappy.</summary>
public static class CaptureFile
{
    /// <summary>
    /// Reads the messages of a file, ascending by sequence number as Capture wrote them; none for a window without messages.
    /// </summary>
    /// <param name="content">The file from its beginning; read forward only, not disposed.</param>
    /// <param name="partition">The partition of the file; see <see cref="CaptureName"/>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="InvalidDataException">The file is damaged, cut off, or not one of Capture's.</exception>
    public static async IAsyncEnumerable<LogRecord> ReadAsync(
        Stream content,
        int partition,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var file = await AvroFile.OpenAsync(content, cancellationToken);
        var records = new CaptureRecords(file.Schema, partition);
        await foreach (var block in file.ReadBlocksAsync(cancellationToken))
        {
            foreach (var record in records.Read(block))
            {
                yield return record;
            }
        }
    }
}
