namespace Analytics.Core.Queries.Scanning;

/// <summary>Contribution of some segments to a scan, in the site's numbers of texts. Immutable.</summary>
/// <param name="Texts">The numbering that the numbers belong to.</param>
/// <param name="Dimensions">How many dimensions there are.</param>
/// <param name="BucketStarts">The first second of each group's time bucket, Unix time.</param>
/// <param name="Codes">Of each group, one behind the other: a number of each dimension, then a place for the time bucket.</param>
/// <param name="Counts">The counts of each group.</param>
/// <param name="MatchingVisitors">Distinct visitors of each segment that the counts rest on, added up.</param>
internal sealed record Contribution(
    SiteTexts Texts,
    int Dimensions,
    long[] BucketStarts,
    int[] Codes,
    GroupCounts[] Counts,
    int MatchingVisitors
)
{
    /// <summary>Sums of each group, not to be changed; null if nothing is added up.</summary>
    public IReadOnlyList<GroupMeasures?>? Measures { get; init; }

    /// <summary>About how much memory it takes, in bytes.</summary>
    public long Weight =>
        200
        + (Measures?.Sum(group => 8 + (group?.Weight ?? 0)) ?? 0)
        + (Counts.Length * (12L + (GroupCounts.Counters * 8L) + (Dimensions * 4L)));

    /// <summary>The codes of a group.</summary>
    public ReadOnlySpan<int> CodesOf(int group) => Codes.AsSpan(group * (Dimensions + 1), Dimensions + 1);

    /// <summary>The values of a group.</summary>
    public string?[] ValuesOf(int group, CompiledScan scan)
    {
        var values = new string?[Dimensions];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = scan.Needs.Numbers[scan.Groups[i]][Codes[(group * (Dimensions + 1)) + i]];
        }

        return values;
    }
}
