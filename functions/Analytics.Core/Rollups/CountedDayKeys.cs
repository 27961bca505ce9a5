using System.Globalization;

namespace Analytics.Core.Rollups;

/// <summary>
/// Row keys of the counts of a site's days: <c>c|</c> and the first second of the day in the site's time zone, Unix time in 12 digits.
/// </summary>
public static class CountedDayKeys
{
    /// <summary>The prefix of all of them.</summary>
    public const string Prefix = "c|";

    /// <summary>
    /// Number of events of a UTC day from which on the days of a site are counted once for all questions: a scan reads those of a month
    /// with fewer in some ten milliseconds.
    /// </summary>
    public const int MinEvents = 20_000;

    /// <summary>The latest second that has a key.</summary>
    public const long Latest = 999_999_999_999;

    /// <summary>Returns the row key of the day that begins at a second, or the first one of days that begin at or after it.</summary>
    public static string Of(long start) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Math.Clamp(start, 0, Latest):D12}");
}
