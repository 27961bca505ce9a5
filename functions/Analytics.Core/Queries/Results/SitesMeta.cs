namespace Analytics.Core.Queries.Results;

/// <summary>The way in which several sites were added up: visitors are summed, so a visitor of two sites counts twice.</summary>
/// <param name="TimeZone">The time zone of all time buckets: that of the first site.</param>
public sealed record SitesMeta(string TimeZone);
