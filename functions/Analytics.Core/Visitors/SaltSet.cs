namespace Analytics.Core.Visitors;

/// <summary>The salts that are retained at a moment. Immutable, so a request uses one set throughout.</summary>
/// <param name="Today">The UTC day of the set.</param>
/// <param name="TodaysSalt">That day's salt.</param>
/// <param name="YesterdaysSalt">The salt of the day before.</param>
/// <param name="TomorrowsSalt">The salt of the day after, which is created shortly before midnight; otherwise null.</param>
/// <param name="ImportKey">The key for ids of imported visitors.</param>
public sealed record SaltSet(DateOnly Today, byte[] TodaysSalt, byte[] YesterdaysSalt, byte[]? TomorrowsSalt, byte[] ImportKey)
{
    /// <summary>Returns the salt of a UTC day, or null if it is not retained.</summary>
    /// <param name="dayNumber">The day's <see cref="DateOnly.DayNumber"/>.</param>
    public byte[]? Find(int dayNumber) =>
        (dayNumber - Today.DayNumber) switch
        {
            0 => TodaysSalt,
            -1 => YesterdaysSalt,
            1 => TomorrowsSalt,
            _ => null,
        };
}
