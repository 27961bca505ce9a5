using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Analytics.Core.Reprocessing;

/// <summary>A change that reprocessing makes, or in a dry run would make, to what a site's day counts.</summary>
/// <param name="Site">The site.</param>
/// <param name="Day">The UTC day.</param>
/// <param name="Before">The metrics before.</param>
/// <param name="After">The metrics of the same events by the current logic.</param>
public sealed record DayDifference(string Site, DateOnly Day, DayCounts Before, DayCounts After)
{
    /// <summary>
    /// The dimensions whose values differ where no metric does, in the order of their numbers, at least one; null where metrics differ.
    /// </summary>
    [Description("Where no metric differs, the dimensions whose values do, such as visit:language; null where metrics differ.")]
    public IReadOnlyList<string>? Dimensions { get; init; }

    /// <summary>True if the rows differ and the metrics do not.</summary>
    [JsonIgnore]
    public bool KeepsTotals => Before == After;
}
