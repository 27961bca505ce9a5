using Analytics.Core.Tables;

namespace Analytics.Core.DeadLetters;

/// <summary>Lists and counts dead letters. Each call reads the heads of their rows. Safe for concurrent use.</summary>
/// <param name="tables">The tables.</param>
/// <param name="partitions">Partitions of the event log.</param>
public sealed class DeadLetterList(ITableStore tables, int partitions)
{
    /// <summary>The maximum number of letters per page.</summary>
    public const int MaxPage = 1000;

    /// <summary>Returns true if a text may be the cursor of a page.</summary>
    public static bool IsCursor(string text) => DeadLetterKeys.TryParse(text, out _, out _);

    /// <summary>Reads letters in order of their keys: those of aggregation first, by partition and sequence number.</summary>
    /// <param name="stage">The stage; null for all.</param>
    /// <param name="site">The site; null for all.</param>
    /// <param name="after">The cursor of the previous page; null for the first.</param>
    /// <param name="limit">Maximum number of letters, 1 to <see cref="MaxPage"/>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<DeadLetterPage> ReadAsync(
        DeadLetterStage? stage,
        string? site,
        string? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxPage);
        var letters = new List<StoredDeadLetter>();
        await foreach (var letter in AllAsync(stage, after, cancellationToken))
        {
            if (site is not null && letter.Site != site)
            {
                continue;
            }

            if (letters.Count == limit)
            {
                return new(letters, letters[^1].Id);
            }

            letters.Add(letter);
        }

        return new(letters, null);
    }

    /// <summary>Counts all letters.</summary>
    public async Task<DeadLetterCounts> CountAsync(CancellationToken cancellationToken)
    {
        var stages = Enum.GetValues<DeadLetterStage>().ToDictionary(static stage => stage, static _ => 0L);
        var sites = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (var letter in AllAsync(null, null, cancellationToken))
        {
            stages[letter.Stage]++;
            if (letter.Site is { } site)
            {
                sites[site] = sites.GetValueOrDefault(site) + 1;
            }
        }

        return new(stages, sites);
    }

    private async IAsyncEnumerable<StoredDeadLetter> AllAsync(
        DeadLetterStage? stage,
        string? after,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (afterPartition, afterRow) = (string.Empty, string.Empty);
        if (after is not null && !DeadLetterKeys.TryParse(after, out afterPartition, out afterRow))
        {
            throw new ArgumentException($"'{after}' is no cursor; pass the cursor that the previous page gave.", nameof(after));
        }

        foreach (var partitionKey in DeadLetterKeys.All(partitions, stage))
        {
            var order = string.CompareOrdinal(partitionKey, afterPartition);
            if (order < 0)
            {
                continue;
            }

            // A blank sorts before every other character of a key, so this is the first possible key after the cursor.
            var from = order == 0 ? afterRow + " " : string.Empty;
            var rows = tables.ReadRangeAsync(
                TableNames.DeadLetter,
                partitionKey,
                from,
                DeadLetterKeys.LettersEnd,
                headsOnly: true,
                cancellationToken
            );
            await foreach (var row in rows)
            {
                yield return new StoredDeadLetter(row);
            }
        }
    }
}

/// <summary>A page of dead letters.</summary>
/// <param name="Letters">The letters, without their payloads.</param>
/// <param name="After">The cursor of the next page; null after the last page.</param>
public sealed record DeadLetterPage(IReadOnlyList<StoredDeadLetter> Letters, string? After);
