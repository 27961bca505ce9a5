using Analytics.Core.EventLog;

namespace Analytics.Core.DeadLetters;

/// <summary>
/// Appends a message that could not be aggregated to its partition again, as it is. Exactly once: the letter is marked with the
/// partition's end before the append, so a retry that was broken off looks behind the mark for the message first.
/// </summary>
/// <remarks>
/// <code>
/// mark the letter with the end of the log, 41  →  append, as 42  →  delete the letter, note that message 17 was appended again
///                                    crash here: is the message among 42…?    crash here: it is, so only the rest is done
/// </code>
/// The marked message is skipped by reprocessing, which finds the copy. Messages behind the mark that the log no longer retains can't be
/// found.
/// </remarks>
/// <param name="letters">The letters.</param>
/// <param name="log">The log.</param>
public sealed class MessageRetry(DeadLetterTable letters, IEventLog log) : IDeadLetterRetry
{
    private const int ReadBytes = 1024 * 1024;

    /// <inheritdoc/>
    public DeadLetterStage Stage => DeadLetterStage.Aggregate;

    /// <inheritdoc/>
    public async Task RetryAsync(StoredDeadLetter letter, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (letter.Partition is not { } partition || partition < 0 || partition >= log.PartitionCount)
        {
            throw new DeadLetterRetryException(
                $"The letter '{letter.Id}' is of partition {letter.Partition}, and the log has {log.PartitionCount}; retry it where the log has the partition."
            );
        }

        if (letter.Head.RetryAfter is { } end)
        {
            if (await IsInLogAsync(partition, end, payload, cancellationToken))
            {
                return;
            }
        }
        else
        {
            end = await log.LastSequenceNumberAsync(partition, cancellationToken);
            await letters.MarkAsync(letter, end, cancellationToken);
        }

        await log.AppendAsync(partition, payload, cancellationToken);
    }

    private async Task<bool> IsInLogAsync(int partition, long after, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        while (true)
        {
            var records = await log.ReadAsync(partition, after, ReadBytes, cancellationToken);
            if (records.Count == 0)
            {
                return false;
            }

            if (records.Any(record => record.Body.Span.SequenceEqual(message.Span)))
            {
                return true;
            }

            after = records[^1].SequenceNumber;
        }
    }
}
