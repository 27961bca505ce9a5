using Analytics.Core.Periods;
using Analytics.Core.Rollups;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The days of one site in memory. Asking for one takes the same time however many there are, because a question asks for every day and
/// an import may bring tens of thousands. Not thread-safe.
/// </summary>
/// <param name="limits">Sizes of the days.</param>
internal sealed class KeptDays(OpenDayLimits limits)
{
    /// <summary>Days that are kept as long as all but the largest together are no larger than a day may be.</summary>
    private const int FewDays = 12;

    private readonly Dictionary<(long Start, long End, RollupTier Tier), LinkedListNode<KeptDay>> _days = [];

    // The day that was asked for last is the last one.
    private readonly LinkedList<KeptDay> _byAge = new();
    private KeptDay? _largest;
    private long _weight;
    private long _removedAt;

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => _byAge.Sum(static kept => kept.Day.Weight);

    /// <summary>Returns true if a day is kept.</summary>
    public bool Has((long Start, long End, RollupTier Tier) key) => _days.ContainsKey(key);

    /// <summary>Returns a day; null if it is not kept.</summary>
    public KeptDay? Find((long Start, long End, RollupTier Tier) key) => _days.GetValueOrDefault(key)?.Value;

    /// <summary>Adds a day, or replaces it.</summary>
    public void Set(KeptDay kept)
    {
        Remove(kept.Key);
        _days.Add(kept.Key, _byAge.AddLast(kept));
        _weight += kept.Weight;
    }

    /// <summary>Removes a day, if it is kept.</summary>
    public void Remove((long Start, long End, RollupTier Tier) key)
    {
        if (_days.Remove(key, out var node))
        {
            _byAge.Remove(node);
            _weight -= node.Value.Weight;
            _largest = _largest == node.Value ? null : _largest;
        }
    }

    /// <summary>
    /// Records that a kept day was asked for, and its weight now. Removes days without live blocks, and where there is no room for all,
    /// those that were asked for longest ago.
    /// </summary>
    /// <param name="kept">The day.</param>
    /// <param name="stamp">A positive number that changes with the live blocks; see <see cref="LiveHours.Stamp"/>.</param>
    /// <param name="knows">See <see cref="LiveHours.Knows"/>.</param>
    public void Ask(KeptDay kept, long stamp, Func<long, long, bool> knows)
    {
        var node = _days[kept.Key];
        _byAge.Remove(node);
        _byAge.AddLast(node);
        _weight -= kept.Weight;
        var before = kept.Weight;
        kept.Weight = kept.Day.Weight;
        _weight += kept.Weight;
        _largest =
            kept == _largest
                ? kept.Weight < before
                    ? null
                    : kept
                : _largest is not null && kept.Weight > _largest.Weight
                    ? kept
                    : _largest;
        RemoveUnknown(stamp, knows);
        RemoveOldest();
    }

    /// <summary>Removes days whose blocks are forgotten, except the one that was asked for last. Looks when blocks change.</summary>
    private void RemoveUnknown(long stamp, Func<long, long, bool> knows)
    {
        if (_removedAt == stamp)
        {
            return;
        }

        for (var node = _byAge.First!; node.Next is { } next; node = next)
        {
            if (!IsKnown(node.Value))
            {
                Remove(node.Value.Key);
            }
        }

        _removedAt = IsKnown(_byAge.Last!.Value) ? stamp : 0;

        bool IsKnown(KeptDay kept) => knows(kept.Day.Start, kept.Day.End);
    }

    private void RemoveOldest()
    {
        while (_byAge.Count > 1 && _weight > Limit)
        {
            // The largest day, which takes longest to read, is not displaced by others.
            _largest ??= _byAge.MaxBy(static kept => kept.Weight)!;
            if (_weight - _largest.Weight <= Limit)
            {
                return;
            }

            var oldest = _byAge.First!;
            Remove((oldest.Value == _largest ? oldest.Next! : oldest).Value.Key);
        }
    }

    private long Limit => _byAge.Count > FewDays ? limits.MaxOthersWeight : limits.MaxWeight;
}

/// <summary>A day in memory.</summary>
/// <param name="key">Its seconds, and the tier of its rollups.</param>
/// <param name="identity">See <see cref="Identity"/>.</param>
/// <param name="stored">The messages of the rollups that were read.</param>
/// <param name="withIds">The rollups that know their ids separately.</param>
/// <param name="day">The rows.</param>
/// <param name="generation">The generation of the live blocks.</param>
/// <param name="rewriteMark">The mark of rewrites before the rollups were read.</param>
internal sealed class KeptDay(
    (long Start, long End, RollupTier Tier) key,
    string identity,
    IReadOnlyList<PeriodInclusion> stored,
    IReadOnlyList<StoredRollup> withIds,
    OpenDay day,
    int generation,
    string? rewriteMark
)
{
    public (long Start, long End, RollupTier Tier) Key => key;

    /// <summary>Identifies the rollups that it stands for.</summary>
    public string Identity { get; set; } = identity;

    public IReadOnlyList<PeriodInclusion> Stored => stored;

    public IReadOnlyList<StoredRollup> WithIds => withIds;

    public OpenDay Day => day;

    public int Generation => generation;

    public string? RewriteMark => rewriteMark;

    /// <summary>The last message of the blocks that were seen, by partition.</summary>
    public Dictionary<int, long> Seen { get; } = [];

    /// <summary>By partition, the message up to which the day has all of its events.</summary>
    public Dictionary<int, long> SeenUpTo { get; private set; } = [];

    /// <summary>Approximate memory in bytes when it was last asked for.</summary>
    public long Weight { get; set; }

    /// <summary>Notes that the day has some blocks.</summary>
    /// <param name="blocks">All blocks up to now that were not seen before.</param>
    /// <param name="seenUpTo">See <see cref="SeenUpTo"/>.</param>
    public void See(List<LiveEntry> blocks, Dictionary<int, long> seenUpTo)
    {
        foreach (var block in blocks)
        {
            Seen[block.Partition] = Math.Max(Seen.GetValueOrDefault(block.Partition, -1), block.Range.Last);
        }

        SeenUpTo = seenUpTo;
    }
}
