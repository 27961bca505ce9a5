namespace Analytics.Core.Periods;

/// <summary>The messages that had their effect on a rollup.</summary>
/// <param name="Period">The rollup's period.</param>
/// <param name="Included">Messages that all its hours together include.</param>
/// <param name="Hours">By hour, of a day that tells them; else null.</param>
internal readonly record struct PeriodInclusion(RollupPeriod Period, Inclusion Included, HourInclusion? Hours)
{
    /// <summary>True if messages have had their effect on an hour.</summary>
    /// <param name="hour">The hour's first second, Unix time.</param>
    /// <param name="messages">The messages.</param>
    public bool Contains(long hour, Inclusion messages) =>
        hour >= Period.Start && hour < Period.End && (Hours?[HourSet.HourOf(hour)] ?? Included).Contains(messages);
}
