using System.Globalization;
using Analytics.Core.Bytes;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Stores the ids without a timestamp of a site's events that count, by UTC day of arrival, in rows that queries do not read. Thread-safe.
/// <code>
/// row key = "k|", day, "|", highest four bits of the keys (a hex digit) or "all"
/// body    = count, (key − the one before, second of the day)…, keys ascending
/// </code>
/// </summary>
/// <param name="tables">The tables.</param>
internal sealed class EventIdTable(ITableStore tables)
{
    private const int MaxInOneRow = 100_000;
    private const string All = "all";

    /// <summary>Prefix of the row keys.</summary>
    public const string Prefix = "k|";

    /// <summary>Returns the lowest row key of a day.</summary>
    public static string DayKey(long second) =>
        Prefix + DateTimeOffset.FromUnixTimeSeconds(second).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>
    /// Returns the stored ids with the keys of some events, from three days before the first event to three days after the last.
    /// </summary>
    /// <param name="site">The site.</param>
    /// <param name="wanted">The events with the keys.</param>
    /// <param name="onDamage">Called for each row that cannot be read, which is then taken as empty.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<List<(ulong Key, long Second)>> ReadAsync(
        string site,
        IReadOnlyCollection<(ulong Key, long Second)> wanted,
        Func<TableRow, TableCorruptException, Task> onDamage,
        CancellationToken cancellationToken
    )
    {
        var keys = wanted.Select(id => id.Key).ToHashSet();
        var from = RollupPeriod.Of(RollupTier.Day, wanted.Min(id => id.Second)).Start - EventIdentity.Window;
        var to = RollupPeriod.Of(RollupTier.Day, wanted.Max(id => id.Second)).End + EventIdentity.Window;
        var found = new List<(ulong Key, long Second)>();
        await foreach (
            var row in tables.ReadRangeAsync(TableNames.Rollups, site, DayKey(from), DayKey(to), headsOnly: false, cancellationToken)
        )
        {
            if (TryDecode(row, out var damage) is { } ids)
            {
                found.AddRange(ids.Where(id => keys.Contains(id.Key)));
            }
            else
            {
                await onDamage(row, damage!);
            }
        }

        return found;
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
        await foreach (
            var row in tables.ReadRangeAsync(
                TableNames.Rollups,
                site,
                DayKey(from),
                DayKey(to - 1) + "}",
                headsOnly: false,
                cancellationToken
            )
        )
        {
            found.AddRange((TryDecode(row, out _) ?? []).Where(id => id.Second >= from && id.Second < to));
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
            var (rows, ids) = await ReadDayAsync(site, day, cancellationToken);
            var count = ids.Count;
            ids.ExceptWith(less[day]);
            var changed = ids.Count != count;
            count = ids.Count;
            ids.UnionWith(more[day]);
            if (changed || ids.Count != count)
            {
                await WriteDayAsync(site, day, rows, ids, cancellationToken);
            }
        }
    }

    /// <summary>Removes all ids of a range of seconds.</summary>
    /// <exception cref="IOException">The rows changed meanwhile; try again.</exception>
    public async Task RemoveAsync(string site, long from, long to, CancellationToken cancellationToken)
    {
        var days = new SortedSet<long>();
        var rows = tables.ReadRangeAsync(TableNames.Rollups, site, DayKey(from), DayKey(to - 1) + "}", headsOnly: true, cancellationToken);
        await foreach (var row in rows)
        {
            var day = row.RowKey.AsSpan(Prefix.Length, DayKey(from).Length - Prefix.Length);
            days.Add(
                DateTimeOffset
                    .ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                    .ToUnixTimeSeconds()
            );
        }

        foreach (var day in days)
        {
            var (etags, ids) = await ReadDayAsync(site, day, cancellationToken);
            if (ids.RemoveWhere(id => id.Second >= from && id.Second < to) > 0)
            {
                await WriteDayAsync(site, day, etags, ids, cancellationToken);
            }
        }
    }

    /// <summary>Replaces the ids of a day.</summary>
    /// <exception cref="IOException">The rows changed meanwhile; try again.</exception>
    public async Task ReplaceAsync(string site, long day, IEnumerable<(ulong Key, long Second)> ids, CancellationToken cancellationToken)
    {
        var (rows, stored) = await ReadDayAsync(site, day, cancellationToken);
        var replaced = ids.Where(id => DayOf(id.Second) == day).ToHashSet();
        if (!stored.SetEquals(replaced))
        {
            await WriteDayAsync(site, day, rows, replaced, cancellationToken);
        }
    }

    private async ValueTask<(Dictionary<string, string> ETags, HashSet<(ulong Key, long Second)> Ids)> ReadDayAsync(
        string site,
        long day,
        CancellationToken cancellationToken
    )
    {
        var etags = new Dictionary<string, string>(StringComparer.Ordinal);
        var ids = new HashSet<(ulong Key, long Second)>();
        await foreach (
            var row in tables.ReadRangeAsync(TableNames.Rollups, site, DayKey(day), DayKey(day) + "}", headsOnly: false, cancellationToken)
        )
        {
            etags[row.RowKey] = row.ETag;
            // A damaged row is overwritten.
            ids.UnionWith(TryDecode(row, out _) ?? []);
        }

        return (etags, ids);
    }

    private async Task WriteDayAsync(
        string site,
        long day,
        Dictionary<string, string> etags,
        HashSet<(ulong Key, long Second)> ids,
        CancellationToken cancellationToken
    )
    {
        // One transaction if the rows fit; those of a large day are written one by one, because each is valid without the others.
        var shards =
            ids.Count <= MaxInOneRow
                ? [(Name: All, Ids: ids.ToList())]
                : ids.GroupBy(id => id.Key >> 60)
                    .Select(shard => (Name: shard.Key.ToString("x", CultureInfo.InvariantCulture), Ids: shard.ToList()))
                    .ToList();
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, some) in shards)
        {
            var key = $"{DayKey(day)}|{name}";
            written.Add(key);
            await CommitAsync(
                etags.TryGetValue(key, out var etag)
                    ? TableOperation.Replace(key, Encode(some, day), etag)
                    : TableOperation.Insert(key, Encode(some, day))
            );
        }

        foreach (var (key, etag) in etags.Where(row => !written.Contains(row.Key)))
        {
            await CommitAsync(TableOperation.Delete(key, etag));
        }

        async Task CommitAsync(TableOperation operation)
        {
            if (!(await tables.CommitAsync(TableNames.Rollups, site, [operation], cancellationToken)).Committed)
            {
                throw new IOException(
                    $"The event ids '{operation.RowKey}' of site '{site}' changed while they were being written; try again."
                );
            }
        }
    }

    private static byte[] Encode(List<(ulong Key, long Second)> ids, long day)
    {
        ids.Sort();
        var sink = new ByteSink();
        sink.Varint((uint)ids.Count);
        ulong previous = 0;
        foreach (var (key, second) in ids)
        {
            sink.Varint(key - previous);
            sink.Varint((ulong)(second - day));
            previous = key;
        }

        return sink.ToArray();
    }

    private static List<(ulong Key, long Second)>? TryDecode(TableRow row, out TableCorruptException? damage)
    {
        damage = null;
        try
        {
            var day = DateTimeOffset
                .ParseExact(
                    row.RowKey.AsSpan(Prefix.Length, 10),
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal
                )
                .ToUnixTimeSeconds();
            var source = new ByteSource(row.Body.Span);
            var ids = new List<(ulong Key, long Second)>();
            ulong key = 0;
            for (var count = source.Int(); count > 0; count--)
            {
                key += source.Varint();
                ids.Add((key, day + (long)source.Varint()));
            }

            return ids;
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException)
        {
            damage = new TableCorruptException(
                $"The event ids '{row.RowKey}' of site '{row.PartitionKey}' are damaged: "
                    + $"{exception.Message} {TableRemedies.Of(TableNames.Rollups)}",
                exception
            );
            return null;
        }
    }

    private static long DayOf(long second) => RollupPeriod.Of(RollupTier.Day, second).Start;
}
