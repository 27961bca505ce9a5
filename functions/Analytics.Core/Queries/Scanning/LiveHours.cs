using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The live blocks of one site: those that are not rolled up yet, and those that were rolled up last, which stay in the table for a
/// while. Each refresh reads only the rows since the last one. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// seen so far   r1 r2 r3 r4 r5 r6
/// in the table  r1 … r8, F = r1–r8     (r1–r8 were folded into F and stay for a minute)
/// read now      heads after r6: r7, r8, F.  r7 and r8 are new; F ends with r8, so it adds nothing
/// </code>
/// The messages of a partition are committed in order, so everything up to some message was seen. The blocks of a row that begins before
/// that message (F) cannot be separated from the known ones, so the rows that were folded into it must all be here. They are deleted from
/// the last to the first: if the last of them (r8) is here, so are the others (r7). If it is not, everything is read again.
/// After a roll-up the rows are read on where the last refresh ended, so that a day in memory gets the blocks that it lacks, as if nothing
/// had been rolled up. What was rolled up before the last roll-up is forgotten.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="rows">The cache of live rows.</param>
/// <param name="damaged">Sets aside blocks that cannot be read.</param>
/// <param name="site">The site.</param>
/// <param name="partitionsOf">Returns the partitions that may have live rows of the site now: its own, and those that took its messages
/// while its own refused them.</param>
internal sealed class LiveHours(
    ITableStore tables,
    LiveRowCache rows,
    DamagedRows damaged,
    SiteEntry site,
    Func<CancellationToken, ValueTask<IReadOnlyList<int>>> partitionsOf
)
{
    private const int Attempts = 4;

    /// <summary>Rows whose bodies are in memory at a time; the largest have 1 MiB.</summary>
    private const int RowsAtATime = 16;

    /// <summary>With more known repetitions of ids without a timestamp, a roll-up makes all ids be read again.</summary>
    private const int MaxRepetitions = 65_536;

    private static long _lastStamp;
    private readonly int _bucket = Partitioner.BucketOf(site.Hash);
    private readonly SortedDictionary<int, LiveCursor> _cursors = [];
    private readonly LiveEntries _entries = new();
    private readonly LiveIds _ids = new();
    private readonly EventIdTable _storedIds = new(tables);
    private readonly EventIdCache _knownIds = new();
    private readonly LiveParts _parts = new(rows, site.Site.Id);
    private List<long>? _versions;
    private int _rewrites;

    /// <summary>The first hour with events, Unix seconds; null without any.</summary>
    public long? FirstHour => _entries.FirstHour;

    /// <summary>The repetitions of ids without a timestamp, in the blocks and in stored rows.</summary>
    public UntimedIds Untimed { get; private set; } = UntimedIds.None;

    /// <summary>
    /// A number that changes when a row arrives late with messages before known rows, so that earlier reads lack it, and when rows were
    /// rewritten, so that earlier reads have too much.
    /// </summary>
    public int Generation { get; private set; }

    /// <summary>A number that changes when known blocks are rolled up, so that an earlier choice of rollups may lack them.</summary>
    public int Epoch { get; private set; }

    /// <summary>A number, unique in the process, that changes with any change of the blocks.</summary>
    public long Stamp { get; private set; } = Interlocked.Increment(ref _lastStamp);

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => (_entries.Count * 250L) + _ids.Weight + _knownIds.Weight;

    /// <summary>Returns true if any hour of a range has blocks that are not rolled up.</summary>
    public bool Any(long from, long to) => _entries.Any(from, to);

    /// <summary>Returns true if any hour of a range has blocks, rolled up or not.</summary>
    public bool Knows(long from, long to) => _entries.Knows(from, to);

    /// <inheritdoc cref="LiveEntries.FirstHourFrom"/>
    public long? FirstHourFrom(long second) => _entries.FirstHourFrom(second);

    /// <summary>Returns by partition the message up to which all blocks were seen here or in rollups.</summary>
    public Dictionary<int, long> SeenUpTo() => _cursors.ToDictionary(entry => entry.Key, entry => entry.Value.SeenUpTo);

    /// <summary>
    /// Reads the rows up to now, and returns true if all blocks after some messages are known, though some are rolled up already.
    /// </summary>
    /// <param name="seenUpTo">The messages, as <see cref="SeenUpTo"/> returned them earlier.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public async ValueTask<bool> KnowsAllAfterAsync(IReadOnlyDictionary<int, long> seenUpTo, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);

        // Read after the rows: any of them that was deleted before it was read is marked.
        var progress = await RollupProgress.ReadAsync(tables, _bucket, cancellationToken);
        return progress.Rewrites == _rewrites
            && seenUpTo.Keys.All(_cursors.ContainsKey)
            && _cursors.All(entry =>
                seenUpTo.GetValueOrDefault(entry.Key) is var seen && entry.Value.After <= seen && progress.PrunedOf(entry.Key) <= seen
            );
    }

    /// <summary>Returns the blocks of the hours of a range after known messages, in order.</summary>
    /// <param name="from">Inclusive, Unix seconds.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="lastKnown">The last known message, by partition.</param>
    public List<LiveEntry> After(long from, long to, IReadOnlyDictionary<int, long> lastKnown) => _entries.After(from, to, lastKnown);

    /// <inheritdoc cref="LiveParts.PrepareAsync"/>
    public ValueTask PrepareAsync(IEnumerable<LiveEntry> entries, CancellationToken cancellationToken) =>
        _parts.PrepareAsync(entries, cancellationToken);

    /// <inheritdoc cref="LiveParts.LoadAsync"/>
    public ValueTask<List<IRollupPart>?> LoadAsync(IReadOnlyList<LiveEntry> entries, CancellationToken cancellationToken) =>
        _parts.LoadAsync(entries, cancellationToken);

    /// <inheritdoc cref="LiveParts.Clear"/>
    public void ForgetPrepared() => _parts.Clear();

    /// <summary>Removes all blocks.</summary>
    public void Clear()
    {
        Stamp = Interlocked.Increment(ref _lastStamp);
        _versions = null;
        _entries.Clear();
        _ids.Clear();
        _parts.Clear();
        Untimed = UntimedIds.None;
        foreach (var cursor in _cursors.Values)
        {
            cursor.Clear();
        }
    }

    /// <summary>
    /// Reads the rows that were committed since the last refresh. Reads nothing if the tables' versions show no change.
    /// </summary>
    /// <exception cref="IOException">Rows were folded during each of several attempts to read them.</exception>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var partitions = await partitionsOf(cancellationToken);
        var versions = VersionsOf(partitions);
        if (versions is null || _versions is null || !versions.SequenceEqual(_versions))
        {
            await ReadOnAsync(partitions, cancellationToken);
            _versions = versions;
        }
    }

    private List<long>? VersionsOf(IReadOnlyList<int> partitions)
    {
        if (tables is not ITableVersions versioned)
        {
            return null;
        }

        var versions = new List<long>(1 + (2 * partitions.Count)) { RollupProgress.VersionIn(versioned) };
        foreach (var partition in partitions)
        {
            versions.Add(partition);
            versions.Add(versioned.VersionOf(TableNames.Live, LiveRow.PartitionKey(partition)));
        }

        return versions;
    }

    private async ValueTask ReadOnAsync(IReadOnlyList<int> partitions, CancellationToken cancellationToken)
    {
        var progress = await RollupProgress.ReadAsync(tables, _bucket, cancellationToken);
        if (progress.Rewrites != _rewrites)
        {
            // Days that were read hold what was erased since.
            _rewrites = progress.Rewrites;
            Clear();
            Generation++;
        }

        if (_cursors.Keys.Except(partitions).Any())
        {
            Clear();
            _cursors.Clear();
            Epoch++;
        }

        MoveTo(progress);
        foreach (var partition in partitions.Where(partition => !_cursors.ContainsKey(partition)))
        {
            _cursors.Add(partition, new(progress.Of(partition)));
            _entries.RollUp(partition, progress.Of(partition));
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var isRead = true;
            var seenUpTo = SeenUpTo();
            foreach (var (partition, cursor) in _cursors)
            {
                isRead = isRead && await TryReadOnAsync(partition, cursor, cancellationToken);
            }

            if (isRead && await KnowsAllIdsAfterAsync(seenUpTo, cancellationToken))
            {
                return;
            }

            Clear();
        }

        throw new IOException(
            $"The live rows of bucket {_bucket} in the partitions {string.Join(", ", _cursors.Keys)} were replaced {Attempts} "
                + "times while a query read them; ask again."
        );
    }

    /// <summary>Notes what was rolled up since the last refresh.</summary>
    private void MoveTo(RollupProgress progress)
    {
        var isMoved = false;
        foreach (var (partition, cursor) in _cursors.Where(cursor => cursor.Value.RolledUp != progress.Of(cursor.Key)))
        {
            isMoved = true;
            cursor.MoveTo(progress.Of(partition));
            _entries.RollUp(partition, cursor.RolledUp);
        }

        if (!isMoved)
        {
            return;
        }

        Epoch++;
        Stamp = Interlocked.Increment(ref _lastStamp);
        _ids.RollUp(progress.Of);
        if (Untimed.Count > MaxRepetitions)
        {
            Clear();
        }
    }

    /// <summary>
    /// Returns true if no row after some messages was deleted before it was read. Its ids could decide which of the known ones count.
    /// </summary>
    private async ValueTask<bool> KnowsAllIdsAfterAsync(IReadOnlyDictionary<int, long> seenUpTo, CancellationToken cancellationToken)
    {
        if (_ids.Count == 0)
        {
            return true;
        }

        var progress = await RollupProgress.ReadAsync(tables, _bucket, cancellationToken);
        return _cursors.Keys.All(partition => progress.PrunedOf(partition) <= seenUpTo[partition]);
    }

    private async ValueTask<bool> TryReadOnAsync(int partition, LiveCursor cursor, CancellationToken cancellationToken)
    {
        var heads = new List<(TableRow Row, SequenceRange Range)>();
        var liveRows = tables.ReadRangeAsync(
            TableNames.Live,
            LiveRow.PartitionKey(partition),
            cursor.LastKey is null ? LiveRow.RowKey(_bucket, cursor.After + 1) : cursor.LastKey + " ",
            LiveRow.BucketEnd(_bucket),
            headsOnly: true,
            cancellationToken
        );
        await foreach (var row in liveRows)
        {
            heads.Add((row, LiveRow.ReadHead(row).Range));
        }

        if (heads.Count == 0)
        {
            return true;
        }

        // A message that is larger than a transaction is committed in several.
        if (cursor.LastKey is not null && heads.Any(head => head.Range == cursor.Seen))
        {
            Generation++;
            return false;
        }

        if (heads.Any(head => IsFoldedFrom(head.Range, cursor.Seen) && !HasLastRow(head.Range, cursor.Seen, heads)))
        {
            return false;
        }

        var (seen, taken) = Choose(cursor.Seen, heads);
        Stamp = Interlocked.Increment(ref _lastStamp);
        var (ids, isRead) = (new HashSet<ulong>(), false);
        try
        {
            foreach (var some in taken.Chunk(RowsAtATime))
            {
                if (await rows.ReadAsync(some, cancellationToken) is not { } bodies)
                {
                    return false;
                }

                foreach (var body in bodies)
                {
                    await damaged.AddAsync(body, Add(partition, body, ids), cancellationToken);
                }
            }

            await ResolveAsync(ids, cancellationToken);
            (cursor.Seen, cursor.LastKey) = (seen, heads[^1].Row.RowKey);
            return isRead = true;
        }
        finally
        {
            // Blocks of some of the rows would be added once more by the next refresh.
            if (!isRead)
            {
                Clear();
            }
        }
    }

    /// <summary>Returns true if a row has known messages and others.</summary>
    private static bool IsFoldedFrom(SequenceRange row, SequenceRange seen) => row.First <= seen.Last && row.Last > seen.Last;

    /// <summary>Returns true if the last unknown row of those that were folded into another one is still there.</summary>
    private static bool HasLastRow(SequenceRange folded, SequenceRange seen, List<(TableRow Row, SequenceRange Range)> heads) =>
        heads.Exists(head => head.Range.Last == folded.Last && head.Range.First > seen.Last);

    /// <summary>Chooses rows that cover the new messages, each message once, and returns the range of the last one.</summary>
    private static (SequenceRange Seen, List<TableRow> Taken) Choose(SequenceRange seen, List<(TableRow Row, SequenceRange Range)> heads)
    {
        var taken = new List<TableRow>();
        foreach (var (row, range) in heads.OrderBy(head => head.Range.First).ThenByDescending(head => head.Range.Last))
        {
            // The parts of one large batch have equal ranges.
            if (range.First > seen.Last || range == seen)
            {
                taken.Add(row);
                seen = range;
            }
        }

        taken.Sort((a, b) => string.CompareOrdinal(a.RowKey, b.RowKey));
        return (seen, taken);
    }

    /// <summary>Determines which events with some ids count. Results for other ids stay.</summary>
    private async ValueTask ResolveAsync(HashSet<ulong> ids, CancellationToken cancellationToken)
    {
        if (ids.Count > 0)
        {
            var found = _ids.Of(ids);
            var stored = await _storedIds.ReadAsync(site.Site.Id, found, OnDamage, _knownIds, cancellationToken);
            Untimed = Untimed.With(ids, UntimedIds.Resolve(stored, found));
        }
    }

    private Task OnDamage(TableRow row, TableCorruptException reason) => damaged.AddAsync(row, reason, CancellationToken.None);

    /// <param name="partition">The row's partition.</param>
    /// <param name="row">A row with its body.</param>
    /// <param name="ids">Receives the ids without a timestamp.</param>
    /// <returns>The blocks that cannot be read.</returns>
    private List<DamagedBlock> Add(int partition, TableRow row, HashSet<ulong> ids)
    {
        var head = row with { Body = default };
        var range = LiveRow.ReadHead(row).Range;
        var blocks = LiveRow.ReadBlocks(row, site.Site.Id, out var damagedBlocks);
        foreach (var (_, part) in blocks)
        {
            _entries.Add(new(head, partition, range, part.Period.Start, part.EventCount, part.StoredBytes));
            var untimed = UntimedIds.Of([part]);
            _ids.Add(partition, range, untimed);
            ids.UnionWith(untimed.Select(id => id.Key));
        }

        return damagedBlocks;
    }
}
