using System.Collections.Concurrent;
using Analytics.Core.DeadLetters;
using Analytics.Core.Live;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Sets aside stored rows that queries cannot read, so that queries are answered without them. A damaged day or month is replaced by the
/// periods below it; an hour or a live block is missing until it is rebuilt. A small day has no periods below it, so questions about it
/// are refused. Safe for concurrent use.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="clock">Gives the time of the note.</param>
internal sealed class DamagedRows(ITableStore tables, TimeProvider clock)
{
    private readonly DeadLetterTable _letters = new(tables, clock);
    private readonly ConcurrentDictionary<(string Site, RollupPeriod Period), string> _rollups = new();

    /// <summary>Returns true if the stored version of a rollup is known to be damaged.</summary>
    public bool Has(string site, StoredRollup rollup) =>
        _rollups.TryGetValue((site, rollup.Rollup.Period), out var etag) && etag == rollup.ETag;

    /// <summary>Sets aside a rollup whose rows cannot be read.</summary>
    public async Task AddAsync(string site, StoredRollup rollup, TableCorruptException reason, CancellationToken cancellationToken)
    {
        await SetAsideAsync(site, rollup.Rollup.Period.RowKey, default, reason, cancellationToken);
        _rollups[(site, rollup.Rollup.Period)] = rollup.ETag;
    }

    /// <summary>Sets aside a row of the rollups that cannot be read.</summary>
    public Task AddAsync(TableRow row, TableCorruptException reason, CancellationToken cancellationToken) =>
        SetAsideAsync(row.PartitionKey, row.RowKey, row.Body.IsEmpty ? row.Head : row.Body, reason, cancellationToken);

    /// <summary>Sets aside blocks of a live row.</summary>
    public async Task AddAsync(TableRow row, IReadOnlyList<DamagedBlock> blocks, CancellationToken cancellationToken)
    {
        foreach (var block in blocks)
        {
            await SetAsideAsync(
                block.Site,
                $"live row {row.RowKey} of partition {row.PartitionKey}",
                block.Bytes,
                block.Reason,
                cancellationToken
            );
        }
    }

    private Task SetAsideAsync(
        string? site,
        string key,
        ReadOnlyMemory<byte> bytes,
        Exception reason,
        CancellationToken cancellationToken
    ) => _letters.SetAsideAsync(new(DeadLetterStage.Query, site, null, key, DeadLetterReason.Of(reason), bytes), cancellationToken);
}
