using System.Collections;
using System.Numerics;
using Analytics.Core.Bytes;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups.Segments;

/// <summary>
/// Stores the event ids of a site's large days whose hours no longer have rows, in shards that are read only to find repetitions.
/// Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="site">The site.</param>
internal sealed class DayIds(ITableStore tables, string site)
{
    /// <summary>Average number of keys of a shard at most, some 400 KB. Days with very many keys have larger shards.</summary>
    private const int ShardKeys = 65_536;

    /// <summary>Maximum number of keys in memory.</summary>
    private const int MaxInMemory = 4 * 1024 * 1024;

    /// <summary>Writes the shards of a day, before its head names them. May be repeated.</summary>
    /// <param name="day">The day.</param>
    /// <param name="existing">The existing shards; null for none.</param>
    /// <param name="events">Maximum number of events of the parts.</param>
    /// <param name="parts">Reads the parts whose ids are added. Called several times if there are very many ids.</param>
    /// <param name="now">Time of writing.</param>
    /// <param name="cancellationToken">Cancels between shards.</param>
    public Task<IdShardList> WriteAsync(
        RollupPeriod day,
        IdShardList? existing,
        long events,
        Func<CancellationToken, IAsyncEnumerable<IRollupPart>> parts,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => WriteAsync(day, existing, events, parts, _ => AsyncEnumerable.Empty<ulong>(), now, cancellationToken);

    /// <summary>Writes the shards of a day without some keys, before its head names them. May be repeated.</summary>
    /// <param name="day">The day.</param>
    /// <param name="existing">The existing shards.</param>
    /// <param name="removed">
    /// Reads the keys to remove, which need not be in the shards. Called several times if there are very many.
    /// </param>
    /// <param name="now">Time of writing.</param>
    /// <param name="cancellationToken">Cancels between shards.</param>
    /// <exception cref="ReplacedRollupException">The day was replaced or removed, and a shard deleted.</exception>
    /// <exception cref="TableCorruptException">A shard is damaged or missing.</exception>
    public Task<IdShardList> WithoutAsync(
        RollupPeriod day,
        IdShardList existing,
        Func<CancellationToken, IAsyncEnumerable<ulong>> removed,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => WriteAsync(day, existing, events: 0, _ => AsyncEnumerable.Empty<IRollupPart>(), removed, now, cancellationToken);

    private async Task<IdShardList> WriteAsync(
        RollupPeriod day,
        IdShardList? existing,
        long events,
        Func<CancellationToken, IAsyncEnumerable<IRollupPart>> parts,
        Func<CancellationToken, IAsyncEnumerable<ulong>> removed,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var keyCount = events + (existing?.Entries.Sum(entry => (long)entry.Count) ?? 0);
        var bits = Math.Max(
            existing?.Bits ?? 0,
            Math.Min(
                IdShardList.MaxBits,
                BitOperations.Log2((ulong)Math.Max(1, (keyCount - 1) / ShardKeys)) + (keyCount > ShardKeys ? 1 : 0)
            )
        );
        var passes = Math.Min(bits, keyCount > MaxInMemory ? BitOperations.Log2((ulong)(keyCount - 1) / MaxInMemory) + 1 : 0);
        var entries = new List<IdShardEntry>();
        for (var pass = 0; pass < 1 << passes; pass++)
        {
            foreach (var (prefix, keys) in await CollectAsync(pass, passes, bits, day, existing, parts, removed, cancellationToken))
            {
                entries.Add(await WriteAsync(day, bits, prefix, keys, existing, now, cancellationToken));
            }
        }

        return new(bits, entries);
    }

    /// <summary>Returns the keys that are among the ids of a day.</summary>
    /// <exception cref="ReplacedRollupException">The day was replaced or removed, and a shard deleted.</exception>
    /// <exception cref="TableCorruptException">A shard is damaged or missing.</exception>
    public async ValueTask<HashSet<ulong>> FindAsync(
        RollupPeriod day,
        IdShardList ids,
        IEnumerable<ulong> keys,
        CancellationToken cancellationToken
    )
    {
        var found = new HashSet<ulong>();
        foreach (var keysOfPrefix in keys.Where(EventIdentity.IsTimed).GroupBy(ids.PrefixOf))
        {
            foreach (var entry in ids.Entries.Where(entry => entry.Prefix == keysOfPrefix.Key))
            {
                var stored = await ReadAsync(day, ids.Bits, entry, cancellationToken);
                found.UnionWith(keysOfPrefix.Where(key => Array.BinarySearch(stored, key) >= 0));
            }
        }

        return found;
    }

    /// <summary>Returns parts without the events whose ids a day has.</summary>
    /// <exception cref="ReplacedRollupException">The day was replaced or removed, and a shard deleted.</exception>
    /// <exception cref="TableCorruptException">A shard is damaged or missing.</exception>
    public async ValueTask<IReadOnlyList<IRollupPart>> UnknownAsync(
        RollupPeriod day,
        IdShardList ids,
        IReadOnlyList<IRollupPart> parts,
        CancellationToken cancellationToken
    )
    {
        var existing = await FindAsync(day, ids, parts.SelectMany(part => part.Keys()).Select(e => e.Key).Distinct(), cancellationToken);
        return existing.Count == 0
            ? parts
            : [.. parts.Select(part => part.Keys().Any(e => existing.Contains(e.Key)) ? new UnknownEvents(part, existing) : part)];
    }

    /// <summary>Reads all shards to check that they are intact.</summary>
    /// <exception cref="ReplacedRollupException">The day was replaced or removed, and a shard deleted.</exception>
    /// <exception cref="TableCorruptException">A shard is damaged or missing.</exception>
    public async ValueTask CheckAsync(RollupPeriod day, IdShardList ids, CancellationToken cancellationToken)
    {
        foreach (var entry in ids.Entries)
        {
            await ReadAsync(day, ids.Bits, entry, cancellationToken);
        }
    }

    private async Task<List<(int Prefix, ulong[] Keys)>> CollectAsync(
        int pass,
        int passes,
        int bits,
        RollupPeriod day,
        IdShardList? existing,
        Func<CancellationToken, IAsyncEnumerable<IRollupPart>> parts,
        Func<CancellationToken, IAsyncEnumerable<ulong>> removed,
        CancellationToken cancellationToken
    )
    {
        var keys = new List<ulong>();
        await foreach (var part in parts(cancellationToken))
        {
            keys.AddRange(
                part.Keys().Select(e => e.Key).Where(key => EventIdentity.IsTimed(key) && IdShardList.PrefixOf(key, passes) == pass)
            );
        }

        foreach (var entry in existing?.Entries ?? [])
        {
            if (existing!.Bits < passes || entry.Prefix >> (existing.Bits - passes) == pass)
            {
                keys.AddRange(
                    (await ReadAsync(day, existing.Bits, entry, cancellationToken)).Where(key => IdShardList.PrefixOf(key, passes) == pass)
                );
            }
        }

        keys.Sort();
        var isRemoved = new BitArray(keys.Count);
        await foreach (var key in removed(cancellationToken))
        {
            if (keys.BinarySearch(key) is >= 0 and var index)
            {
                isRemoved[index] = true;
            }
        }

        keys = [.. keys.Where((_, index) => !isRemoved[index])];
        var sorted = new List<(int Prefix, ulong[] Keys)>();
        for (var from = 0; from < keys.Count; )
        {
            var (prefix, to) = (IdShardList.PrefixOf(keys[from], bits), from);
            while (to < keys.Count && IdShardList.PrefixOf(keys[to], bits) == prefix)
            {
                to++;
            }

            sorted.Add((prefix, [.. keys.GetRange(from, to - from).Distinct()]));
            from = to;
        }

        return sorted;
    }

    private async Task<IdShardEntry> WriteAsync(
        RollupPeriod day,
        int bits,
        int prefix,
        ulong[] keys,
        IdShardList? existing,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var content = IdShardCodec.Encode(keys, bits);
        var entry = IdShardCodec.EntryOf(prefix, content, keys.Length);
        if (existing?.Bits != bits || !existing.Entries.Contains(entry))
        {
            var head = new ByteSink();
            head.Varint((ulong)now.ToUnixTimeMilliseconds());
            await tables.CommitAsync(
                TableNames.Rollups,
                site,
                [TableOperation.Upsert(RowKey(day, bits, entry), content, head.ToArray())],
                cancellationToken
            );
        }

        return entry;
    }

    private async ValueTask<ulong[]> ReadAsync(RollupPeriod day, int bits, IdShardEntry entry, CancellationToken cancellationToken)
    {
        var name = $"The event ids {entry.Prefix} of the rollup '{day.RowKey}' of site '{site}'";
        var row = await tables.ReadAsync(TableNames.Rollups, site, RowKey(day, bits, entry), cancellationToken);
        if (row is null)
        {
            throw await IsNamedAsync(day, bits, entry, cancellationToken)
                ? new TableCorruptException($"{name} are not there. {TableRemedies.Of(TableNames.Rollups)}")
                : new ReplacedRollupException(day.RowKey, site);
        }

        return StoredForm.Read(() => IdShardCodec.Decode(row.Body.Span, entry, bits), name, TableRemedies.Of(TableNames.Rollups));
    }

    /// <summary>
    /// Returns true if the row of a day names a shard now. Retention and erasures delete the shards of days that they have deleted or
    /// replaced.
    /// </summary>
    private async ValueTask<bool> IsNamedAsync(RollupPeriod day, int bits, IdShardEntry entry, CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Rollups, site, day.RowKey, cancellationToken);
        return row is not null && RollupDecoder.TryDecodeHead(row.Head)?.Ids is { } ids && ids.Bits == bits && ids.Entries.Contains(entry);
    }

    private static string RowKey(RollupPeriod day, int bits, IdShardEntry entry) => SegmentKeys.Of(day, bits, entry) + "|0000";
}
