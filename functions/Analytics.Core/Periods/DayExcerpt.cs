namespace Analytics.Core.Periods;

/// <summary>Some hours of a day rollup, as a part of another rollup. Immutable.</summary>
/// <param name="day">The day, or one of its segments.</param>
/// <param name="hours">The hours.</param>
internal sealed class DayExcerpt(Rollup day, HourSet hours) : IRollupPart
{
    /// <inheritdoc/>
    public RollupPeriod Period => day.Period;

    /// <inheritdoc/>
    public Inclusion Included { get; } = day.Hours?.Of(hours).All ?? Inclusion.None;

    /// <inheritdoc/>
    public HourInclusion? Hours { get; } = day.Hours?.Of(hours);

    /// <inheritdoc/>
    public bool HasIds => day.HasIds;

    /// <inheritdoc/>
    public ulong Threshold => day.Threshold;

    /// <inheritdoc/>
    public int LogicVersion => day.LogicVersion;

    /// <summary>Visits of the whole day: an upper bound.</summary>
    public int VisitCount => day.VisitCount;

    /// <summary>Events of the whole day: an upper bound.</summary>
    public int EventCount => day.EventCount;

    /// <inheritdoc/>
    public Totals Totals { get; } = day.Totals.Of(day.Period, hours);

    /// <inheritdoc/>
    public RevenueTotals RevenueTotals => ((IRollupPart)day).RevenueTotals.Of(day.Period, hours);

    /// <inheritdoc/>
    public void AddTo(RollupDraft draft, int shift, VisitorRange visitors) =>
        RollupUnpacker.AddTo(draft, day, shift, visitors, hours: hours);

    /// <inheritdoc/>
    public IEnumerable<KeyedEvent> Keys() => ((IRollupPart)day).Keys().Where(e => hours.Contains(HourSet.HourOf(e.Second)));
}
