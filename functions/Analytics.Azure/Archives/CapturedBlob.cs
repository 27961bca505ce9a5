using Analytics.Azure.Failures;
using Azure;
using Azure.Storage.Blobs.Models;

namespace Analytics.Azure.Archives;

/// <summary>
/// Reads the content of a captured blob and translates failures into the exceptions of the archive's port. Not thread-safe.
/// </summary>
internal sealed class CapturedBlob(string name, Stream content) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => content.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => content.Position;
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Translates a failed request for a captured blob into the reader's exception; null if the original exception stands.
    /// </summary>
    public static Exception? FailureOf(Exception exception, string name, CancellationToken cancellationToken) =>
        exception switch
        {
            RequestFailedException { ErrorCode: var code } when code == BlobErrorCode.BlobArchived.ToString() =>
                new InvalidOperationException(
                    $"The archive file '{name}' is in the archive tier, where it can't be read. "
                        + "Move the files of the range to the cool or hot tier, which takes hours, "
                        + "and start the job again; the lifecycle rules of the account must not use the archive tier.",
                    exception
                ),
            RequestFailedException { ErrorCode: var code } when code == BlobErrorCode.BlobNotFound.ToString() => new FileNotFoundException(
                $"The archive file '{name}' was deleted while it was read.",
                name,
                exception
            ),
            RequestFailedException { Status: 401 or 403 } refused => new RequestFailedException(
                refused.Status,
                $"The storage refuses the application the archive file '{name}' ({refused.ErrorCode}). Give its identity the role "
                    + "Storage Blob Data Contributor on the archive container, since erasures rewrite files; then start the job again.",
                refused.ErrorCode,
                refused
            ),
            _ => TransientFailures.Of(exception, $"The archive file '{name}'", cancellationToken),
        };

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (FailureOf(exception, name, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
