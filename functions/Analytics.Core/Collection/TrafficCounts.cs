using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;
using Analytics.Core.Sites;

namespace Analytics.Core.Collection;

/// <summary>
/// Counts a request's events by kind, site and minute, so that many of them become one row. Not thread-safe.
/// </summary>
internal sealed class TrafficCounts
{
    private const long Minute = 60_000;

    private readonly List<(SiteEntry Site, TrafficKind Kind, long Minute, int Count)> _counts = [];

    public void Add(SiteEntry site, TrafficKind kind, long timestampMilliseconds)
    {
        var minute = Math.DivRem(timestampMilliseconds, Minute).Quotient;

        // Only the last few entries are searched, because the events of a batch are mostly of one site and in order.
        for (var i = _counts.Count - 1; i >= 0 && i >= _counts.Count - 8; i--)
        {
            var count = _counts[i];
            if (ReferenceEquals(count.Site, site) && count.Kind == kind && count.Minute == minute)
            {
                _counts[i] = count with { Count = count.Count + 1 };
                return;
            }
        }

        _counts.Add((site, kind, minute, 1));
    }

    public void WriteTo(SegmentSet segments)
    {
        foreach (var (site, kind, minute, count) in _counts)
        {
            segments
                .For(Partitioner.PartitionOf(site.Hash, segments.PartitionCount))
                .AddTraffic(kind, minute * Minute, site.Utf8Id, count);
        }
    }

    public void Reset() => _counts.Clear();
}
