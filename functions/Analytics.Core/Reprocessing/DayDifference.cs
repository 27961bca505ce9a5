namespace Analytics.Core.Reprocessing;

/// <summary>A change that reprocessing makes, or in a dry run would make, to a site's day.</summary>
/// <param name="Site">The site.</param>
/// <param name="Day">The UTC day.</param>
/// <param name="Before">The metrics before.</param>
/// <param name="After">The metrics of the same events by the current logic.</param>
public sealed record DayDifference(string Site, DateOnly Day, DayCounts Before, DayCounts After);
