namespace Analytics.Core.Queries.Scanning;

/// <summary>The counts of some segments for a scan, in the site's numbers of texts. Immutable.</summary>
/// <param name="Texts">The numbering of the texts.</param>
/// <param name="Dimensions">Number of dimensions.</param>
/// <param name="BucketStarts">The first second of each group's time bucket, Unix time.</param>
/// <param name="Codes">The codes of the groups, one group after another: one number per dimension, then a place for the time
/// bucket.</param>
/// <param name="Counts">The counts of each group.</param>
/// <param name="MatchingVisitors">Number of distinct visitors behind the counts, summed over the segments.</param>
internal sealed record Contribution(
    SiteTexts Texts,
    int Dimensions,
    long[] BucketStarts,
    int[] Codes,
    GroupCounts[] Counts,
    int MatchingVisitors
)
{
    /// <summary>Sums of each group, read-only; null if the scan has no sums.</summary>
    public IReadOnlyList<GroupMeasures?>? Measures { get; init; }

    /// <summary>True if any of the segments has a visitor with an id that lasts longer than a day.</summary>
    public bool HasLastingVisitors { get; init; }

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight =>
        200
        + (Measures?.Sum(group => 8 + (group?.Weight ?? 0)) ?? 0)
        + (Counts.Length * (12L + (GroupCounts.Counters * 8L) + (Dimensions * 4L)));

    /// <summary>Returns the codes of a group.</summary>
    public ReadOnlySpan<int> CodesOf(int group) => Codes.AsSpan(group * (Dimensions + 1), Dimensions + 1);

    /// <summary>Returns the values of a group.</summary>
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
