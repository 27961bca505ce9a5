using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The totals of an open day. Objects that it returned never change. Not thread-safe.</summary>
internal sealed class DayTotals
{
    /// <summary>Seconds of the slots of corrections: those of an hour, since questions may be about minutes.</summary>
    public const int SlotSeconds = 60;

    private readonly RollupPeriod _period;
    private readonly List<PeriodTotals> _stored;
    private readonly SortedDictionary<long, Totals> _hours = [];
    private readonly SortedDictionary<long, TotalsSlot> _corrections = [];

    /// <param name="period">The day.</param>
    /// <param name="stored">Its rolled-up parts.</param>
    public DayTotals(RollupPeriod period, IReadOnlyList<IRollupPart> stored)
    {
        _period = period;
        _stored = [.. stored.Select(part => new PeriodTotals(part.Period, part.Totals))];
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

    /// <summary>Replaces the part of the corrections that duplicates caused, in slots of <see cref="SlotSeconds"/>.</summary>
    public void Correct(Totals before, Totals now)
    {
        foreach (var slot in before.Slots.Keys.Union(now.Slots.Keys))
        {
            var second = _period.Start + ((long)slot * SlotSeconds);
            var counts = _corrections.GetValueOrDefault(second);
            for (var i = 0; i < TotalsSlot.Metrics; i++)
            {
                counts[i] += now.Slots.GetValueOrDefault(slot)[i] - before.Slots.GetValueOrDefault(slot)[i];
            }

            _corrections[second] = counts;
        }
    }
}
