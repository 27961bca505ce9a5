using Analytics.Core.Bytes;
using Analytics.Core.Hashing;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// Keeps bodies of rollups that are larger than a transaction in rows of their own. The parts are written first, under the hash of the
/// body; the rollup's row then has their number in place of the body (see <see cref="LargeBody"/>), so that it is replaced at once,
/// whatever its size. Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
/// <param name="clock">Tells how old a part is.</param>
internal sealed class LargeBodies(ITableStore tables, TimeProvider clock)
{
    /// <summary>Bytes of a body that stays in its row.</summary>
    public const int MaxInPlace = TableLimits.MaxTransactionBytes - (96 * 1024);

    private const int PartBytes = 1024 * 1024;

    // Longer than a query may read, or a writer may take between the parts and the row.
    private static readonly TimeSpan KeepReplaced = TimeSpan.FromMinutes(10);

    /// <summary>Stores the parts of a body that is too large for its row.</summary>
    /// <returns>The body of the rollup's row.</returns>
    public async ValueTask<ReadOnlyMemory<byte>> StoreAsync(
        string site, RollupPeriod period, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (body.Length <= MaxInPlace)
        {
            return body;
        }

        var hash = XxHash64.Hash(body.Span);
        var now = new ByteSink();
        now.Varint((ulong)clock.GetUtcNow().ToUnixTimeMilliseconds());
        var parts = (body.Length + PartBytes - 1) / PartBytes;
        for (var part = 0; part < parts; part++)
        {
            var at = part * PartBytes;
            var operation = TableOperation.Upsert(
                LargeBody.PartKey(period, hash, part), body.Slice(at, Math.Min(PartBytes, body.Length - at)), now.ToArray());
            await tables.CommitAsync(TableNames.Rollups, site, [operation], cancellationToken).ConfigureAwait(false);
        }

        return LargeBody.InPlace(hash, parts);
    }

    /// <summary>Deletes the parts that no row names any more, except those that were replaced just now or written lately.</summary>
    /// <param name="site">The site.</param>
    /// <param name="period">The rollup.</param>
    /// <param name="body">The body of its row.</param>
    /// <param name="replaced">
    /// The body of the row that it replaced, if any. Without parts there, and of a small body, there is nothing to look for.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task SweepAsync(string site, RollupPeriod period, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> replaced, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>[] bodies = [body, replaced];
        if (!bodies.Any(some => LargeBody.IsInParts(some.Span)))
        {
            return;
        }

        var kept = bodies.Where(body => LargeBody.IsInParts(body.Span)).Select(body => LargeBody.PartsKey(period, body.Span)).ToList();
        var before = (clock.GetUtcNow() - KeepReplaced).ToUnixTimeMilliseconds();
        var deletes = new List<TableOperation>();
        var prefix = LargeBody.PartPrefix(period.RowKey);
        await foreach (var row in tables.ReadRangeAsync(TableNames.Rollups, site, prefix + "|", prefix + "}", headsOnly: true, cancellationToken).ConfigureAwait(false))
        {
            if (!kept.Exists(key => row.RowKey.StartsWith(key, StringComparison.Ordinal)) && (long)new ByteSource(row.Head.Span).Varint() < before)
            {
                deletes.Add(TableOperation.Delete(row.RowKey, row.ETag));
            }
        }

        foreach (var chunk in deletes.Chunk(TableLimits.MaxOperations))
        {
            await tables.CommitAsync(TableNames.Rollups, site, chunk, cancellationToken).ConfigureAwait(false);
        }
    }
}
