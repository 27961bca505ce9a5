using System.Runtime.CompilerServices;
using Analytics.Azure.Failures;
using Analytics.Core.Archives;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Analytics.Azure.Archives;

/// <summary>The container that Event Hubs Capture writes to. Thread-safe.</summary>
/// <param name="container">The container.</param>
/// <param name="eventHubNamespace">The namespace's name, without its domain.</param>
/// <param name="eventHub">The hub's name.</param>
internal sealed class BlobCaptureFiles(BlobContainerClient container, string eventHubNamespace, string eventHub) : ICaptureFiles
{
    private const string StorageName = "The archive's storage";

    // Bytes of one request. Small, because a search opens a dozen files and reads only the first message of each.
    private const int BufferBytes = 1024 * 1024;

    private readonly string[] _extensions = [".avro", string.Empty];

    // Capture names all files of a hub alike, with or without an extension. The other form is tried only if a file is missing.
    private volatile int _form;

    /// <inheritdoc/>
    public async IAsyncEnumerable<CaptureEntry> ListAsync(int partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Names have numbers with leading zeros, so that the order of the listing is that of time.
        var prefix = CaptureName.Prefix(eventHubNamespace, eventHub, partition);
        var blobs = container
            .GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using (blobs)
        {
            while (await TransientFailures.AskAsync(StorageName, () => blobs.MoveNextAsync().AsTask(), cancellationToken))
            {
                if (CaptureName.TryParse(blobs.Current.Name, out var name))
                {
                    yield return new(name, blobs.Current.Properties?.ContentLength ?? 0);
                }
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Stream> OpenAsync(CaptureName name, CancellationToken cancellationToken)
    {
        var form = _form;
        if (await TryOpenAsync(NameOf(name, form), cancellationToken) is { } content)
        {
            return content;
        }

        if (await TryOpenAsync(NameOf(name, 1 - form), cancellationToken) is { } other)
        {
            _form = 1 - form;
            return other;
        }

        throw new FileNotFoundException($"The archive file '{NameOf(name, form)}' is not there any more.");
    }

    /// <inheritdoc/>
    public async Task ReplaceAsync(CaptureName name, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        // The form in which it was opened.
        var blob = container.GetBlockBlobClient(NameOf(name, _form));
        try
        {
            if (!await blob.ExistsAsync(cancellationToken))
            {
                blob = container.GetBlockBlobClient(NameOf(name, 1 - _form));
            }

            // Blocks are committed when the stream is closed; after a failure it is not closed.
            var content = await blob.OpenWriteAsync(overwrite: true, new() { BufferSize = BufferBytes }, cancellationToken);
            await write(content);
            await content.DisposeAsync();
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobImmutableDueToPolicy.ToString())
        {
            throw new InvalidOperationException(
                $"The archive file '{NameOf(name, _form)}' can't be rewritten: an immutability policy protects it. "
                    + "Erase again when the policy has ended.",
                exception
            );
        }
        catch (Exception exception) when (CapturedBlob.FailureOf(exception, NameOf(name, _form), cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    private string NameOf(CaptureName name, int form) => $"{eventHubNamespace}/{eventHub}/{name}{_extensions[form]}";

    private async ValueTask<Stream?> TryOpenAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobOpenReadOptions(allowModifications: false) { BufferSize = BufferBytes };
            return new CapturedBlob(name, await container.GetBlobClient(name).OpenReadAsync(options, cancellationToken));
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound.ToString())
        {
            return null;
        }
        catch (Exception exception) when (CapturedBlob.FailureOf(exception, name, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }
}
