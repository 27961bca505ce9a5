namespace Analytics.Core.Queries.CountedDays;

/// <summary>A day of a site's time zone that may be counted.</summary>
/// <param name="Date">The day.</param>
/// <param name="Start">Its first second, Unix time.</param>
/// <param name="End">Its end, exclusive.</param>
/// <param name="FirstSource">The number of the first UTC day that its counts depend on.</param>
internal readonly record struct DayToCount(DateOnly Date, long Start, long End, long FirstSource)
{
    /// <summary>The end of the numbers of these UTC days, exclusive.</summary>
    public long EndSource => LocalDays.EndSourceOf(End);

    /// <summary>The numbers of these UTC days.</summary>
    public IEnumerable<long> SourceNumbers
    {
        get
        {
            for (var number = FirstSource; number < EndSource; number++)
            {
                yield return number;
            }
        }
    }
}
