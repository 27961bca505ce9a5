namespace Analytics.Testing.Oracles;

/// <summary>Events that were refused, filtered or dropped as duplicates in a second.</summary>
public sealed record NaiveTraffic(string Site, long Second, long Refused = 0, long Filtered = 0, long Duplicates = 0);
