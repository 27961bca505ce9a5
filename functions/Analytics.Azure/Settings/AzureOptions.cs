using Microsoft.Extensions.Configuration;

namespace Analytics.Azure.Settings;

/// <summary>
/// Addresses of the Azure resources. Read once at start from the settings that <see cref="Read"/> names; checked by
/// <see cref="AzureOptionsValidator"/>.
/// </summary>
public sealed class AzureOptions
{
    /// <summary>
    /// The Event Hubs namespace: <c>EventHub__fullyQualifiedNamespace</c>, or for local work the connection string <c>EventHub</c>.
    /// </summary>
    public AzureEndpoint EventHub { get; set; } = new("EventHub", "fullyQualifiedNamespace", null, null);

    /// <summary>The event hub in it: <c>EventHubName</c>.</summary>
    public string EventHubName { get; set; } = string.Empty;

    /// <summary>The consumer group of the aggregation: <c>EventHubConsumerGroup</c>. Nothing else may read with it.</summary>
    public string EventHubConsumerGroup { get; set; } = string.Empty;

    /// <summary>
    /// Partitions of the hub: <c>EventHubPartitionCount</c>. Fixed for the life of the hub: it determines the partition of a site.
    /// </summary>
    public int EventHubPartitionCount { get; set; }

    /// <summary>
    /// Number of times that the hub was created again while the tables stayed: <c>EventHubEpoch</c>, 0 if missing.
    /// <see cref="EventLog.HubNumbering"/> says why.
    /// </summary>
    public int EventHubEpoch { get; set; }

    /// <summary>Table Storage: <c>Tables__tableServiceUri</c>, or for local work the connection string <c>Tables</c>.</summary>
    public AzureEndpoint Tables { get; set; } = new("Tables", "tableServiceUri", null, null);

    /// <summary>
    /// Capture's storage: <c>Archive__blobServiceUri</c>, or for local work the connection string <c>Archive</c>. May be left out.
    /// </summary>
    public AzureEndpoint Archive { get; set; } = new("Archive", "blobServiceUri", null, null);

    /// <summary>Capture's container: <c>ArchiveContainer</c>.</summary>
    public string ArchiveContainer { get; set; } = string.Empty;

    /// <summary>
    /// The container for copies of the tables, in the same storage as the archive: <c>CopiesContainer</c>. Empty makes no copies.
    /// </summary>
    public string CopiesContainer { get; set; } = string.Empty;

    /// <summary>The user-assigned identity: <c>AZURE_CLIENT_ID</c>; null for the system-assigned one or a developer's.</summary>
    public string? ClientId { get; set; }

    /// <summary>Reads the settings. Missing or invalid ones stay empty, and the validator names them.</summary>
    internal void Read(IConfiguration configuration)
    {
        EventHub = AzureEndpoint.Read(configuration, "EventHub", "fullyQualifiedNamespace");
        EventHubName = configuration["EventHubName"] ?? string.Empty;
        EventHubConsumerGroup = configuration["EventHubConsumerGroup"] ?? string.Empty;
        EventHubPartitionCount = int.TryParse(configuration["EventHubPartitionCount"], out var count) ? count : 0;
        EventHubEpoch = configuration["EventHubEpoch"] is { Length: > 0 } epoch
            ? int.TryParse(epoch, out var number)
                ? number
                : -1
            : 0;
        Tables = AzureEndpoint.Read(configuration, "Tables", "tableServiceUri");
        Archive = AzureEndpoint.Read(configuration, "Archive", "blobServiceUri");
        ArchiveContainer = configuration["ArchiveContainer"] ?? string.Empty;
        CopiesContainer = configuration["CopiesContainer"] ?? string.Empty;
        ClientId = configuration["AZURE_CLIENT_ID"] is { Length: > 0 } id ? id : null;
    }
}
