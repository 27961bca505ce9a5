using System.Collections.Concurrent;
using Analytics.Core.Agents;
using Analytics.Core.EventLog;
using Analytics.Core.Places;
using Analytics.Core.Sites;
using Analytics.Core.Telemetry;
using Analytics.Core.Visitors;

namespace Analytics.Core.Collection;

/// <summary>
/// Collects the bodies of requests, and answers when their valid events are durable in the event log: validates, derives visitor, device
/// and place, filters bots, drops address and user agent, publishes. Safe for concurrent use; a valid event allocates nothing.
/// </summary>
/// <param name="sites">The registered sites.</param>
/// <param name="salts">The keys of visitor ids.</param>
/// <param name="agents">Classifies user agents.</param>
/// <param name="publisher">Publishes segments to the log.</param>
/// <param name="places">Finds the places of addresses; null for none.</param>
/// <param name="dataCentres">The networks of data centres; null for none.</param>
/// <param name="turns">Divides the processors among bodies; null for turns of its own.</param>
/// <param name="unknown">The shares of networks in looking for unknown sites; null for shares of its own.</param>
public sealed class Collector(
    ISiteDirectory sites,
    DailySalts salts,
    AgentCatalog agents,
    SegmentPublisher publisher,
    IPlaceFinder? places = null,
    DataCentres? dataCentres = null,
    ReadingTurns? turns = null,
    UnknownSites? unknown = null
)
{
    // Not a ConcurrentBag, whose thread-local lists keep the runs, and everything that they reference, alive as long as the threads live.
    private readonly ConcurrentStack<CollectionRun> _runs = [];
    private readonly int _maxRuns = Environment.ProcessorCount * 4;
    private readonly UnknownSites _unknown = unknown ?? new();
    private readonly ReadingTurns _turns = turns ?? ReadingTurns.ForThisMachine();

    /// <summary>Divides visitors with very many events.</summary>
    internal VisitorShares Shares { private get; init; } = new();

    /// <summary>
    /// Collects a body that is one event. Its <c>domain</c> may have several sites, comma-separated; it then counts as one event for
    /// each.
    /// </summary>
    /// <param name="body">JSON in UTF-8, decompressed.</param>
    /// <param name="context">Facts of the request outside of its body.</param>
    /// <param name="cancellationToken">Cancels the wait; the event may still become durable.</param>
    /// <returns>The receipt. A refused event is in <see cref="CollectionReceipt.Rejected"/>, an event of a bot in
    /// <see cref="CollectionReceipt.Filtered"/>.</returns>
    /// <exception cref="EventLogUnavailableException">
    /// The log takes nothing now, or too many bodies wait to be read; the client may send again.
    /// </exception>
    public ValueTask<CollectionReceipt> CollectOneAsync(
        ReadOnlyMemory<byte> body,
        CollectionContext context,
        CancellationToken cancellationToken
    ) => CollectAsync(body, context, isBatch: false, mayRefuse: true, cancellationToken);

    /// <summary>Collects a body that is a JSON array of events or NDJSON. Valid events are kept even if others are refused.</summary>
    /// <param name="body">JSON in UTF-8, decompressed, at most <see cref="EventLimits.BatchBytes"/>.</param>
    /// <param name="context">Facts of the request outside of its body.</param>
    /// <param name="cancellationToken">Cancels the wait; the events may still become durable.</param>
    /// <returns>The receipt.</returns>
    /// <exception cref="EventLogUnavailableException">
    /// The log accepts nothing now, or accepted only a part, or too many bodies wait to be read. The client may retry with the same event
    /// ids; nothing then counts twice.
    /// </exception>
    public ValueTask<CollectionReceipt> CollectBatchAsync(
        ReadOnlyMemory<byte> body,
        CollectionContext context,
        CancellationToken cancellationToken
    ) => CollectAsync(body, context, isBatch: true, mayRefuse: true, cancellationToken);

    /// <summary>
    /// Collects a part of a stream as a batch, however many bodies wait to be read: the sender sends no more before its answer.
    /// </summary>
    /// <inheritdoc cref="CollectBatchAsync"/>
    public ValueTask<CollectionReceipt> CollectPartAsync(
        ReadOnlyMemory<byte> body,
        CollectionContext context,
        CancellationToken cancellationToken
    ) => CollectAsync(body, context, isBatch: true, mayRefuse: false, cancellationToken);

    private async ValueTask<CollectionReceipt> CollectAsync(
        ReadOnlyMemory<byte> body,
        CollectionContext context,
        bool isBatch,
        bool mayRefuse,
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

        var (receipt, durable) = await ReadAsync(body, context, isBatch, mayRefuse, cancellationToken);
        await durable.WaitAsync(cancellationToken);
        AnalyticsMeter.CountEvents(receipt.Accepted, receipt.Filtered, receipt.RejectedCount);
        return receipt;
    }

    private async ValueTask<(CollectionReceipt Receipt, Task Durable)> ReadAsync(
        ReadOnlyMemory<byte> body,
        CollectionContext context,
        bool isBatch,
        bool mayRefuse,
        CancellationToken cancellationToken
    )
    {
        var current = await salts.GetAsync(cancellationToken);
        CollectionRun? run = null;
        CollectionProblem? failure;
        try
        {
            using (await _turns.EnterAsync(body.Length, mayRefuse, cancellationToken))
            {
                run = TakeRun();
                failure = Read(run, body, context, current, isBatch);
            }

            // Repeated until no site is missing: during a fetch, others may be evicted from the directory's cache. Fetched sites stay in
            // the run.
            while (failure is null && run.Sites.HasMissing)
            {
                _unknown.Count(context, await run.Sites.FetchMissingAsync(_unknown.Left(context), cancellationToken));
                using var turn = await _turns.EnterAsync(body.Length, mayRefuse: false, cancellationToken);
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
            if (run is not null)
            {
                Return(run);
            }
        }
    }

    private CollectionRun TakeRun() =>
        _runs.TryPop(out var spare) ? spare : new CollectionRun(sites, agents, places, dataCentres, Shares, publisher.PartitionCount);

    private void Return(CollectionRun run)
    {
        run.End();
        if (_runs.Count < _maxRuns)
        {
            _runs.Push(run);
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
