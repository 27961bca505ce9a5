using System.Globalization;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Stores the ids without a timestamp of a site's events that count, by UTC day of the event, in rows that scans do not read. A row that
/// has too many ids becomes sixteen by the next hex digit of the keys, whichever keys clients choose. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// row key = "k|", day, "|", the hex digits with which its keys begin or "all"
/// body    = count, (key − the one before, second of the day)…, keys ascending
///
/// at first                        k|2026-11-28|all
/// all has too many                k|2026-11-28|0   k|2026-11-28|1 …                     written before "all" is deleted
/// 1 has too many                  k|2026-11-28|0   k|2026-11-28|10   k|2026-11-28|11 …
/// </code>
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="maxInRow">Maximum number of ids of a row.</param>
internal sealed class EventIdTable(ITableStore tables, int maxInRow = EventIdTable.MaxInRow)
{
    /// <summary>Prefix of the row keys.</summary>
    public const string Prefix = "k|";

    /// <summary>Ids of some 650 KB.</summary>
    private const int MaxInRow = 65_536;

    private const int Attempts = 4;

    /// <summary>Returns the lowest row key of a day.</summary>
    public static string DayKey(long second) =>
        Prefix + DateTimeOffset.FromUnixTimeSeconds(second).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>
    /// Returns the stored ids with the keys of some events, from three days before the first event to three days after the last. Reads the
    /// rows that may have them.
    /// </summary>
    /// <param name="site">The site.</param>
    /// <param name="wanted">The events with the keys.</param>
    /// <param name="onDamage">Called for each row that cannot be read, which is then taken as empty.</param>
    /// <param name="cache">Keeps rows for later reads; null for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="IOException">Rows were divided during each of several attempts to read them; try again.</exception>
    public async ValueTask<List<(ulong Key, long Second)>> ReadAsync(
        string site,
        IReadOnlyCollection<(ulong Key, long Second)> wanted,
        Func<TableRow, TableCorruptException, Task> onDamage,
        EventIdCache? cache,
        CancellationToken cancellationToken
    )
    {
        ulong[] keys = [.. wanted.Select(id => id.Key).Distinct().Order()];
        var from = RollupPeriod.Of(RollupTier.Day, wanted.Min(id => id.Second)).Start - EventIdentity.Window;
        var to = RollupPeriod.Of(RollupTier.Day, wanted.Max(id => id.Second)).End + EventIdentity.Window;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var rows = await ListAsync(site, DayKey(from), DayKey(to), cancellationToken);
            cache?.Keep(rows);
            if (await TryFindAsync(site, rows, keys, onDamage, cache, cancellationToken) is { } found)
            {
                return found;
            }
        }

