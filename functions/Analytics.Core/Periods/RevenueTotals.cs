namespace Analytics.Core.Periods;

/// <summary>Revenue by slot of time and currency, exact for sites of any size. Not thread-safe while it is added to.</summary>
internal sealed class RevenueTotals
{
    private readonly SortedDictionary<(int Slot, string Currency), RevenueTotal> _totals = new(Order.Instance);

    /// <summary>The sums, ascending by slot and currency.</summary>
    public IReadOnlyCollection<RevenueTotal> All => _totals.Values;

    /// <summary>Adds to a sum.</summary>
    public void Add(int slot, string currency, Int128 amountMicros, long count)
    {
        var sum = _totals.GetValueOrDefault((slot, currency));
        _totals[(slot, currency)] = new(slot, currency, sum.AmountMicros + amountMicros, sum.Count + count);
    }

    /// <summary>Adds the sums of a part of this period, or of a shorter period within it.</summary>
    public void AddAll(RevenueTotals part, RollupPeriod partPeriod, RollupPeriod period)
    {
        foreach (var (slot, currency, amountMicros, count) in part.All)
        {
            Add(period.SlotOf(slot, partPeriod), currency, amountMicros, count);
        }
    }

    /// <summary>The sums of some hours of a day.</summary>
    public RevenueTotals Of(RollupPeriod day, HourSet hours)
    {
        var selected = new RevenueTotals();
        foreach (var (slot, currency, amountMicros, count) in All)
        {
            if (hours.Contains(slot * day.SlotSeconds / RollupPeriod.Hour))
            {
                selected.Add(slot, currency, amountMicros, count);
            }
        }

        return selected;
    }

    private sealed class Order : IComparer<(int Slot, string Currency)>
    {
        public static readonly Order Instance = new();

        public int Compare((int Slot, string Currency) x, (int Slot, string Currency) y) =>
            x.Slot != y.Slot ? x.Slot.CompareTo(y.Slot) : string.CompareOrdinal(x.Currency, y.Currency);
    }
}

/// <summary>Revenue of one slot in one currency.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="AmountMicros">Sum in millionths of the currency's unit; 128 bits hold the sum of 10¹⁹ events of the largest
/// amount.</param>
/// <param name="Count">Events with revenue.</param>
public readonly record struct RevenueTotal(int Slot, string Currency, Int128 AmountMicros, long Count);
