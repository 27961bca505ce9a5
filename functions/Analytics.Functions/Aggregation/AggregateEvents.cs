using Analytics.Azure.Aggregation;
using Analytics.Azure.EventLog;
using Analytics.Core.EventLog;
using Analytics.Core.Telemetry;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Functions.Aggregation;

/// <summary>Aggregates collected events.</summary>
/// <param name="aggregators">The partitions' aggregators.</param>
/// <param name="clock">Measures how long a batch takes.</param>
/// <param name="services">The services, which include the numbering of the hub.</param>
public sealed class AggregateEvents(PartitionAggregators aggregators, TimeProvider clock, IServiceProvider services)
{
    private readonly HubNumbering _numbering = services.GetRequiredService<HubNumbering>();

    /// <summary>
    /// Aggregates a batch of one partition. A failure is retried without limit, so the checkpoint stays before the batch: messages that
    /// can't be aggregated become dead letters, so only the storage can fail. If the checkpoint passes the batch nevertheless, as it may
    /// when an instance is removed, the next batch starts with a gap, which is read back from the hub.
    /// </summary>
    [Function(nameof(AggregateEvents))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:00:30")]
    public async Task RunAsync(
        [EventHubTrigger("%EventHubName%", Connection = "EventHub", ConsumerGroup = "%EventHubConsumerGroup%")] EventData[] events,
        FunctionContext context,
        CancellationToken cancellationToken
    )
    {
        var partition = TriggerPartition.Read(context);
        var records = new LogRecord[events.Length];
        for (var i = 0; i < events.Length; i++)
        {
            records[i] = _numbering.Record(partition, events[i]);
        }

        var started = clock.GetTimestamp();
        await aggregators.ProcessAsync(partition, records, cancellationToken);
        AnalyticsMeter.BatchMessages.Record(records.Length);
        AnalyticsMeter.CommitDuration.Record(clock.GetElapsedTime(started).TotalSeconds);
    }
}
