using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries;

/// <summary>
/// Finds a site's first event. The rollups tell the UTC hour without a scan; only where an hour lies in several buckets, as it does in
/// those of minutes and some time zones, its events are scanned.
/// </summary>
public static class FirstEvent
{
    /// <summary>Returns a second in the bucket, and in the day, of the first event, Unix time; null without any.</summary>
    /// <param name="scanner">Scans the rollups.</param>
    /// <param name="site">The site.</param>
    /// <param name="zone">The time zone of the buckets.</param>
    /// <param name="unit">Their unit.</param>
    /// <param name="cancellationToken">Cancels the scan.</param>
    public static async ValueTask<long?> FindAsync(
        IRollupScanner scanner,
        string site,
        ZoneTimeline zone,
        TimeGranularity unit,
        CancellationToken cancellationToken
    )
    {
        if (await scanner.FirstEventAsync(site, cancellationToken) is not { } found)
        {
            return null;
        }

        var hour = RollupPeriod.Of(RollupTier.Hour, found);
        if (BucketOf(hour.Start) == BucketOf(hour.End - 1))
        {
            return found;
        }

        long[] seconds = [.. Enumerable.Range(0, (int)(hour.End - hour.Start)).Select(second => hour.Start + second)];
        var result = await scanner.ScanAsync(
            new(site, hour.Start, hour.End, seconds, BucketsSplitVisits: true, [], null, ScanNeeds.Events),
            cancellationToken
        );
        return result.Groups.Where(group => group[ScanCounter.Events] > 0).Min(group => (int?)group.Bucket) is { } first
            ? seconds[first]
            : found;

        // Imports and the range of all time are of days, whatever the unit; one that is chosen by the range may be minutes.
        long BucketOf(long second) =>
            WallTime.Truncate(
                zone.WallAt(second),
                unit switch
                {
                    TimeGranularity.Auto or TimeGranularity.Minute => TimeGranularity.Minute,
                    TimeGranularity.Hour => TimeGranularity.Hour,
                    _ => TimeGranularity.Day,
                }
            );
    }
}
