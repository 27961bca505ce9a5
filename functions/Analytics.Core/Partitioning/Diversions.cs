using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using Analytics.Core.EventLog;
using Analytics.Core.Tables;

namespace Analytics.Core.Partitioning;

/// <summary>
/// Records the partitions that refused messages and the partitions that took them instead, so that queries find the live rows there. Rows
/// of the table <c>control</c>, partition <c>diversions</c>, one for each pair of partitions. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Example: partition 2 refuses messages and partition 3 accepts them. The collector records "2 to 3", appends to 3 and answers 202. A
/// query for a site of partition 2 reads the live rows of 2 and of 3. The record stays for a week, much longer than events stay live:
/// reading a partition without such rows costs one empty range.
/// </remarks>
/// <param name="log">The log; one whose partitions fail together has no diversions.</param>
/// <param name="tables">The tables.</param>
/// <param name="clock">The clock.</param>
public sealed class Diversions(IEventLog log, ITableStore tables, TimeProvider clock)
{
    private const string PartitionKey = "diversions";

    // Live rows wait for the roll-up of their hour, and become this old only if it fails for days.
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);
    private static readonly TimeSpan RenewAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaxCacheAge = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(int From, int To), DateTimeOffset> _recorded = [];
    private readonly SemaphoreSlim _reading = new(1, 1);
    private (long At, List<(int From, int To)> Pairs)? _cached;

    /// <summary>
    /// Records that messages of a partition go to another one. Afterwards every <see cref="PartitionsOfAsync"/> returns it, in other
    /// processes after a second at most.
    /// </summary>
    /// <param name="from">The partition that refused.</param>
    /// <param name="to">The partition that will receive the messages.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="IOException">The tables take no note now, so the messages must not go there.</exception>
    public async ValueTask RecordAsync(int from, int to, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_recorded.TryGetValue((from, to), out var recordedAt) && now - recordedAt < RenewAfter)
        {
            return;
        }

        var time = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(time, now.ToUnixTimeMilliseconds());
        var key = string.Create(CultureInfo.InvariantCulture, $"{from:d4}-{to:d4}");
        await tables.CommitAsync(TableNames.Control, PartitionKey, [TableOperation.Upsert(key, time)], cancellationToken);
        _recorded[(from, to)] = now;
    }

    /// <summary>
    /// Returns the partitions that may contain live rows of a partition's sites: itself first, then those that received its messages.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<IReadOnlyList<int>> PartitionsOfAsync(int partition, CancellationToken cancellationToken)
    {
        if (log.PartitionsFailTogether)
        {
            return [partition];
        }

        var pairs = await CachedAsync(cancellationToken);
        var oldest = clock.GetUtcNow() - MaxAge;
        var ownPairs = _recorded.Where(note => note.Value > oldest).Select(note => note.Key);
        return
        [
            partition,
            .. pairs
                .Concat(ownPairs)
                .Where(pair => pair.From == partition && pair.To != partition)
                .Select(pair => pair.To)
                .Distinct()
                .Order(),
        ];
    }

    private async ValueTask<List<(int From, int To)>> CachedAsync(CancellationToken cancellationToken)
    {
        if (IsFresh(out var pairs))
        {
            return pairs;
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (IsFresh(out pairs))
            {
                return pairs;
            }

            var readAt = clock.GetTimestamp();
            pairs = await ReadAsync(cancellationToken);
            lock (_reading)
            {
                _cached = (readAt, pairs);
            }

            return pairs;
        }
        finally
        {
            _reading.Release();
        }
    }

    private bool IsFresh(out List<(int From, int To)> pairs)
    {
        lock (_reading)
        {
            pairs = _cached?.Pairs ?? [];
            return _cached is { } cached && clock.GetElapsedTime(cached.At) < MaxCacheAge;
        }
    }

    private async ValueTask<List<(int From, int To)>> ReadAsync(CancellationToken cancellationToken)
    {
        var pairs = new List<(int From, int To)>();
        var oldest = (clock.GetUtcNow() - MaxAge).ToUnixTimeMilliseconds();
        var rows = tables.ReadRangeAsync(TableNames.Control, PartitionKey, string.Empty, null, headsOnly: false, cancellationToken);
        await foreach (var row in rows)
        {
            var parts = row.RowKey.Split('-');
            if (
                parts.Length != 2
                || row.Body.Length != sizeof(long)
                || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            )
            {
                throw new TableCorruptException(
                    $"The note '{PartitionKey}/{row.RowKey}' of table "
                        + $"'{TableNames.Control}' is no diversion of a partition. Delete the row."
                );
            }

            if (BinaryPrimitives.ReadInt64LittleEndian(row.Body.Span) > oldest)
            {
                pairs.Add((from, to));
            }
        }

        return pairs;
    }
}
