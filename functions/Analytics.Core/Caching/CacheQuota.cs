namespace Analytics.Core.Caching;

/// <summary>
/// How many bytes of a cache one question may still occupy, with what it found there and what it adds. A question about more than the
/// cache holds would evict its own first values with its last ones; what it leaves out instead is dropped while it is young, which costs
/// the garbage collector least. Thread-safe.
/// </summary>
/// <param name="bytes">The bytes that it may occupy.</param>
internal sealed class CacheQuota(long bytes)
{
    private long _left = bytes;

    /// <summary>Takes the weight of a value that is cached anyway.</summary>
    public void Take(long weight) => Interlocked.Add(ref _left, -weight);

    /// <summary>Takes the weight of a new value from the quota, unless it does not fit.</summary>
    /// <returns>True if the value fits.</returns>
    public bool TryTake(long weight)
    {
        for (var left = Interlocked.Read(ref _left); left >= weight; )
        {
            var found = Interlocked.CompareExchange(ref _left, left - weight, left);
            if (found == left)
            {
                return true;
            }

            left = found;
        }

        return false;
    }
}
