namespace Analytics.Core.Periods;

/// <summary>
/// Additive counts by slot of time (see <see cref="RollupPeriod.SlotSeconds"/>), exact for sites of any size. Not thread-safe while it is
/// added to.
/// </summary>
public sealed class Totals
{
    private readonly SortedDictionary<int, TotalsSlot> _slots = [];
    private TotalsSlot _sums;

    /// <summary>The slots with anything in them, ascending.</summary>
    public IReadOnlyDictionary<int, TotalsSlot> Slots => _slots;

    /// <summary>Adds to one count.</summary>
    public void Add(int slot, TotalsMetric metric, long count)
    {
        var counts = _slots.GetValueOrDefault(slot);
        counts[metric] += count;
        _slots[slot] = counts;
        _sums[metric] += count;
    }

    /// <summary>Adds to all counts of a slot.</summary>
    public void Add(int slot, in TotalsSlot counts)
    {
        var sum = _slots.GetValueOrDefault(slot);
        sum.Add(counts);
        _slots[slot] = sum;
        _sums.Add(counts);
    }

    /// <summary>Adds the totals of a part of this period, or of a shorter period within it.</summary>
    public void AddAll(Totals part, RollupPeriod partPeriod, RollupPeriod period)
    {
        foreach (var (slot, counts) in part._slots)
        {
            Add(period.SlotOf(slot, partPeriod), counts);
        }
    }

    /// <summary>Returns the totals of some hours of a day. No slot of a day spans two hours.</summary>
    internal Totals Of(RollupPeriod day, HourSet hours)
    {
        var selected = new Totals();
        foreach (var (slot, counts) in _slots)
        {
            if (hours.Contains(slot * day.SlotSeconds / RollupPeriod.Hour))
            {
                selected.Add(slot, counts);
            }
        }

        return selected;
    }

    /// <summary>Returns the sum of one metric over all slots. O(1), because queries ask for it of each period that they read.</summary>
    public long Sum(TotalsMetric metric) => _sums[metric];
}
