using System.ComponentModel;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>One row of a result.</summary>
internal sealed record QueryRowBody
{
    [Description("The values, in the order of the query's dimensions.")]
    public required IReadOnlyList<string> Dimensions { get; init; }

    [Description("The numbers, in the order of the query's metrics; null for an average of nothing.")]
    public required IReadOnlyList<double?> Metrics { get; init; }
}
