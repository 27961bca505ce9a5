using System.ComponentModel;
using System.Text.Json;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>Totals of version 1 of the Stats API.</summary>
internal sealed record LegacyTotalsBody
{
    [Description("The values, by the name of the metric.")]
    public required IReadOnlyDictionary<string, LegacyValueBody> Results { get; init; }

    [Description("What is to be known about imported totals in the numbers.")]
    public string? Warning { get; init; }
}

/// <summary>A total of version 1 of the Stats API.</summary>
internal sealed record LegacyValueBody
{
    [Description("The number; an amount with its currency for revenue, null for an average of nothing.")]
    [Shape(MemberShape.MetricValue)]
    public required JsonElement Value { get; init; }

    [Description("With compare, the change in per cent; null where there is none.")]
    public double? Change { get; init; }
}

/// <summary>Rows of version 1 of the Stats API.</summary>
internal sealed record LegacyRowsBody
{
    [Description("The rows: date or the name of the property with its value, and each metric by its name.")]
    [Shape(MemberShape.LegacyRows)]
    public required JsonElement Results { get; init; }

    [Description("What is to be known about imported totals in the numbers.")]
    public string? Warning { get; init; }
}
