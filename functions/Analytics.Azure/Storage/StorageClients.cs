using Analytics.Azure.Settings;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Analytics.Azure.Storage;

/// <summary>Creates the clients of the storage accounts.</summary>
internal static class StorageClients
{
    // Throttling is answered with 503 and passes within seconds; the client waits longer each time, 18 s in all.
    private const int Retries = 6;
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(4);

    // Timeout of a table request. Rows are a few megabytes at most; a hanging request must not delay a commit or a lease.
    private static readonly TimeSpan TableTimeout = TimeSpan.FromSeconds(15);

    public static TableServiceClient Tables(AzureEndpoint endpoint, TokenCredential credential)
    {
        var options = WithRetries(new TableClientOptions());
        options.Retry.NetworkTimeout = TableTimeout;
        return endpoint.Address is { } address ? new(new Uri(address), credential, options) : new(endpoint.ConnectionString, options);
    }

    public static BlobServiceClient Blobs(AzureEndpoint endpoint, TokenCredential credential)
    {
        var options = WithRetries(new BlobClientOptions());
        return endpoint.Address is { } address ? new(new Uri(address), credential, options) : new(endpoint.ConnectionString, options);
    }

    private static T WithRetries<T>(T options)
        where T : ClientOptions
    {
        options.Retry.MaxRetries = Retries;
        options.Retry.MaxDelay = MaxDelay;
        return options;
    }
}
