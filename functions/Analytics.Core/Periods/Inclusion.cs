namespace Analytics.Core.Periods;

/// <summary>
/// The messages of the event log that are included in a rollup: for each partition that contributed, ascending ranges of sequence
/// numbers. A stored rollup has one range per partition, from 0 to the highest number included. Immutable.
/// </summary>
public sealed class Inclusion
{
    /// <summary>No messages.</summary>
    public static readonly Inclusion None = new([]);

    private readonly SortedDictionary<int, SequenceRange[]> _ranges;

    private Inclusion(SortedDictionary<int, SequenceRange[]> ranges) => _ranges = ranges;

    /// <summary>The partitions that contributed, ascending.</summary>
    public IReadOnlyCollection<int> Partitions => _ranges.Keys;

    /// <summary>Number of sequence numbers in all ranges.</summary>
    public long MessageCount => _ranges.Values.Sum(ranges => ranges.Sum(range => range.Last - range.First + 1));

    /// <summary>Creates an inclusion of one range of one partition.</summary>
    public static Inclusion Of(int partition, long first, long last) => new(new() { [partition] = [new(first, last)] });

    /// <summary>Returns the ranges of one partition.</summary>
    public IReadOnlyList<SequenceRange> Ranges(int partition) => _ranges.TryGetValue(partition, out var ranges) ? ranges : [];

    /// <summary>Returns the highest sequence number included, −1 if the partition did not contribute.</summary>
    public long Highest(int partition) => _ranges.TryGetValue(partition, out var ranges) ? ranges[^1].Last : -1;

    /// <summary>Returns true if all messages of <paramref name="other"/> are included.</summary>
    public bool Contains(Inclusion other) =>
        other._ranges.All(entry =>
            entry.Value.All(range => Ranges(entry.Key).Any(own => own.First <= range.First && range.Last <= own.Last))
        );

    /// <summary>Returns true if any message of <paramref name="other"/> is included.</summary>
    public bool Overlaps(Inclusion other) =>
        other._ranges.Any(entry =>
            entry.Value.Any(range => Ranges(entry.Key).Any(own => own.First <= range.Last && range.First <= own.Last))
        );

    /// <summary>Returns true if both include the same messages.</summary>
    internal bool IsSame(Inclusion other) => Contains(other) && other.Contains(this);

    /// <summary>Returns the messages of both; adjacent ranges are joined.</summary>
    public Inclusion Union(Inclusion other)
    {
        var union = new SortedDictionary<int, SequenceRange[]>(_ranges);
        foreach (var (partition, ranges) in other._ranges)
        {
            union[partition] = Normalise([.. Ranges(partition), .. ranges]);
        }

        return new(union);
    }

    /// <summary>Returns the messages that <paramref name="other"/> does not include.</summary>
    internal Inclusion Except(Inclusion other)
    {
        var remaining = new SortedDictionary<int, SequenceRange[]>();
        foreach (var (partition, ranges) in _ranges)
        {
            List<SequenceRange> kept = [.. ranges];
            foreach (var removed in other.Ranges(partition))
            {
                kept =
                [
                    .. kept.SelectMany(range =>
                            (SequenceRange[])
                                [
                                    new(range.First, Math.Min(range.Last, removed.First - 1)),
                                    new(Math.Max(range.First, removed.Last + 1), range.Last),
                                ]
                        )
                        .Where(range => range.First <= range.Last),
                ];
            }

            if (kept.Count > 0)
            {
                remaining[partition] = [.. kept];
            }
        }

        return new(remaining);
    }

    /// <summary>
    /// Returns the inclusion extended to all messages of its partitions up to <paramref name="last"/>; the caller must have read them all.
    /// Partitions that did not contribute are left out.
    /// </summary>
    public Inclusion UpTo(IReadOnlyDictionary<int, long> last)
    {
        var filled = new SortedDictionary<int, SequenceRange[]>();
        foreach (var (partition, ranges) in _ranges)
        {
            filled[partition] = last.TryGetValue(partition, out var highest) ? [new(0, Math.Max(highest, ranges[^1].Last))] : ranges;
        }

        return new(filled);
    }

    internal static Inclusion FromRanges(IEnumerable<KeyValuePair<int, SequenceRange[]>> ranges) => new(new(ranges.ToDictionary()));

    private static SequenceRange[] Normalise(List<SequenceRange> ranges)
    {
        ranges.Sort((a, b) => a.First.CompareTo(b.First));
        var merged = new List<SequenceRange>();
        foreach (var range in ranges)
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1)
            {
                merged[^1] = new(merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            }
            else
            {
                merged.Add(range);
            }
        }

        return [.. merged];
    }
}
