using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Rollups;

namespace Analytics.Azure.Aggregation;

/// <summary>One partition's aggregator, one batch at a time; asks for a roll-up when it has written much. Safe for concurrent use.</summary>
internal sealed class PartitionSlot(PartitionAggregator aggregator, RollupDemand demand) : IDisposable
{
    private const int Attempts = 3;
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task ProcessAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (var attempt = 1; !await TryProcessAsync(records, attempt == Attempts, cancellationToken).ConfigureAwait(false); attempt++)
            {
            }

            await demand.AskAsync(aggregator.Written, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<bool> TryProcessAsync(IReadOnlyList<LogRecord> records, bool isLast, CancellationToken cancellationToken)
    {
        // Not started, failed, or behind: another instance may have had the partition meanwhile, and then its watermark fills the gap.
        if (aggregator.SequenceNumber is not { } reached || (records.Count > 0 && records[0].SequenceNumber > reached + 1))
        {
            await aggregator.StartAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await aggregator.ProcessAsync(records, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PartitionLostException) when (!isLast)
        {
            // Nothing was stored; the next attempt goes on after what the other instance stored.
            return false;
        }
    }
}
