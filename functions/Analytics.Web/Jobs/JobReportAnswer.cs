using System.ComponentModel;
using Analytics.Core.Reprocessing;

namespace Analytics.Web.Jobs;

/// <summary>Changes that a job made, or would make, by day and site.</summary>
/// <param name="Differences">Days of sites whose metrics, or values of dimensions, differ.</param>
/// <param name="After">The cursor of the next page; null after the last.</param>
public sealed record JobReportAnswer(
    IReadOnlyList<DayDifference> Differences,
    [property: Description("The cursor of the next page, for 'after'; null after the last.")] string? After
);
