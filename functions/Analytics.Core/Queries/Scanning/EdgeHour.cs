namespace Analytics.Core.Queries.Scanning;

/// <summary>An hour beside a scan's range as it was read.</summary>
/// <param name="Start">Its first second.</param>
/// <param name="Identity">What it was made of; empty if nothing was there.</param>
internal readonly record struct EdgeHour(long Start, string Identity);
