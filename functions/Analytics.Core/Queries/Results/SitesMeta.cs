namespace Analytics.Core.Queries.Results;

/// <summary>The way in which several sites were added up: visitors are summed, so a visitor of two sites counts twice.</summary>
/// <param name="TimeZone">The time zone of all time buckets: that of the first site.</param>
/// <param name="GoalsLeftOut">The goals, if any are asked about, that are not alike at all sites and so in no number.</param>
public sealed record SitesMeta(string TimeZone, IReadOnlyList<string> GoalsLeftOut);
