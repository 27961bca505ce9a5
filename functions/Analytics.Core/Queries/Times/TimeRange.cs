namespace Analytics.Core.Queries.Times;

/// <summary>A date range with its edges.</summary>
/// <param name="From">First second, Unix time.</param>
/// <param name="To">End, exclusive; equal to <paramref name="From"/> for a day that the zone skipped.</param>
/// <param name="Days">Its first and last day, when it consists of whole days; else null.</param>
public sealed record TimeRange(long From, long To, (DateOnly First, DateOnly Last)? Days)
{
    /// <summary>Its length in seconds.</summary>
    public long Length => To - From;
}
