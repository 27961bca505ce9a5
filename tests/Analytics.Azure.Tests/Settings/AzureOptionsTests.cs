using System.Text.Json;
using Analytics.Azure.Settings;
using Microsoft.Extensions.Configuration;

namespace Analytics.Azure.Tests.Settings;

public sealed class AzureOptionsTests
{
    private static readonly Dictionary<string, string?> Deployed = new()
    {
        ["EventHub:fullyQualifiedNamespace"] = "analytics.servicebus.windows.net",
        ["EventHubName"] = "events",
        ["EventHubConsumerGroup"] = "aggregate",
        ["EventHubPartitionCount"] = "32",
        ["Tables:tableServiceUri"] = "https://analytics.table.core.windows.net",
        ["Archive:blobServiceUri"] = "https://analytics.blob.core.windows.net",
        ["ArchiveContainer"] = "archive",
        ["AZURE_CLIENT_ID"] = "5b0b4a2e-0000-0000-0000-000000000000",
    };

    [Fact]
    public void The_settings_of_a_deployment_are_good() => Assert.Empty(Problems(Deployed));

    [Fact]
    public void The_sample_of_local_settings_is_good()
    {
        using var sample = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "local.settings.sample.json")));
        var values = sample.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString());

        Assert.Empty(Problems(values));
    }

    [Theory]
    [InlineData("EventHub:fullyQualifiedNamespace", "EventHub__fullyQualifiedNamespace")]
    [InlineData("EventHubName", "EventHubName")]
    [InlineData("EventHubConsumerGroup", "EventHubConsumerGroup")]
    [InlineData("EventHubPartitionCount", "EventHubPartitionCount")]
    [InlineData("Tables:tableServiceUri", "Tables__tableServiceUri")]
    [InlineData("ArchiveContainer", "ArchiveContainer")]
    public void A_missing_setting_is_named(string key, string name)
    {
        var settings = new Dictionary<string, string?>(Deployed);
        settings.Remove(key);

        Assert.StartsWith(name, Assert.Single(Problems(settings)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EventHub:fullyQualifiedNamespace", "sb://analytics.servicebus.windows.net/")]
    [InlineData("Tables:tableServiceUri", "analytics.table.core.windows.net")]
    [InlineData("Archive:blobServiceUri", "ftp://analytics")]
    [InlineData("EventHubPartitionCount", "0")]
    [InlineData("EventHubPartitionCount", "many")]
    [InlineData("EventHubEpoch", "-1")]
    [InlineData("EventHubEpoch", "one")]
    [InlineData("EventHubConsumerGroup", "$Default")]
    public void A_wrong_setting_is_refused(string key, string value) =>
        Assert.Single(Problems(new Dictionary<string, string?>(Deployed) { [key] = value }));

    [Fact]
    public void The_archive_may_be_left_out() =>
        Assert.Empty(Problems(Deployed.Where(s => !s.Key.StartsWith("Archive", StringComparison.Ordinal)).ToDictionary()));

    private static IEnumerable<string> Problems(Dictionary<string, string?> settings)
    {
        var options = new AzureOptions();
        options.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return new AzureOptionsValidator().Validate(null, options).Failures ?? [];
    }
}
