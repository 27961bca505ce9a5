using System.Text;
using Analytics.Core.Hashing;

namespace Analytics.Core.Partitioning;

/// <summary>Assigns sites to partitions of the log and to buckets: all events of a site are in one partition, in order.</summary>
public static class Partitioner
{
    /// <summary>Number of buckets into which the live rows of a partition are divided.</summary>
    public const int Buckets = 64;

    /// <summary>The numbers of all buckets.</summary>
    public static IEnumerable<int> AllBuckets => Enumerable.Range(0, Buckets);

    /// <summary>Returns the partition of a site.</summary>
    /// <param name="siteHash">The site's <see cref="SiteHash"/>.</param>
    /// <param name="partitionCount">Partitions of the log.</param>
    public static int PartitionOf(ulong siteHash, int partitionCount) => (int)(XxHash64.Mix(siteHash) % (uint)partitionCount);

    /// <summary>Returns the bucket of a site.</summary>
    public static int BucketOf(ulong siteHash) => (int)(siteHash % Buckets);

    /// <summary>Returns the stable hash of a site's name.</summary>
    public static ulong SiteHash(string site) => XxHash64.Hash(Encoding.UTF8.GetBytes(site));
}
