using System.Text;
using Analytics.Core.Hashing;

namespace Analytics.Core.EventLog;

/// <summary>Which partition an event goes to: a visitor's events meet in one, a site's live data is in as many as its spread.</summary>
public static class Partitioner
{
    /// <summary>Slices of a partition's live rows; a site is always in one.</summary>
    public const int Buckets = 64;

    /// <summary>The partition of a visitor of a site.</summary>
    /// <param name="siteHash">See <see cref="SiteHash"/>.</param>
    /// <param name="visitor">The visitor id.</param>
    /// <param name="spread">Over how many partitions the site is spread, a power of two.</param>
    /// <param name="partitionCount">Partitions of the log.</param>
    public static int PartitionOf(ulong siteHash, ulong visitor, int spread, int partitionCount) =>
        Partition(siteHash, (int)(XxHash64.Mix(visitor) % (uint)spread), partitionCount);

    /// <summary>The i-th partition of a site, 0 ≤ i &lt; spread.</summary>
    public static int Partition(ulong siteHash, int i, int partitionCount) =>
        (int)((XxHash64.Mix(siteHash) + (uint)i) % (uint)partitionCount);

    /// <summary>The site's slice of live rows.</summary>
    public static int BucketOf(ulong siteHash) => (int)(siteHash % Buckets);

    /// <summary>The stable hash of a site's name.</summary>
    public static ulong SiteHash(string site) => XxHash64.Hash(Encoding.UTF8.GetBytes(site));
}
