using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries;

/// <summary>
/// Finds the second of a site's first event. The rollups tell the UTC hour without a scan; time zones and buckets of minutes need more.
/// </summary>
public static class FirstEvent
{
    /// <summary>Returns the second of the first event, Unix time; null without any.</summary>
    /// <param name="scanner">Scans the rollups.</param>
    /// <param name="site">The site.</param>
    /// <param name="cancellationToken">Cancels the scan.</param>
    public static async ValueTask<long?> FindAsync(IRollupScanner scanner, string site, CancellationToken cancellationToken)
    {
        if (await scanner.FirstEventAsync(site, cancellationToken) is not { } found)
        {
            return null;
        }

        var hour = RollupPeriod.Of(RollupTier.Hour, found);
        long[] seconds = [.. Enumerable.Range(0, (int)(hour.End - hour.Start)).Select(second => hour.Start + second)];
        var result = await scanner.ScanAsync(
            new(site, hour.Start, hour.End, seconds, BucketsSplitVisits: true, [], null, ScanNeeds.Events),
            cancellationToken
        );
        return result.Groups.Where(group => group[ScanCounter.Events] > 0).Min(group => (int?)group.Bucket) is { } first
            ? seconds[first]
            : found;
    }
}
