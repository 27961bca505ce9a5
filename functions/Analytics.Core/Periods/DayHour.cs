using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>
/// An hour of a day that has all of its rows and ids, as a part of the hour's own rollup. Counts of events are by minute, because
/// they are computed from the rows; other counts and revenue are at the first minute of the day's slot. Immutable.
/// </summary>
internal sealed class DayHour : IRollupPart
{
    private readonly Rollup _day;
    private readonly int _hour;

    /// <param name="day">The day, with its rows.</param>
    /// <param name="hour">The number of the hour.</param>
    public DayHour(Rollup day, int hour)
    {
        (_day, _hour) = (day, hour);
        Period = new(RollupTier.Hour, day.Period.Start + (hour * RollupPeriod.Hour));
        CountRows();
        AddOtherCounts();
    }

    /// <inheritdoc/>
    public RollupPeriod Period { get; }

    /// <inheritdoc/>
    public Inclusion Included => _day.Hours![_hour];

    /// <inheritdoc/>
    public HourInclusion? Hours => null;

    /// <inheritdoc/>
    public bool HasIds => _day.HasIds;

    /// <inheritdoc/>
    public ulong Threshold => _day.Threshold;

    /// <inheritdoc/>
    public int LogicVersion => _day.LogicVersion;

    /// <summary>Visits of the whole day: an upper bound.</summary>
    public int VisitCount => _day.VisitCount;

    /// <summary>Events of the whole day: an upper bound.</summary>
    public int EventCount => _day.EventCount;

    /// <inheritdoc/>
    public Totals Totals { get; } = new();

    /// <inheritdoc/>
    public RevenueTotals RevenueTotals { get; } = new();

    /// <inheritdoc/>
    public void AddTo(RollupDraft draft, int shift, VisitorRange visitors) =>
        RollupUnpacker.AddTo(draft, _day, shift - (_hour * RollupPeriod.Hour), visitors, hours: HourSet.None.With(_hour));

    /// <inheritdoc/>
    public IEnumerable<KeyedEvent> Keys() => ((IRollupPart)_day).Keys().Where(e => HourSet.HourOf(e.Second) == _hour);

    private void CountRows()
    {
        var draft = new RollupDraft(new TextPool());
        AddTo(draft, 0, VisitorRange.All);
        var (pageview, engagement) = (draft.Pool.Intern(VisitRules.Pageview), draft.Pool.Intern(VisitRules.Engagement));
        for (var row = 0; row < draft.EventCount; row++)
        {
            var slot = draft.Seconds[row] / Period.SlotSeconds;
            if (draft.Names[row] != engagement)
            {
                Totals.Add(slot, TotalsMetric.Events, 1);
            }

            if (draft.Names[row] == pageview)
            {
                Totals.Add(slot, TotalsMetric.Pageviews, 1);
            }
        }
    }

    private void AddOtherCounts()
    {
        foreach (var (slot, counts) in _day.Totals.Of(_day.Period, HourSet.None.With(_hour)).Slots)
        {
            var others = counts;
            (others[TotalsMetric.Events], others[TotalsMetric.Pageviews]) = (0, 0);
            if (((ReadOnlySpan<long>)others).ContainsAnyExcept(0))
            {
                Totals.Add(SlotOf(slot), others);
            }
        }

        foreach (
            var (slot, currency, amountMicros, count) in ((IRollupPart)_day).RevenueTotals.Of(_day.Period, HourSet.None.With(_hour)).All
        )
        {
            RevenueTotals.Add(SlotOf(slot), currency, amountMicros, count);
        }

        int SlotOf(int slotOfDay) => ((slotOfDay * _day.Period.SlotSeconds) - (_hour * RollupPeriod.Hour)) / Period.SlotSeconds;
    }
}
