using System.Runtime.InteropServices;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The known live blocks of one site by hour. A range is found in O(log n) for n hours with blocks, because a question asks for every
/// day and an import may bring tens of thousands of hours. Blocks stay for a while after they were rolled up, because days in memory may
/// still lack them. Not thread-safe.
/// </summary>
internal sealed class LiveEntries
{
    private readonly SortedSet<long> _hours = [];
    private readonly SortedSet<long> _openHours = [];
    private readonly Dictionary<long, List<(int Number, LiveEntry Entry)>> _entriesOfHour = [];
    private readonly Dictionary<int, long> _rolledUp = [];
    private int _nextNumber;

    /// <summary>Number of blocks.</summary>
    public int Count { get; private set; }

    /// <summary>The first hour with events, Unix seconds; null without any.</summary>
    public long? FirstHour
    {
        get
        {
            foreach (var hour in _hours)
            {
                // A block may have counts of refused events alone.
                if (_entriesOfHour[hour].Exists(numbered => numbered.Entry.EventCount > 0))
                {
                    return hour;
                }
            }

            return null;
        }
    }

    /// <summary>Returns the first hour with blocks, rolled up or not, that starts at a second or later; null without any.</summary>
    public long? FirstHourFrom(long second) =>
        _hours.Count > 0 && _hours.Max >= second ? _hours.GetViewBetween(second, long.MaxValue).Min : null;

    /// <summary>Adds a block, which follows all others of its partition.</summary>
    public void Add(in LiveEntry entry)
    {
        _hours.Add(entry.Hour);
        (CollectionsMarshal.GetValueRefOrAddDefault(_entriesOfHour, entry.Hour, out _) ??= []).Add((_nextNumber++, entry));
        Count++;
        if (!IsRolledUp(entry))
        {
            _openHours.Add(entry.Hour);
        }
    }

    /// <summary>
    /// Sets the last message of a partition that is rolled up, and removes the blocks that were rolled up before. O(n) for n blocks.
    /// </summary>
    public void RollUp(int partition, long rolledUp)
    {
        var before = _rolledUp.GetValueOrDefault(partition, -1);
        _rolledUp[partition] = rolledUp;
        foreach (var (hour, entries) in _entriesOfHour)
        {
            Count -= entries.RemoveAll(numbered => numbered.Entry.Partition == partition && numbered.Entry.Range.Last <= before);
            if (entries.Count == 0)
            {
                _hours.Remove(hour);
                _entriesOfHour.Remove(hour);
            }

            if (!entries.Exists(numbered => !IsRolledUp(numbered.Entry)))
            {
                _openHours.Remove(hour);
            }
        }
    }

    /// <summary>Removes all blocks.</summary>
    public void Clear()
    {
        _hours.Clear();
        _openHours.Clear();
        _entriesOfHour.Clear();
        Count = 0;
    }

    /// <summary>Returns true if any hour of a range has blocks that are not rolled up.</summary>
    /// <param name="from">Inclusive, Unix seconds.</param>
    /// <param name="to">Exclusive.</param>
    public bool Any(long from, long to) => HoursOf(_openHours, from, to).Count > 0;

    /// <summary>Returns true if any hour of a range has blocks, rolled up or not.</summary>
    /// <param name="from">Inclusive, Unix seconds.</param>
    /// <param name="to">Exclusive.</param>
    public bool Knows(long from, long to) => HoursOf(_hours, from, to).Count > 0;

    /// <summary>Returns the blocks of the hours of a range after known messages, in the order in which they were added.</summary>
    /// <param name="from">Inclusive, Unix seconds.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="lastKnown">The last known message, by partition.</param>
    public List<LiveEntry> After(long from, long to, IReadOnlyDictionary<int, long> lastKnown)
    {
        var after = new List<(int Number, LiveEntry Entry)>();
        foreach (var hour in HoursOf(_hours, from, to))
        {
            foreach (var numbered in _entriesOfHour[hour])
            {
                if (numbered.Entry.Range.Last > lastKnown.GetValueOrDefault(numbered.Entry.Partition, -1))
                {
                    after.Add(numbered);
                }
            }
        }

        after.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        return after.ConvertAll(numbered => numbered.Entry);
    }

    private bool IsRolledUp(LiveEntry entry) => entry.Range.Last <= _rolledUp.GetValueOrDefault(entry.Partition, -1);

    private static SortedSet<long> HoursOf(SortedSet<long> hours, long from, long to) =>
        from < to ? hours.GetViewBetween(from, to - 1) : [];
}
