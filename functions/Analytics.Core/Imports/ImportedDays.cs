namespace Analytics.Core.Imports;

/// <summary>A range of days.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day.</param>
public sealed record ImportedDays(DateOnly First, DateOnly Last)
{
    /// <summary>Returns true if a day is among them.</summary>
    public bool Contains(DateOnly day) => day >= First && day <= Last;

    /// <summary>Returns ranges in words for a message, such as <c>2026-03-01, 2026-03-05 to 2026-03-09 and 3 more ranges</c>.</summary>
    /// <param name="ranges">The ranges.</param>
    public static string Text(IReadOnlyList<ImportedDays> ranges)
    {
        const int named = 10;
        var texts = ranges
            .Take(named)
            .Select(range =>
                range.First == range.Last ? $"{range.First:yyyy-MM-dd}" : $"{range.First:yyyy-MM-dd} to {range.Last:yyyy-MM-dd}"
            );
        return string.Join(", ", texts) + (ranges.Count > named ? $" and {ranges.Count - named} more ranges" : string.Empty);
    }

    /// <summary>Returns days as ascending ranges.</summary>
    /// <param name="days">The days, in any order.</param>
    public static IReadOnlyList<ImportedDays> Of(IEnumerable<DateOnly> days) => Join(days.Select(day => new ImportedDays(day, day)), 1);

    /// <summary>Returns ranges in ascending order, joined where they overlap or are near.</summary>
    /// <param name="ranges">The ranges, in any order.</param>
    /// <param name="distance">The number of days from the last day of a range to the first of the next at which both are joined.</param>
    public static IReadOnlyList<ImportedDays> Join(IEnumerable<ImportedDays> ranges, int distance)
    {
        var joined = new List<ImportedDays>();
        foreach (var range in ranges.OrderBy(range => range.First))
        {
            if (joined.Count > 0 && range.First.DayNumber - joined[^1].Last.DayNumber <= distance)
            {
                joined[^1] = joined[^1] with { Last = range.Last > joined[^1].Last ? range.Last : joined[^1].Last };
            }
            else
            {
                joined.Add(range);
            }
        }

        return joined;
    }

    /// <summary>Returns the days of some ranges that are within another one.</summary>
    /// <param name="ranges">The ranges.</param>
    /// <param name="within">The other one.</param>
    public static IReadOnlyList<ImportedDays> Within(IEnumerable<ImportedDays> ranges, ImportedDays within) =>
        [
            .. ranges
                .Where(range => range.First <= within.Last && range.Last >= within.First)
                .Select(range => new ImportedDays(
                    range.First > within.First ? range.First : within.First,
                    range.Last < within.Last ? range.Last : within.Last
                )),
        ];

    /// <summary>Returns the days of some ranges that are in none of the others.</summary>
    /// <param name="ranges">The ranges.</param>
    /// <param name="others">The days to leave out.</param>
    public static IReadOnlyList<ImportedDays> Without(IReadOnlyList<ImportedDays> ranges, IEnumerable<ImportedDays> others)
    {
        foreach (var other in others)
        {
            ranges = [.. ranges.SelectMany(range => range.Without(other))];
        }

        return ranges;
    }

    private IEnumerable<ImportedDays> Without(ImportedDays other)
    {
        if (other.Last < First || other.First > Last)
        {
            yield return this;
            yield break;
        }

        if (other.First > First)
        {
            yield return new(First, other.First.AddDays(-1));
        }

        if (other.Last < Last)
        {
            yield return new(other.Last.AddDays(1), Last);
        }
    }
}
