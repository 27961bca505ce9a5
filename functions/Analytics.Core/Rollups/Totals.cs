namespace Analytics.Core.Rollups;

/// <summary>
/// Additive counts by slot of time (see <see cref="RollupPeriod.SlotSeconds"/>), exact for sites of any size. Not thread-safe while it is added to.
/// </summary>
public sealed class Totals
{
    private readonly SortedDictionary<int, TotalsSlot> _slots = [];
    private readonly SortedDictionary<(int Slot, string Currency), RevenueTotal> _revenue = new(RevenueOrder.Instance);

    /// <summary>The slots with anything in them, ascending.</summary>
    public IReadOnlyDictionary<int, TotalsSlot> Slots => _slots;

    /// <summary>Revenue, ascending by slot and currency.</summary>
    public IReadOnlyCollection<RevenueTotal> Revenue => _revenue.Values;

    /// <summary>Adds to one count.</summary>
    public void Add(int slot, TotalsMetric metric, long count)
    {
        var counts = _slots.GetValueOrDefault(slot);
        counts[metric] += count;
        _slots[slot] = counts;
    }

    /// <summary>Adds to all counts of a slot.</summary>
    public void Add(int slot, in TotalsSlot counts)
    {
        var sum = _slots.GetValueOrDefault(slot);
        sum.Add(counts);
        _slots[slot] = sum;
    }

    /// <summary>Adds revenue.</summary>
    /// <exception cref="OverflowException">The sum leaves the range of 64 bits, about 9 × 10¹² units.</exception>
    public void AddRevenue(int slot, string currency, long amountMicros, long count)
    {
        var key = (slot, currency);
        var sum = _revenue.GetValueOrDefault(key);
        _revenue[key] = new(slot, currency, checked(sum.AmountMicros + amountMicros), sum.Count + count);
    }

    /// <summary>Adds the totals of a part of this period, or of a shorter period within it.</summary>
    public void AddAll(Totals part, RollupPeriod partPeriod, RollupPeriod period)
    {
        foreach (var (slot, counts) in part._slots)
        {
            Add(Translate(slot), counts);
        }

        foreach (var (_, revenue) in part._revenue)
        {
            AddRevenue(Translate(revenue.Slot), revenue.Currency, revenue.AmountMicros, revenue.Count);
        }

        int Translate(int slot) => partPeriod == period
            ? slot
            : (int)((partPeriod.Start + ((long)slot * partPeriod.SlotSeconds) - period.Start) / period.SlotSeconds);
    }

    /// <summary>The sum of one metric over all slots.</summary>
    public long Sum(TotalsMetric metric)
    {
        long sum = 0;
        foreach (var counts in _slots.Values)
        {
            sum += counts[metric];
        }

        return sum;
    }

    private sealed class RevenueOrder : IComparer<(int Slot, string Currency)>
    {
        public static readonly RevenueOrder Instance = new();

        public int Compare((int Slot, string Currency) x, (int Slot, string Currency) y) =>
            x.Slot != y.Slot ? x.Slot.CompareTo(y.Slot) : string.CompareOrdinal(x.Currency, y.Currency);
    }
}