        throw new IOException($"The event ids of site '{site}' were divided {Attempts} times while they were read; try again.");
    }

    /// <summary>Returns the ids of rows that have some keys; null if a row was deleted, of which others have the ids now.</summary>
    private async ValueTask<List<(ulong Key, long Second)>?> TryFindAsync(
        string site,
        List<EventIdRow> rows,
        ulong[] keys,
        Func<TableRow, TableCorruptException, Task> onDamage,
        EventIdCache? cache,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(ulong Key, long Second)>();
        foreach (var day in rows.Where(row => row.Keys.IsOfAny(keys)).GroupBy(row => row.Day))
        {
            var missing = new List<string>();
            foreach (var row in day)
            {
                if (cache?.Find(row) is { } ids)
                {
                    ids.Find(keys, found);
                }
                else
                {
                    missing.Add(row.RowKey);
                }
            }

            var read = 0;
            var bodies = tables.ReadReadableRowsAsync(TableNames.Rollups, site, missing, cancellationToken);
            await foreach (var row in bodies)
            {
                read++;
                try
                {
                    var ids = EventIds.Decode(row);
                    ids.Find(keys, found);
                    cache?.Add(row, ids);
                }
                catch (TableCorruptException damage)
                {
                    await onDamage(row, damage);
                }
            }

            if (read < missing.Count)
            {
                return null;
            }
        }

        // While a row is divided, two rows have its ids.
        return [.. found.Distinct()];
    }

    /// <summary>Returns the ids of a range of seconds. Rows that cannot be read are skipped.</summary>
    public async ValueTask<List<(ulong Key, long Second)>> BetweenAsync(
        string site,
        long from,
        long to,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(ulong Key, long Second)>();
        var rows = tables.ReadRangeAsync(TableNames.Rollups, site, DayKey(from), EndOf(to - 1), headsOnly: false, cancellationToken);
        await foreach (var row in rows)
        {
            found.AddRange(EventIds.DecodeOrEmpty(row).All.Where(id => id.Second >= from && id.Second < to));
        }

        return found;
    }

    /// <summary>Adds ids that count and removes those that no longer do. May be repeated.</summary>
    /// <exception cref="IOException">The rows changed meanwhile; try again.</exception>
    public async Task UpdateAsync(
        string site,
        IEnumerable<(ulong Key, long Second)> added,
        IEnumerable<(ulong Key, long Second)> removed,
        CancellationToken cancellationToken
    )
    {
        var (more, less) = (added.ToLookup(id => DayOf(id.Second)), removed.ToLookup(id => DayOf(id.Second)));
        foreach (var day in more.Select(ids => ids.Key).Union(less.Select(ids => ids.Key)))
        {
            await UpdateDayAsync(site, day, [.. more[day]], [.. less[day]], cancellationToken);
        }
    }

    /// <summary>Removes all ids of a range of seconds.</summary>
    /// <exception cref="IOException">The rows changed meanwhile; try again.</exception>
    public async Task RemoveAsync(string site, long from, long to, CancellationToken cancellationToken)
    {
        foreach (var row in await ListAsync(site, DayKey(from), EndOf(to - 1), cancellationToken))
        {
            var stored = await IdsOfAsync(site, row, cancellationToken);
            await WriteAsync(site, row, stored, stored.All.Where(id => id.Second < from || id.Second >= to), cancellationToken);
        }
    }

    /// <summary>Adds and removes ids of a day, one row after the other: each is valid without the others.</summary>
    private async Task UpdateDayAsync(
        string site,
        long day,
        List<(ulong Key, long Second)> added,
        List<(ulong Key, long Second)> removed,
        CancellationToken cancellationToken
    )
    {
        var rows = (await ListAsync(site, DayKey(day), EndOf(day), cancellationToken)).ToDictionary(row => row.Keys);
        var divided = new HashSet<KeyPrefix>();
        foreach (var longer in rows.Keys)
        {
            for (var keys = longer; keys.Digits > 0 && divided.Add(keys.Shorter); keys = keys.Shorter) { }
        }

        // Left over where dividing a row was broken off.
        var remains = rows.Values.Where(row => divided.Contains(row.Keys)).ToList();
        foreach (var row in remains)
        {
            added.AddRange((await IdsOfAsync(site, row, cancellationToken)).All.Except(removed));
        }

        var (more, less) = (added.ToLookup(RowOf), removed.ToLookup(RowOf));
        foreach (var keys in more.Select(ids => ids.Key).Union(less.Select(ids => ids.Key)))
        {
            var row = rows.GetValueOrDefault(keys) ?? new(day, keys, ETag: null);
            var stored = await IdsOfAsync(site, row, cancellationToken);
            await WriteAsync(site, row, stored, stored.All.Except(less[keys]).Concat(more[keys]), cancellationToken);
        }

        foreach (var row in remains)
        {
            await CommitAsync(site, TableOperation.Delete(row.RowKey, row.ETag!), cancellationToken);
        }

        KeyPrefix RowOf((ulong Key, long Second) id)
        {
            var digits = 0;
            while (divided.Contains(KeyPrefix.Of(id.Key, digits)))
            {
                digits++;
            }

            return KeyPrefix.Of(id.Key, digits);
        }
    }

    /// <summary>Writes a row unless it has these ids already.</summary>
    private Task WriteAsync(
        string site,
        EventIdRow row,
        EventIds stored,
        IEnumerable<(ulong Key, long Second)> ids,
        CancellationToken cancellationToken
    )
    {
        (ulong Key, long Second)[] sorted = [.. ids.Distinct().Order()];
        return sorted.SequenceEqual(stored.All) ? Task.CompletedTask : WriteAsync(site, row, sorted, cancellationToken);
    }

    /// <summary>
    /// Writes a row, or deletes it without ids. If it has too many, others with more digits have them before it is deleted.
    /// </summary>
    private async Task WriteAsync(string site, EventIdRow row, (ulong Key, long Second)[] sorted, CancellationToken cancellationToken)
    {
        var isDivided = sorted.Length > maxInRow && row.Keys.Digits < KeyPrefix.MaxDigits;
        if (isDivided)
        {
            foreach (var some in sorted.GroupBy(id => KeyPrefix.Of(id.Key, row.Keys.Digits + 1)))
            {
                await WriteAsync(site, new(row.Day, some.Key, ETag: null), [.. some], cancellationToken);
            }
        }

        if (!isDivided && sorted.Length > 0)
        {
            var body = EventIds.Encode(sorted, row.Day);
            await CommitAsync(
                site,
                row.ETag is { } etag ? TableOperation.Replace(row.RowKey, body, etag) : TableOperation.Insert(row.RowKey, body),
                cancellationToken
            );
        }
        else if (row.ETag is { } etag)
        {
            await CommitAsync(site, TableOperation.Delete(row.RowKey, etag), cancellationToken);
        }
    }

    private async Task CommitAsync(string site, TableOperation operation, CancellationToken cancellationToken)
    {
        if (!(await tables.CommitAsync(TableNames.Rollups, site, [operation], cancellationToken)).Committed)
        {
            throw new IOException(
                $"The event ids '{operation.RowKey}' of site '{site}' changed while they were being written; try again."
            );
        }
    }

    /// <summary>Returns the ids of a row; none if it is damaged, so that it is overwritten, or not there.</summary>
    private async ValueTask<EventIds> IdsOfAsync(string site, EventIdRow row, CancellationToken cancellationToken) =>
        row.ETag is not null && await tables.ReadReadableAsync(TableNames.Rollups, site, row.RowKey, cancellationToken) is { } stored
            ? EventIds.DecodeOrEmpty(stored)
            : EventIds.None;

    private async ValueTask<List<EventIdRow>> ListAsync(string site, string from, string to, CancellationToken cancellationToken)
    {
        var rows = new List<EventIdRow>();
        await foreach (var row in tables.ReadRangeAsync(TableNames.Rollups, site, from, to, headsOnly: true, cancellationToken))
        {
            if (EventIdRow.TryRead(row) is { } known)
            {
                rows.Add(known);
            }
        }

        return rows;
    }

    private static string EndOf(long second) => DayKey(second) + "}";

    private static long DayOf(long second) => RollupPeriod.Of(RollupTier.Day, second).Start;
}
