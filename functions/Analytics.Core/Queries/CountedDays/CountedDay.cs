namespace Analytics.Core.Queries.CountedDays;

/// <summary>A counted day of a site's time zone, without its counts. Immutable.</summary>
/// <param name="Zone">The time zone whose day it is.</param>
/// <param name="Start">Its first second, Unix time.</param>
/// <param name="End">Its end, exclusive.</param>
/// <param name="CountedAt">Time at which it was counted, Unix seconds.</param>
/// <param name="FirstSource">The number of the first UTC day whose rows the counts depend on.</param>
/// <param name="Sources">Identities of the rows of that UTC day and the following ones; see <see cref="SourceDays"/>.</param>
internal sealed record CountedDay(string Zone, long Start, long End, long CountedAt, long FirstSource, IReadOnlyList<ulong> Sources)
{
    /// <summary>
    /// True if visitors may have been there days before; otherwise all have daily ids, and may have been there the day before alone, at
    /// midnight.
    /// </summary>
    public bool HasLastingVisitors => FirstSource < LocalDays.FirstSourceOf(Start);

    /// <summary>Returns the identity that the rows of a UTC day had; null for one that the counts do not depend on.</summary>
    /// <param name="day">The number of the day.</param>
    public ulong? SourceOf(long day) => day >= FirstSource && day < FirstSource + Sources.Count ? Sources[(int)(day - FirstSource)] : null;

    /// <summary>Returns true if the rows that it depends on are those that were counted.</summary>
    /// <param name="first">The number of the first UTC day that matters.</param>
    /// <param name="sources">The present rows, by the number of the UTC day.</param>
    public bool IsCurrent(long first, IReadOnlyDictionary<long, SourceDay> sources)
    {
        for (var number = Math.Max(first, FirstSource); number < LocalDays.EndSourceOf(End); number++)
        {
            if (sources[number].Identity is not { } identity || SourceOf(number) != identity)
            {
                return false;
            }
        }

        return true;
    }
}
