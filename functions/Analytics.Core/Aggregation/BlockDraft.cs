using Analytics.Core.Rollups;
using Analytics.Core.Text;

namespace Analytics.Core.Aggregation;

/// <summary>What a batch has of one site and hour, before it becomes a block. Reusable; not thread-safe.</summary>
internal sealed class BlockDraft(TextPool pool)
{
    private readonly TotalsSlot[] _slots = new TotalsSlot[60];
    private readonly List<(int Slot, int Currency, long AmountMicros)> _revenue = [];

    public RollupDraft Rows { get; } = new(pool);

    public int Site { get; private set; }

    public ulong SiteHash { get; private set; }

    public long Hour { get; private set; }

    /// <summary>The numbers of its events, in log order.</summary>
    public List<double> Values { get; } = [];

    public void Start(int site, ulong siteHash, long hour)
    {
        Site = site;
        SiteHash = siteHash;
        Hour = hour;
        Array.Clear(_slots);
        _revenue.Clear();
        Values.Clear();
        Rows.Clear();
    }

    public void Count(long second, TotalsMetric metric, long count) =>
        _slots[(int)(second - Hour) / 60][metric] += count;

    public void AddRevenue(long second, int currency, long amountMicros) =>
        _revenue.Add(((int)(second - Hour) / 60, currency, amountMicros));

    public Totals Totals()
    {
        var totals = new Totals();
        for (var slot = 0; slot < _slots.Length; slot++)
        {
            for (var metric = 0; metric < TotalsSlot.Metrics; metric++)
            {
                if (_slots[slot][metric] != 0)
                {
                    totals.Add(slot, _slots[slot]);
                    break;
                }
            }
        }

        foreach (var (slot, currency, amount) in _revenue)
        {
            totals.AddRevenue(slot, pool.GetString(currency), amount, 1);
        }

        return totals;
    }
}
