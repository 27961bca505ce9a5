namespace Analytics.Core.Queries.Times;

/// <summary>A resolved date range.</summary>
/// <param name="From">First second, Unix time.</param>
/// <param name="To">End, exclusive; equal to <paramref name="From"/> for a day that the time zone skipped.</param>
/// <param name="Days">Its first and last day if it consists of whole days; otherwise null.</param>
public sealed record TimeRange(long From, long To, (DateOnly First, DateOnly Last)? Days)
{
    /// <summary>Its length in seconds.</summary>
    public long Length => To - From;
}
