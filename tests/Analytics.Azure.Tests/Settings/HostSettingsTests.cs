using System.Globalization;
using System.Text.Json;

namespace Analytics.Azure.Tests.Settings;

/// <summary>Limits of the settings in host.json; docs/deploy.md has the arithmetic.</summary>
public sealed class HostSettingsTests : IDisposable
{
    private const int Partitions = 32;

    /// <summary>A message of a full batch of 2,500 events, as an import makes them.</summary>
    private const int FullMessageBytes = 85 * 1024;

    private readonly JsonDocument _host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "host.json")));

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_backlog_of_every_partition_leaves_most_of_an_instance_of_2_GB_free()
    {
        var batch = Number("maxEventBatchSize");
        var prefetched = Number("prefetchCount");

        Assert.InRange((long)Partitions * FullMessageBytes * (batch + prefetched), 0, 400L * 1024 * 1024);
        Assert.InRange(prefetched, batch, 2 * batch);
    }

    [Fact]
    public void An_instance_is_started_for_each_batch_that_waits() =>
        Assert.Equal(Number("maxEventBatchSize"), Number("targetUnprocessedEventThreshold"));

    [Fact]
    public void A_quiet_partition_waits_for_no_more_than_a_batch_and_2_s()
    {
        Assert.InRange(Number("minEventBatchSize"), 1, Number("maxEventBatchSize"));
        Assert.InRange(Time("maxWaitTime"), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void The_partitions_of_a_lost_instance_are_taken_over_within_half_a_minute_and_not_from_one_that_lives()
    {
        Assert.InRange(Time("partitionOwnershipExpirationInterval"), 3 * Time("loadBalancingUpdateInterval"), TimeSpan.FromSeconds(30));
    }

    private JsonElement Setting(string name) => _host.RootElement.GetProperty("extensions").GetProperty("eventHubs").GetProperty(name);

    private int Number(string name) => Setting(name).GetInt32();

    private TimeSpan Time(string name) => TimeSpan.Parse(Setting(name).GetString()!, CultureInfo.InvariantCulture);
}
