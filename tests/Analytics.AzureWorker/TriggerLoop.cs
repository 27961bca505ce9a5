using System.Globalization;
using Analytics.Azure.Settings;
using Analytics.Functions.Aggregation;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Analytics.AzureWorker;

/// <summary>
/// Calls <see cref="AggregateEvents"/> with messages of each partition, from a checkpoint in a file on, and again after a failure. The
/// checkpoint of every other batch is written before the batch is done, as the host of Functions may do when an instance is taken away.
/// </summary>
internal sealed class TriggerLoop(IServiceProvider services, IOptions<AzureOptions> options, EventHubConnection connection)
    : BackgroundService
{
    private const int MaxBatch = 16;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(200);
    private static readonly string Folder = Environment.GetEnvironmentVariable("ANALYTICS_CHECKPOINTS") ?? string.Empty;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var function = ActivatorUtilities.CreateInstance<AggregateEvents>(services);
        return Task.WhenAll(
            Enumerable.Range(0, options.Value.EventHubPartitionCount).Select(partition => RunAsync(function, partition, stoppingToken))
        );
    }

    private async Task RunAsync(AggregateEvents function, int partition, CancellationToken cancellationToken)
    {
        var checkpoint = Path.Combine(Folder, $"{partition}");
        var after = File.Exists(checkpoint)
            ? long.Parse(await File.ReadAllTextAsync(checkpoint, cancellationToken), CultureInfo.InvariantCulture)
            : -1;

        // Of two processes the later one has the partition.
        await using var receiver = new PartitionReceiver(
            options.Value.EventHubConsumerGroup,
            partition.ToString(CultureInfo.InvariantCulture),
            after < 0 ? EventPosition.Earliest : EventPosition.FromSequenceNumber(after, isInclusive: false),
            connection,
            new PartitionReceiverOptions { OwnerLevel = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() }
        );
        var context = new TriggeredContext(partition);
        for (var batches = 0; ; )
        {
            EventData[] events = [.. await receiver.ReceiveBatchAsync(MaxBatch, Wait, cancellationToken)];
            if (events.Length == 0)
            {
                continue;
            }

            var isAhead = ++batches % 2 == 0;
            if (isAhead)
            {
                await WriteAsync(checkpoint, events[^1]);
            }

            while (!await TryAsync(() => function.RunAsync(events, context, cancellationToken), cancellationToken))
            {
                await Task.Delay(Wait, TimeProvider.System, cancellationToken);
            }

            await WriteAsync(checkpoint, events[^1]);
        }
    }

    /// <summary>Writes a checkpoint that is there as a whole or not at all.</summary>
    private static async Task WriteAsync(string checkpoint, EventData last)
    {
        await File.WriteAllTextAsync(checkpoint + ".new", last.SequenceNumber.ToString(CultureInfo.InvariantCulture));
        File.Move(checkpoint + ".new", checkpoint, overwrite: true);
    }

    private static async Task<bool> TryAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine($"A batch failed: {exception.Message}");
            return false;
        }
    }
}
