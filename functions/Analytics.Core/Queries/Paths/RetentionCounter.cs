using Analytics.Core.Queries.Times;
using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// Counts visitors by the period of their first event and by the periods in which they returned. In an event's marks, bit 0 says that it
/// counts as a first event, bit 1 that it counts as returning. Not thread-safe.
/// </summary>
/// <param name="buckets">The periods.</param>
internal sealed class RetentionCounter(TimeBuckets buckets) : IPathCounter<RetentionCounter>
{
    private readonly int _count = buckets.Starts.Count;

    /// <summary>The visitors by period of their first event.</summary>
    public long[] Sizes { get; } = new long[buckets.Starts.Count];

    /// <summary>The visitors by period of the first event and period of return: index first · periods + return.</summary>
    public long[] Returned { get; } = new long[buckets.Starts.Count * buckets.Starts.Count];

    /// <summary>Visitors with a first event whose id lasts only for the day, so that they cannot be recognised later.</summary>
    public long Unknown { get; private set; }

    /// <inheritdoc/>
    public long Weight => 200 + (8L * (Sizes.Length + Returned.Length));

    /// <inheritdoc/>
    public void Add(ulong visitor, ReadOnlySpan<VisitorEvent> events)
    {
        var (cohort, lastBucket) = (-1, -1);
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

            if (cohort >= 0 && (e.Marks & 2) != 0 && buckets.BucketOf(e.Second) is var bucket && bucket != lastBucket)
            {
                Returned[(cohort * _count) + bucket]++;
                lastBucket = bucket;
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
