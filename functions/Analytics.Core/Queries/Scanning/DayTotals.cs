using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The totals of an open day. Objects that it returned never change. Not thread-safe.</summary>
internal sealed class DayTotals
{
    private readonly RollupPeriod _period;
    private readonly List<PeriodTotals> _stored;
    private readonly SortedDictionary<long, Totals> _hours = [];
    private readonly SortedDictionary<long, TotalsSlot> _corrections = [];

    /// <param name="merged">The rolled-up part of the day, merged without totals.</param>
    /// <param name="stored">Its parts.</param>
    public DayTotals(Rollup merged, IReadOnlyList<IRollupPart> stored)
    {
        _period = merged.Period;
        _stored = [.. stored.Select(part => new PeriodTotals(part.Period, part.Totals))];
        foreach (var (second, counts) in TotalsScan.Corrections(merged.Period, merged.Totals))
        {
            _corrections[second] = counts;
        }
    }

    public IReadOnlyList<PeriodTotals> Parts =>
        [.. _stored, .. _hours.Select(hour => new PeriodTotals(new(RollupTier.Hour, hour.Key), hour.Value))];

    public IReadOnlyList<(long Second, TotalsSlot Counts)> Corrections => [.. _corrections.Select(entry => (entry.Key, entry.Value))];

    /// <summary>Adds a block of an hour.</summary>
    public void Add(IRollupPart part)
    {
        var totals = new Totals();
        if (_hours.TryGetValue(part.Period.Start, out var cached))
        {
            totals.AddAll(cached, part.Period, part.Period);
        }

        totals.AddAll(part.Totals, part.Period, part.Period);
        _hours[part.Period.Start] = totals;
    }

    /// <summary>Replaces the part of the corrections that duplicates caused.</summary>
    public void Correct(Totals before, Totals now)
    {
        foreach (var slot in before.Slots.Keys.Union(now.Slots.Keys))
        {
            var second = _period.Start + ((long)slot * _period.SlotSeconds);
            var counts = _corrections.GetValueOrDefault(second);
            for (var i = 0; i < TotalsSlot.Metrics; i++)
            {
                counts[i] += now.Slots.GetValueOrDefault(slot)[i] - before.Slots.GetValueOrDefault(slot)[i];
            }

            _corrections[second] = counts;
        }
    }
}
