using Analytics.Core.Partitioning;
using Analytics.Core.Sites;

namespace Analytics.Core.Reprocessing;

/// <summary>The registered sites of a job by bucket.</summary>
internal static class SiteBuckets
{
    public static async Task<List<Site>[]> ReadAsync(SiteRegistry sites, ReplayScope scope, CancellationToken cancellationToken)
    {
        var buckets = new List<Site>[Partitioner.Buckets];
        for (var bucket = 0; bucket < buckets.Length; bucket++)
        {
            buckets[bucket] = [];
        }

        await foreach (var site in sites.ReadAllAsync(cancellationToken))
        {
            if (scope.Contains(site.Id))
            {
                buckets[Partitioner.BucketOf(Partitioner.SiteHash(site.Id))].Add(site);
            }
        }

        return buckets;
    }
}
