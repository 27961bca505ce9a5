using Analytics.Core.Queries.Times;
using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// Counts visitors by the period of their first event, and in which later periods they came back. Bit 0 of an event's marks says that it
/// is a first event, bit 1 that it counts as coming back. Not thread-safe.
/// </summary>
/// <param name="buckets">The periods.</param>
internal sealed class RetentionCounter(TimeBuckets buckets) : IPathCounter<RetentionCounter>
{
    private readonly int _count = buckets.Starts.Count;

    /// <summary>By period, the visitors whose first event lies in it.</summary>
    public long[] Sizes { get; } = new long[buckets.Starts.Count];

    /// <summary>By period of the first event and period of coming back, the visitors.</summary>
    public long[] Returned { get; } = new long[buckets.Starts.Count * buckets.Starts.Count];

    /// <summary>Visitors with a first event whose id does not last, who can't be known again.</summary>
    public long Unknown { get; private set; }

    /// <inheritdoc/>
    public long Weight => 200 + (8L * (Sizes.Length + Returned.Length));

    /// <inheritdoc/>
    public void Add(ulong visitor, ReadOnlySpan<VisitorEvent> events)
    {
        var (cohort, last) = (-1, -1);
        foreach (var e in events)
        {
            if (cohort < 0 && (e.Marks & 1) != 0)
            {
                if ((visitor & 1) == 0)
                {
                    Unknown++;
                    return;
                }

                cohort = buckets.BucketOf(e.Second);
                Sizes[cohort]++;
            }

            if (cohort >= 0 && (e.Marks & 2) != 0 && buckets.BucketOf(e.Second) is var bucket && bucket != last)
            {
                Returned[(cohort * _count) + bucket]++;
                last = bucket;
            }
        }
    }

    /// <inheritdoc/>
    public void Add(RetentionCounter other)
    {
        Unknown += other.Unknown;
        for (var i = 0; i < Sizes.Length; i++)
        {
            Sizes[i] += other.Sizes[i];
        }

        for (var i = 0; i < Returned.Length; i++)
        {
            Returned[i] += other.Returned[i];
        }
    }
}
