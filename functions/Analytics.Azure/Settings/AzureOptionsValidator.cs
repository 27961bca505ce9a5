using Microsoft.Extensions.Options;

namespace Analytics.Azure.Settings;

/// <summary>Rejects invalid settings at the start and names them.</summary>
internal sealed class AzureOptionsValidator : IValidateOptions<AzureOptions>
{
    // The limit of the dedicated tier, the largest of all tiers.
    private const int MaxPartitions = 1024;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AzureOptions options)
    {
        var problems = new List<string>();
        CheckEndpoint(problems, options.EventHub, "analytics.servicebus.windows.net", IsHostName);
        CheckEndpoint(problems, options.Tables, "https://ACCOUNT.table.core.windows.net", IsHttpUri);
        if (options.Archive.IsSet)
        {
            CheckEndpoint(problems, options.Archive, "https://ACCOUNT.blob.core.windows.net", IsHttpUri);
            CheckText(problems, "ArchiveContainer", options.ArchiveContainer, "the container that Capture writes to");
        }

        CheckText(problems, "EventHubName", options.EventHubName, "the name of the event hub, such as events");
        CheckText(
            problems,
            "EventHubConsumerGroup",
            options.EventHubConsumerGroup,
            "a consumer group that nothing else reads with, such as aggregate"
        );
        if (options.EventHubConsumerGroup == EventLog.EventHubReader.ConsumerGroup)
        {
            problems.Add(
                $"EventHubConsumerGroup is {EventLog.EventHubReader.ConsumerGroup}, with which gaps are read back; "
                    + "give the aggregation another one, such as aggregate."
            );
        }

        if (options.EventHubPartitionCount is < 1 or > MaxPartitions)
        {
            problems.Add(
                $"EventHubPartitionCount is missing or no number from 1 to {MaxPartitions}; give the partition count of the event hub."
            );
        }

        if (options.EventHubEpoch is < 0 or > EventLog.HubNumbering.MaxEpoch)
        {
            problems.Add(
                $"EventHubEpoch is no number from 0 to {EventLog.HubNumbering.MaxEpoch}; "
                    + "give how often the event hub was made again while the tables stayed."
            );
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckEndpoint(List<string> problems, AzureEndpoint endpoint, string example, Func<string, bool> isAddress)
    {
        if (endpoint.Address is { } address)
        {
            if (!isAddress(address))
            {
                problems.Add($"{endpoint.AddressSetting} is '{address}'; give an address such as {example}.");
            }
        }
        else if (endpoint.ConnectionString is null)
        {
            problems.Add(
                $"{endpoint.AddressSetting} is missing; give an address such as {example}, "
                    + $"or for local work a connection string in {endpoint.Setting}."
            );
        }
    }

    private static void CheckText(List<string> problems, string setting, string value, string what)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            problems.Add($"{setting} is missing; give {what}.");
        }
    }

    private static bool IsHostName(string address) => Uri.CheckHostName(address) is UriHostNameType.Dns;

    private static bool IsHttpUri(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
}
