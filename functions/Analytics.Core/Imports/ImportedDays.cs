namespace Analytics.Core.Imports;

/// <summary>A range of days.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day.</param>
public sealed record ImportedDays(DateOnly First, DateOnly Last)
{
    /// <summary>Returns true if a day is among them.</summary>
    public bool Contains(DateOnly day) => day >= First && day <= Last;

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
