namespace Analytics.Core.Queries.Results;

/// <summary>How the numbers of several sites were added up: visitors are summed, so that who visits two sites counts twice.</summary>
/// <param name="TimeZone">The zone of all days and other time buckets, that of the first site.</param>
public sealed record SitesMeta(string TimeZone);
