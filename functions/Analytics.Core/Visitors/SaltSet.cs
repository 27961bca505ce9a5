namespace Analytics.Core.Visitors;

/// <summary>The salts that are retained at a moment. Immutable, so a request uses one set throughout.</summary>
/// <param name="Today">The UTC day the set was made for.</param>
/// <param name="TodaysSalt">That day's salt.</param>
/// <param name="YesterdaysSalt">The salt of the day before.</param>
/// <param name="TomorrowsSalt">The salt of the day after once it is made, shortly before midnight; else null.</param>
/// <param name="ImportKey">The key of imported visitors' ids.</param>
public sealed record SaltSet(DateOnly Today, byte[] TodaysSalt, byte[] YesterdaysSalt, byte[]? TomorrowsSalt, byte[] ImportKey)
{
    /// <summary>The salt of a UTC day, or null if it is not retained.</summary>
    /// <param name="dayNumber">As in <see cref="DateOnly.DayNumber"/>.</param>
    public byte[]? Find(int dayNumber) =>
        (dayNumber - Today.DayNumber) switch
        {
            0 => TodaysSalt,
            -1 => YesterdaysSalt,
            1 => TomorrowsSalt,
            _ => null,
        };
}
