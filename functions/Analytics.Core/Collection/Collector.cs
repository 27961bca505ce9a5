using System.Collections.Concurrent;
using Analytics.Core.Agents;
using Analytics.Core.EventLog;
using Analytics.Core.Places;
using Analytics.Core.Sites;
using Analytics.Core.Telemetry;
using Analytics.Core.Visitors;

namespace Analytics.Core.Collection;

/// <summary>
/// Takes the bodies of requests and answers when what is good of them is durable in the event log: validates, derives visitor, device and
/// place, filters bots, drops address and user agent, publishes. Safe for concurrent use; a good event allocates nothing.
/// </summary>
/// <param name="sites">The registered sites.</param>
/// <param name="salts">The keys of visitor ids.</param>
/// <param name="agents">Judges user agents.</param>
/// <param name="publisher">The way into the log.</param>
/// <param name="places">Tells where addresses are; null if nothing does.</param>
/// <param name="dataCentres">The networks of data centres; null for none.</param>
public sealed class Collector(
    ISiteDirectory sites,
    DailySalts salts,
    AgentCatalog agents,
    SegmentPublisher publisher,
    IPlaceFinder? places = null,
    DataCentres? dataCentres = null
)
{
    // Not a bag: its threads would keep what is in it, and so all that a run refers to, for as long as they live.
    private readonly ConcurrentStack<CollectionRun> _runs = [];
    private readonly int _maxRuns = Environment.ProcessorCount * 4;

    /// <summary>
    /// Collects a body that is one event; its <c>domain</c> may name several sites, comma-separated: then it is one event for each.
    /// </summary>
    /// <param name="body">JSON in UTF-8, decompressed.</param>
    /// <param name="context">Facts of the request that are not in its body.</param>
    /// <param name="cancellationToken">Cancels the wait; what was read may still become durable.</param>
    /// <returns>
    /// What became of it. An event that is refused by itself is in <see cref="CollectionReceipt.Rejected"/>; a bot's in
    /// <see cref="CollectionReceipt.Filtered"/>.
    /// </returns>
    /// <exception cref="EventLogUnavailableException">The log takes nothing now; the client may send again.</exception>
    public ValueTask<CollectionReceipt> CollectOneAsync(
        ReadOnlyMemory<byte> body,
        CollectionContext context,
        CancellationToken cancellationToken
    ) => CollectAsync(body, context, isBatch: false, cancellationToken);

    /// <summary>Collects a body that is a JSON array of events or NDJSON. Good events are kept whatever the others are.</summary>
    /// <param name="body">JSON in UTF-8, decompressed, at most <see cref="EventLimits.BatchBytes"/>.</param>
    /// <param name="context">Facts of the request that are not in its body.</param>
    /// <param name="cancellationToken">Cancels the wait; what was read may still become durable.</param>
    /// <returns>The fate of each event.</returns>
    /// <exception cref="EventLogUnavailableException">
    /// The log takes nothing now, or took only a part; the client may send again, with the same event ids, and nothing counts twice.
    /// </exception>
    public ValueTask<CollectionReceipt> CollectBatchAsync(
        ReadOnlyMemory<byte> body,
        CollectionContext context,
        CancellationToken cancellationToken
    ) => CollectAsync(body, context, isBatch: true, cancellationToken);

    private async ValueTask<CollectionReceipt> CollectAsync(
        ReadOnlyMemory<byte> body,
        CollectionContext context,
        bool isBatch,
        CancellationToken cancellationToken
    )
    {
        var limit = isBatch ? EventLimits.BatchBytes : EventLimits.EventBytes;
        if (body.Length > limit)
        {
            return CollectionReceipt.Failed(
                new CollectionProblem(
                    0,
                    CollectionErrors.BodyTooLarge,
                    "",
                    $"The body has {body.Length} bytes, over {limit}. Send {(isBatch ? "smaller batches" : "a smaller event")}."
                )
            );
        }

        var (receipt, durable) = await ReadAsync(body, context, isBatch, cancellationToken);
        await durable.WaitAsync(cancellationToken);
        AnalyticsMeter.CountEvents(receipt.Accepted, receipt.Filtered, receipt.RejectedCount);
        return receipt;
    }

    private async ValueTask<(CollectionReceipt Receipt, Task Durable)> ReadAsync(
        ReadOnlyMemory<byte> body,
        CollectionContext context,
        bool isBatch,
        CancellationToken cancellationToken
    )
    {
        var current = await salts.GetAsync(cancellationToken);
        var run = _runs.TryPop(out var spare) ? spare : new CollectionRun(sites, agents, places, dataCentres, publisher.PartitionCount);
        try
        {
            var failure = Read(run, body, context, current, isBatch);

            // Again until none is missing: while some are fetched, others may leave the directory's memory. Those fetched stay known to
            // the run.
            while (failure is null && run.Sites.HasMissing)
            {
                await run.Sites.FetchMissingAsync(cancellationToken);
                failure = Read(run, body, context, current, isBatch);
            }

            if (failure is not null)
            {
                return (CollectionReceipt.Failed(failure), Task.CompletedTask);
            }

            var receipt = run.Receipt();
            var segments = run.Segments.Segments;
            return (receipt, segments.Count == 0 ? Task.CompletedTask : publisher.PublishAsync(segments));
        }
        finally
        {
            run.End();
            if (_runs.Count < _maxRuns)
            {
                _runs.Push(run);
            }
        }
    }

    private static CollectionProblem? Read(
        CollectionRun run,
        ReadOnlyMemory<byte> body,
        CollectionContext context,
        SaltSet salts,
        bool isBatch
    )
    {
        run.Begin(context, salts);
        return isBatch ? run.ReadBatch(body.Span) : run.ReadOne(body.Span);
    }
}
