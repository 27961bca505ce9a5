using Analytics.Azure.Failures;
using Analytics.Web.DataFiles;
using Azure;
using Azure.Storage.Blobs;

namespace Analytics.Azure.Storage;

/// <summary>Files that an operator supplies in the storage of the archive, named <c>container/blob</c>. Thread-safe.</summary>
/// <param name="storage">The storage; null if there is no setting for it.</param>
internal sealed class BlobDataFiles(BlobServiceClient? storage) : IDataFiles
{
    public ValueTask<string> VersionAsync(string path, CancellationToken cancellationToken) =>
        AskAsync(
            path,
            async blob => (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ETag.ToString(),
            cancellationToken
        );

    public ValueTask<byte[]> ReadAsync(string path, CancellationToken cancellationToken) =>
        AskAsync(path, async blob => (await blob.DownloadContentAsync(cancellationToken)).Value.Content.ToArray(), cancellationToken);

    private async ValueTask<T> AskAsync<T>(string path, Func<BlobClient, Task<T>> request, CancellationToken cancellationToken)
    {
        if (storage is null)
        {
            throw new InvalidDataException("the storage of the archive is not set; give Archive__blobServiceUri");
        }

        if (path.Split('/', 2) is not [{ Length: > 0 } container, { Length: > 0 } name])
        {
            throw new InvalidDataException("it is not of the form container/blob, as in data/places.mmdb");
        }

        try
        {
            return await TransientFailures.AskAsync(
                "The storage of the archive",
                () => request(storage.GetBlobContainerClient(container).GetBlobClient(name)),
                cancellationToken
            );
        }
        catch (RequestFailedException exception)
        {
            throw new IOException(
                exception.Status == 404 ? "there is no such blob in the storage of the archive" : exception.Message,
                exception
            );
        }
    }
}
