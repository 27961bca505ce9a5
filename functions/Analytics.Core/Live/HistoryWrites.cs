using System.Runtime.InteropServices;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;

namespace Analytics.Core.Live;

/// <summary>
/// Notes the buckets with events of many days of a site that are long over, as an import of a site's history brings. A question reads
/// the live rows of each such day, which is slow for hundreds of days, however few their events. Not thread-safe.
/// </summary>
internal sealed class HistoryWrites
{
    /// <summary>Days of a site within an hour of writing, beyond which they are history; late events of clients have fewer.</summary>
    internal const int ManyDays = 12;

    /// <summary>Days of all sites that are remembered.</summary>
    private const int MaxDays = 65_536;

    private readonly Dictionary<ulong, HashSet<long>> _daysOfSite = [];
    private readonly SortedSet<int> _buckets = [];
    private long _hour;
    private int _count;

    /// <summary>Adds an hour of a site with events.</summary>
    /// <param name="siteHash">The site.</param>
    /// <param name="hour">The hour's first second, Unix time.</param>
    /// <param name="at">When it was written; another hour forgets all days.</param>
    public void Add(ulong siteHash, long hour, DateTimeOffset at)
    {
        var now = at.ToUnixTimeSeconds();
        var day = RollupPeriod.Of(RollupTier.Day, hour);
        if (now < day.End + RollupPeriod.Day)
        {
            return;
        }

        var hourOfWriting = now / RollupPeriod.Hour;
        if (hourOfWriting != _hour || _count >= MaxDays)
        {
            (_hour, _count) = (hourOfWriting, 0);
            _daysOfSite.Clear();
        }

        var days = CollectionsMarshal.GetValueRefOrAddDefault(_daysOfSite, siteHash, out _) ??= [];
        if (days.Count <= ManyDays && days.Add(day.Start))
        {
            _count++;
        }

        if (days.Count > ManyDays)
        {
            _buckets.Add(Partitioner.BucketOf(siteHash));
        }
    }

    /// <summary>Returns the buckets to which history was written since their last reset.</summary>
    public IReadOnlyList<int> Buckets() => [.. _buckets];

    /// <summary>Takes a bucket's history for requested.</summary>
    public void Reset(int bucket) => _buckets.Remove(bucket);
}
