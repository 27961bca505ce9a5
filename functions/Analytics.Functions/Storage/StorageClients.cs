using Analytics.Functions.Settings;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Analytics.Functions.Storage;

/// <summary>Makes the clients of the storage accounts.</summary>
internal static class StorageClients
{
    // Throttling is answered with 503 and passes within seconds; the client waits longer each time.
    private const int Retries = 6;

    public static TableServiceClient Tables(AzureEndpoint endpoint, TokenCredential credential)
    {
        var options = new TableClientOptions();
        options.Retry.MaxRetries = Retries;
        return endpoint.Address is { } address
            ? new(new Uri(address), credential, options)
            : new(endpoint.ConnectionString, options);
    }

    public static BlobServiceClient Blobs(AzureEndpoint endpoint, TokenCredential credential)
    {
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = Retries;
        return endpoint.Address is { } address
            ? new(new Uri(address), credential, options)
            : new(endpoint.ConnectionString, options);
    }
}
