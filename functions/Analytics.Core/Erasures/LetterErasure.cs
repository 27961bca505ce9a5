using Analytics.Core.DeadLetters;
using Analytics.Core.Jobs;
using Analytics.Core.Tables;

namespace Analytics.Core.Erasures;

/// <summary>Erases from dead letters: messages are rewritten, letters of other stages for the site are deleted or emptied.</summary>
/// <param name="tables">The tables.</param>
/// <param name="clock">The clock.</param>
/// <param name="partitions">Partitions of the event log.</param>
internal sealed class LetterErasure(ITableStore tables, TimeProvider clock, int partitions)
{
    private readonly DeadLetterTable _letters = new(tables, clock);

    /// <summary>Erases from all letters.</summary>
    public async Task RunAsync(ErasureScope scope, JobCounters counters, CancellationToken cancellationToken)
    {
        var messages = new MessageEraser(scope);
        foreach (var partitionKey in DeadLetterKeys.All(partitions, stage: null))
        {
            var ids = new List<string>();
            var rows = tables.ReadRangeAsync(
                TableNames.DeadLetter,
                partitionKey,
                string.Empty,
                DeadLetterKeys.LettersEnd,
                headsOnly: true,
                cancellationToken
            );
            await foreach (var row in rows)
            {
                ids.Add(DeadLetterKeys.Id(partitionKey, row.RowKey));
            }

            foreach (var id in ids)
            {
                if (await _letters.ReadAsync(id, cancellationToken) is { } letter)
                {
                    await EraseAsync(letter, messages, scope, counters, cancellationToken);
                }
            }
        }

        Interlocked.Add(ref counters.Unreadable, messages.Unreadable);
    }

    private async Task EraseAsync(
        StoredDeadLetter letter,
        MessageEraser messages,
        ErasureScope scope,
        JobCounters counters,
        CancellationToken cancellationToken
    )
    {
        if (letter.Stage == DeadLetterStage.Aggregate)
        {
            var payload = await _letters.ReadPayloadAsync(letter.Id, cancellationToken);
            if (payload is { } message && messages.Erase(message) is { } remaining)
            {
                await _letters.ReplacePayloadAsync(letter, remaining, cancellationToken);
                Interlocked.Increment(ref counters.RewrittenRows);
            }

            return;
        }

        if (letter.Site != scope.Site)
        {
            return;
        }

        if (scope.IsWholeSite)
        {
            await _letters.DeleteAsync(letter, cancellationToken);
            Interlocked.Increment(ref counters.DeletedRows);
        }
        else if (letter.Bytes != 0)
        {
            // A retry needs only the period, which it rebuilds from the archive, and not the bytes.
            await _letters.ReplacePayloadAsync(letter, default, cancellationToken);
            Interlocked.Increment(ref counters.RewrittenRows);
        }
    }
}
