namespace Analytics.Core.Queries.Scanning;

/// <summary>One group of a partial result.</summary>
/// <param name="BucketStart">The first second of its time bucket, Unix time.</param>
/// <param name="Values">Its values.</param>
/// <param name="Counts">Its counts.</param>
/// <param name="Shared">Ids of visitors who may also be in other sources, ascending.</param>
/// <param name="Measures">Its sums, read-only; null without any.</param>
internal sealed record PartialGroup(
    long BucketStart,
    string?[] Values,
    GroupCounts Counts,
    ulong[] Shared,
    GroupMeasures? Measures = null
);
