namespace Analytics.Core.Periods;

/// <summary>The messages that are included in a rollup.</summary>
/// <param name="Period">The rollup's period.</param>
/// <param name="Included">The messages that its hours include together.</param>
/// <param name="Hours">The messages by hour, for a day that has them; otherwise null.</param>
internal readonly record struct PeriodInclusion(RollupPeriod Period, Inclusion Included, HourInclusion? Hours)
{
    /// <summary>Returns true if messages are included in an hour.</summary>
    /// <param name="hour">The hour's first second, Unix time.</param>
    /// <param name="messages">The messages.</param>
    public bool Contains(long hour, Inclusion messages) =>
        hour >= Period.Start && hour < Period.End && (Hours?[HourSet.HourOf(hour)] ?? Included).Contains(messages);
}
