using Analytics.Core.Periods;
using Analytics.Core.Rollups;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The growing rows of one site. Queries of the site take turns; a query that waited does not read again if another read began after its
/// arrival.
/// </summary>
/// <param name="site">The site.</param>
/// <param name="rollups">The site's rollups.</param>
/// <param name="live">The site's live blocks.</param>
/// <param name="limits">Sizes of its days.</param>
internal sealed class OpenSite(string site, SiteRollups rollups, LiveHours live, OpenDayLimits limits) : IDisposable
{
    /// <summary>Live blocks of following days that are read together: some 30 MB.</summary>
    private const int PreparedBlocks = 65_536;

    /// <summary>The part of a day's events up to which live blocks are merged together with what is rolled up.</summary>
    private const int LiveParts = 2;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly KeptDays _days = new(limits);
    private List<long> _expected = [];
    private long _arrived;
    private long _refreshedFor;

    /// <summary>The live blocks, for use between <see cref="EnterAsync"/> and the disposal of its result.</summary>
    public LiveHours Live => live;

    /// <summary>Sizes of its days.</summary>
    public OpenDayLimits Limits => limits;

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => 2000 + live.Weight + _days.Weight;

    /// <summary>Waits for the query's turn and reads the rows that were committed up to now.</summary>
    /// <returns>An object whose disposal ends the turn.</returns>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        var arrival = Interlocked.Increment(ref _arrived);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_refreshedFor < arrival)
            {
                var latestArrival = Volatile.Read(ref _arrived);
                await live.RefreshAsync(cancellationToken);
                _refreshedFor = latestArrival;
            }
        }
        catch
        {
            _gate.Release();
            throw;
        }

        return new Turn(this);
    }

    /// <summary>Says which days are going to be asked for in this turn, so that those that must be read are read together.</summary>
    /// <param name="days">Their first seconds, Unix time, ascending.</param>
    public void Expect(IEnumerable<long> days) => _expected = [.. days];

    /// <summary>Returns a day, or hours of one, with all its current rows.</summary>
    /// <param name="start">The first second, Unix time.</param>
    /// <param name="end">The end, exclusive.</param>
    /// <param name="heads">Its rollups, without rows.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <exception cref="ReplacedRollupException">Blocks were folded or rolled up since they were read; choose again.</exception>
    public async ValueTask<OpenDay> DayAsync(
        long start,
        long end,
        IReadOnlyCollection<StoredRollup> heads,
        CancellationToken cancellationToken
    )
    {
        var key = KeyOf(start, end, heads);
        var entry = _days.Find(key);
        if (
            entry is null
            || !(entry.Identity == IdentityOf(heads) || await TryGoOnAsync(entry, heads, cancellationToken))
            || entry.Generation != live.Generation
            || !entry.Day.TrySetUntimed(live.Untimed)
        )
        {
            entry = await ReadAsync(key, heads, cancellationToken);
            _days.Set(entry);
        }

        var isAppended = false;
        try
        {
            isAppended = await TryAppendAsync(entry, cancellationToken);
        }
        finally
        {
            // A day that has only some of the blocks must not stay.
            if (!isAppended)
            {
                _days.Remove(key);
            }
        }

        if (!isAppended)
        {
            throw Replaced(start);
        }

        _days.Ask(entry, live.Stamp, live.Knows);
        return entry.Day;
    }

    /// <summary>Returns true if a day, or hours of one, is in memory, though none of its rows may be live any more.</summary>
    /// <param name="start">The first second, Unix time.</param>
    /// <param name="end">The end, exclusive.</param>
    /// <param name="heads">Its rollups.</param>
    public bool HasDay(long start, long end, IReadOnlyCollection<StoredRollup> heads) => _days.Has(KeyOf(start, end, heads));

    /// <summary>Returns the first UTC day, beginning with that of a second, that has rows or live blocks; null without any.</summary>
    /// <param name="from">The second, Unix time.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public async ValueTask<RollupPeriod?> FirstDayAsync(long from, CancellationToken cancellationToken)
    {
        var day = RollupPeriod.Of(RollupTier.Day, from);
        using (await EnterAsync(cancellationToken))
        {
            // Live blocks are known before the rollups are read, so that those that are rolled up in between are not missed.
            long?[] hours = [live.FirstHourFrom(day.Start), await rollups.FirstPeriodAsync(day, cancellationToken)];
            return hours.Min() is { } first ? RollupPeriod.Of(RollupTier.Day, first) : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private void Leave()
    {
        _expected = [];
        live.ForgetPrepared();
        _gate.Release();
    }

    private static (long Start, long End, RollupTier Tier) KeyOf(long start, long end, IReadOnlyCollection<StoredRollup> heads) =>
        (start, end, heads.FirstOrDefault().Rollup?.Period.Tier ?? RollupTier.Hour);

    private static string IdentityOf(IEnumerable<StoredRollup> stored) => string.Join('+', stored.Select(row => row.Identity));

    /// <summary>
    /// Lets a day stand for hours that were written since it was read, if they have only its rows and live blocks that it has or that are
    /// known: reading a large day takes seconds, and every roll-up of its last hour writes that hour again.
    /// </summary>
    /// <returns>False if the day must be read again.</returns>
    /// <exception cref="ReplacedRollupException">Blocks were rolled up since the heads were read; choose again.</exception>
    private async ValueTask<bool> TryGoOnAsync(KeptDay entry, IReadOnlyCollection<StoredRollup> heads, CancellationToken cancellationToken)
    {
        if (!heads.All(IsHour))
        {
            return false;
        }

        var hours = heads.ToDictionary(head => head.Rollup.Period, head => head.Rollup.Included);
        if (!entry.Stored.All(stored => hours.TryGetValue(stored.Period, out var now) && now.Contains(stored.Included)))
        {
            return false;
        }

        // What an hour includes beyond the known messages was rolled up after they were read. So they are read up to now.
        var epoch = live.Epoch;
        var isComplete = await live.KnowsAllAfterAsync(entry.SeenUpTo, cancellationToken);
        if (live.Epoch != epoch)
        {
            // Blocks were rolled up after the heads were read, and may be in hours that these lack.
            throw new ReplacedRollupException(RollupPeriod.Of(RollupTier.Day, entry.Day.Start).RowKey, site);
        }

        if (!isComplete || await rollups.RewriteMarkAsync(cancellationToken) != entry.RewriteMark)
        {
            return false;
        }

        entry.Identity = IdentityOf(heads);
        return true;
    }

    private static bool IsHour(StoredRollup stored) => stored.Rollup.Period.Tier == RollupTier.Hour;

    private async ValueTask<KeptDay> ReadAsync(
        (long Start, long End, RollupTier Tier) key,
        IReadOnlyCollection<StoredRollup> heads,
        CancellationToken cancellationToken
    )
    {
        var (start, end, _) = key;

        // Before the rollups: if the mark is the same later, they were not rewritten in between.
        var mark = heads.All(IsHour) ? await rollups.RewriteMarkAsync(cancellationToken) : null;

        // Identified by the rollups that are loaded, which may be newer than the heads.
        var stored = new List<StoredRollup>();
        foreach (var head in heads)
        {
            // Hours were chosen by the inclusion of their day: if the day was replaced, they must be chosen again.
            var now = IsHour(head)
                ? await rollups.LoadAsync(head, cancellationToken)
                : head with
                {
                    Rollup = await rollups.LoadSameAsync(head, cancellationToken),
                };
            stored.Add(now);
        }

        IReadOnlyList<PeriodInclusion> included = [.. stored.Select(row => row.Rollup.Inclusion)];
        IReadOnlyList<StoredRollup> withIds = [.. heads.Where(head => head.Rollup.Ids is not null)];

        await PrepareAsync(start, cancellationToken);

        // Merged once with all rows, blocks take a part of the time of adding them.
        var blocks = live.After(start, end, new Dictionary<int, long>());
        var missing = MissingOf(blocks, included);
        var textBytes = missing.Sum(static block => OpenDayLimits.TextBytesOf(block.StoredBytes, block.EventCount));
        var isTogether =
            missing.Sum(static block => (long)block.EventCount) <= limits.Sampling.MaxEvents / LiveParts
            && textBytes <= limits.MaxTextBytes;
        var parts = isTogether ? await LoadAsync(missing, withIds, cancellationToken) ?? throw Replaced(start) : [];
        var untimed = live.Untimed;
        var period = RollupPeriod.Of(RollupTier.Day, start);
        var merged = await new DayMerge(rollups, period, stored, parts, untimed, limits, isTogether ? 0 : textBytes).MergeAsync(
            cancellationToken
        );
        var entry = new KeptDay(
            key,
            IdentityOf(stored),
            included,
            withIds,
            new(start, end, [.. stored.Select(row => row.Head)], parts, merged, untimed, limits),
            live.Generation,
            mark
        );
        if (isTogether)
        {
            entry.See(blocks, live.SeenUpTo());
        }

        return entry;
    }

    /// <summary>
    /// Reads the live blocks of an expected day and the following ones, once for each such group of days. Each row may have events of
    /// hundreds of days: read for each of them again, it would take minutes.
    /// </summary>
    private async ValueTask PrepareAsync(long day, CancellationToken cancellationToken)
    {
        var at = _expected.BinarySearch(day);
        if (at < 0)
        {
            return;
        }

        var blocks = new List<LiveEntry>();
        while (at < _expected.Count && blocks.Count < PreparedBlocks)
        {
            // Also of days that are in memory: where there is no room for all, they are the next to go.
            blocks.AddRange(live.After(_expected[at], _expected[at] + RollupPeriod.Day, new Dictionary<int, long>()));
            at++;
        }

        _expected.RemoveRange(0, at);
        await live.PrepareAsync(blocks, cancellationToken);
    }

    private ReplacedRollupException Replaced(long second)
    {
        // Blocks may be in rollups that were written since the heads were read.
        live.Clear();
        return new(RollupPeriod.Of(RollupTier.Day, second).RowKey, site);
    }

    private static List<LiveEntry> MissingOf(List<LiveEntry> blocks, IReadOnlyList<PeriodInclusion> included) =>
        blocks.FindAll(block => block.Messages is var messages && !included.Any(stored => stored.Contains(block.Hour, messages)));

    /// <summary>Loads live blocks without the events of known ids; null if some were folded or rolled up meanwhile.</summary>
    private async ValueTask<IReadOnlyList<IRollupPart>?> LoadAsync(
        List<LiveEntry> blocks,
        IReadOnlyList<StoredRollup> withIds,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<IRollupPart>? parts = await live.LoadAsync(blocks, cancellationToken);
        foreach (var day in parts is null ? [] : withIds)
        {
            parts = await rollups.UnknownAsync(day, parts!, cancellationToken);
        }

        return parts;
    }

    /// <summary>Adds the live blocks that a day lacks.</summary>
    /// <returns>False if they cannot be separated from the blocks that it has.</returns>
    private async ValueTask<bool> TryAppendAsync(KeptDay entry, CancellationToken cancellationToken)
    {
        var blocks = live.After(entry.Day.Start, entry.Day.End, entry.Seen);
        if (blocks.Any(block => block.Range.First <= entry.Seen.GetValueOrDefault(block.Partition, -1)))
        {
            return false;
        }

        var missing = MissingOf(blocks, entry.Stored);
        entry.Day.MakeRoom(missing.Sum(block => (long)block.EventCount));
        foreach (var some in LiveBatches.Of(missing, limits))
        {
            if (await LoadAsync(some, entry.WithIds, cancellationToken) is not { } parts)
            {
                return false;
            }

            entry.Day.Append(parts);
        }

        entry.See(blocks, live.SeenUpTo());
        return true;
    }

    private sealed class Turn(OpenSite open) : IDisposable
    {
        private OpenSite? _open = open;

        public void Dispose() => Interlocked.Exchange(ref _open, null)?.Leave();
    }
}
