using System.Runtime.CompilerServices;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The counts of one time bucket and one combination of dimension values, by <see cref="ScanCounter"/>. Exact unless sampled; otherwise
/// estimates, already scaled.
/// </summary>
public sealed class ScanGroup
{
    /// <summary>Approximate bytes of the place of a group in a dictionary of groups.</summary>
    internal const long PlaceBytes = 60;

    private Counts _counts;

    /// <summary>An empty group of the first time bucket, without values.</summary>
    public static ScanGroup Empty { get; } = new() { Bucket = 0, Values = [] };

    /// <summary>Creates an empty group.</summary>
    /// <param name="bucket">Its time bucket.</param>
    /// <param name="values">Its values.</param>
    public static ScanGroup EmptyAt(int bucket, string?[] values) => new() { Bucket = bucket, Values = values };

    /// <summary>Approximate memory in bytes.</summary>
    internal long Weight => BytesOf(Values.Length) + (Measures?.Weight ?? 0);

    /// <summary>Index into <see cref="ScanRequest.BucketStarts"/>.</summary>
    public required int Bucket { get; init; }

    /// <summary>
    /// The stored values in the order of <see cref="ScanRequest.Dimensions"/>; null for a property that the event lacks, empty if not
    /// set.
    /// </summary>
    public required string?[] Values { get; init; }

    /// <summary>Gets or sets one count.</summary>
    public double this[ScanCounter counter]
    {
        get => _counts[(int)counter];
        set => _counts[(int)counter] = value;
    }

    /// <summary>Sums over single events and visits; null without any.</summary>
    internal GroupMeasures? Measures { get; set; }

    /// <summary>
    /// By n, the visitors of the group's time bucket who were last in the group of the same values n buckets before, up to
    /// <see cref="ReturnCounts.Longest"/>; empty if there are none, and unless <see cref="ScanRequest.TellsReturns"/>.
    /// </summary>
    internal ReadOnlyMemory<int> Returns { get; set; }

    /// <summary>Returns the approximate memory of a group without measures, in bytes.</summary>
    /// <param name="dimensions">Number of values.</param>
    internal static long BytesOf(int dimensions) => 168 + (8L * dimensions);

    /// <summary>Adds the counts and sums of another group, which does not change.</summary>
    /// <param name="other">A group of any bucket and values.</param>
    internal void Add(ScanGroup other)
    {
        for (var counter = ScanCounter.Visitors; counter <= ScanCounter.Duplicates; counter++)
        {
            this[counter] += other[counter];
        }

        if (other.Measures is { } measures)
        {
            (Measures ??= new()).Add(measures);
        }
    }

    [InlineArray((int)ScanCounter.Duplicates + 1)]
    private struct Counts
    {
        private double _first;
    }
}
