namespace Analytics.Core.Queries.Scanning;

/// <summary>Compares groups by time bucket and values.</summary>
internal sealed class GroupKeyComparer : IEqualityComparer<(long Bucket, string?[] Values)>
{
    public static readonly GroupKeyComparer Instance = new();

    public bool Equals((long Bucket, string?[] Values) x, (long Bucket, string?[] Values) y) =>
        x.Bucket == y.Bucket && x.Values.AsSpan().SequenceEqual(y.Values);

    public int GetHashCode((long Bucket, string?[] Values) key)
    {
        var hash = default(HashCode);
        hash.Add(key.Bucket);
        foreach (var value in key.Values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
