using Analytics.Core.EventLog;

namespace Analytics.Core.DeadLetters;

/// <summary>
/// Appends a message that could not be aggregated unchanged to its partition again, exactly once: the letter is marked with the
/// partition's end before the append, so that a retry after an interrupted one first searches for the message behind the mark.
/// </summary>
/// <remarks>
/// <code>
/// mark the letter with the end of the log, 41  →  append, as 42  →  delete the letter, note that message 17 was appended again
///                              crash here: search from 42 on, append if absent    crash here: found, so only the rest is done
/// </code>
/// Reprocessing skips the marked message and counts the copy. Messages behind the mark that the log no longer retains cannot be
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
                $"The letter '{letter.Id}' is of partition {letter.Partition}, and the log has {log.PartitionCount}; "
                    + "retry it where the log has the partition."
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
