using Analytics.Core.Periods;
using Analytics.Core.Rollups;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The growing rows of one site. Queries of the site take turns: one that waited for another which began to read after it came does not
/// read again.
/// </summary>
/// <param name="site">The site.</param>
/// <param name="rollups">What is rolled up.</param>
/// <param name="live">What is not.</param>
internal sealed class OpenSite(string site, SiteRollups rollups, LiveHours live) : IDisposable
{
    private const int MaxDays = 12;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<(long Start, long End, RollupTier Tier), Entry> _days = [];
    private long _arrived;
    private long _refreshedFor;
    private long _turn;

    /// <summary>The live blocks; only to be used between <see cref="EnterAsync"/> and its end.</summary>
    public LiveHours Live => live;

    /// <summary>About how much memory it takes, in bytes.</summary>
    public long Weight => 2000 + live.Weight + _days.Values.Sum(entry => entry.Day.Weight);

    /// <summary>Waits for its turn and reads what was committed up to now.</summary>
    /// <returns>Ends the turn.</returns>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        var arrival = Interlocked.Increment(ref _arrived);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_refreshedFor < arrival)
            {
                var served = Volatile.Read(ref _arrived);
                await live.RefreshAsync(cancellationToken);
                _refreshedFor = served;
            }
        }
        catch
        {
            _gate.Release();
            throw;
        }

        return new Turn(_gate);
    }

    /// <summary>A day, or hours of one, with all that is there of it.</summary>
    /// <param name="start">The first second, Unix time.</param>
    /// <param name="end">The end, exclusive.</param>
    /// <param name="heads">What is rolled up of it, without rows.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ReplacedRollupException">Blocks were folded or rolled up since they were read; choose again.</exception>
    public async ValueTask<OpenDay> DayAsync(
        long start,
        long end,
        IReadOnlyCollection<StoredRollup> heads,
        CancellationToken cancellationToken
    )
    {
        var key = (start, end, heads.FirstOrDefault().Rollup?.Period.Tier ?? RollupTier.Hour);
        if (
            !_days.TryGetValue(key, out var entry)
            || entry.Identity != IdentityOf(heads)
            || entry.Generation != live.Generation
            || !entry.Day.TryDrop(live.Untimed)
        )
        {
            _days[key] = entry = await ReadAsync(start, end, heads, cancellationToken);
        }

        entry.LastAsked = ++_turn;
        if (!await TryAppendAsync(entry, cancellationToken))
        {
            // Its blocks may be in rollups that were written since the heads were read.
            _days.Remove(key);
            live.Clear();
            throw new ReplacedRollupException(RollupPeriod.Of(RollupTier.Day, start).RowKey, site);
        }

        Forget();
        return entry.Day;
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private static string IdentityOf(IEnumerable<StoredRollup> stored) => string.Join('+', stored.Select(row => row.Identity));

    private async ValueTask<Entry> ReadAsync(
        long start,
        long end,
        IReadOnlyCollection<StoredRollup> heads,
        CancellationToken cancellationToken
    )
    {
        // Named by what is read, which may be newer than the heads.
        var (stored, rows) = (new List<StoredRollup>(), new List<IRollupPart>());
        foreach (var head in heads)
        {
            // The rows of hours were chosen by what the day includes: if it was replaced, they are chosen again.
            var now =
                head.Rollup.Period.Tier == RollupTier.Hour
                    ? await rollups.LoadAsync(head, cancellationToken)
                    : head with
                    {
                        Rollup = await rollups.LoadSameAsync(head, cancellationToken),
                    };
            stored.Add(now);
            rows.AddRange(now.Rollup.Segments is null ? [now.Head] : await rollups.LoadAsync(now, VisitorRange.All, cancellationToken));
        }

        return new(
            IdentityOf(stored),
            [.. stored.Select(row => row.Rollup.Inclusion)],
            [.. heads.Where(head => head.Rollup.Ids is not null)],
            new(start, end, [.. stored.Select(row => row.Head)], live.Untimed, rows),
            live.Generation
        );
    }

    /// <summary>Adds the live blocks that a day lacks.</summary>
    /// <returns>False if they cannot be told from those that it has.</returns>
    private async ValueTask<bool> TryAppendAsync(Entry entry, CancellationToken cancellationToken)
    {
        var blocks = live.After(entry.Day.Start, entry.Day.End, entry.Seen);
        if (blocks.Any(block => block.Range.First <= entry.Seen.GetValueOrDefault(block.Partition, -1)))
        {
            return false;
        }

        var missing = blocks
            .Where(block =>
                !entry.Stored.Any(row => row.Contains(block.Hour, Inclusion.Of(block.Partition, block.Range.First, block.Range.Last)))
            )
            .ToList();
        if (await live.LoadAsync(missing, cancellationToken) is not { } parts)
        {
            return false;
        }

        foreach (var day in entry.WithIds)
        {
            parts = [.. await rollups.UnknownAsync(day, parts, cancellationToken)];
        }

        entry.Day.Append(parts);
        foreach (var block in blocks)
        {
            entry.Seen[block.Partition] = Math.Max(entry.Seen.GetValueOrDefault(block.Partition, -1), block.Range.Last);
        }

        return true;
    }

    private void Forget()
    {
        foreach (var (key, entry) in _days)
        {
            // The one that was asked for now is the last to go.
            if (
                entry.LastAsked < _turn
                && (
                    _days.Count > MaxDays && entry.LastAsked <= _days.Values.Min(other => other.LastAsked)
                    || !live.Any(entry.Day.Start, entry.Day.End)
                )
            )
            {
                _days.Remove(key);
            }
        }
    }

    private sealed record Entry(
        string Identity,
        IReadOnlyList<PeriodInclusion> Stored,
        IReadOnlyList<StoredRollup> WithIds,
        OpenDay Day,
        int Generation
    )
    {
        public Dictionary<int, long> Seen { get; } = [];

        public long LastAsked { get; set; }
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        private SemaphoreSlim? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Release();
    }
}
