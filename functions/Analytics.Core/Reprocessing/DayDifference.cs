namespace Analytics.Core.Reprocessing;

/// <summary>Change that reprocessing makes, or would make, to a site's day.</summary>
/// <param name="Site">The site.</param>
/// <param name="Day">The UTC day.</param>
/// <param name="Before">The metrics as they were.</param>
/// <param name="After">The metrics of the same events by today's logic.</param>
public sealed record DayDifference(string Site, DateOnly Day, DayCounts Before, DayCounts After);
