using System.ComponentModel;
using System.Text.Json;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>The answer to a query.</summary>
internal sealed record QueryAnswerBody
{
    [Description("One row per combination of dimension values, in the order asked for.")]
    public required IReadOnlyList<QueryRowBody> Results { get; init; }

    [Description("Facts about the answer.")]
    public required QueryMetaBody Meta { get; init; }

    [Description("The query as it was executed, with its range resolved.")]
    public required QueryBody Query { get; init; }
}

/// <summary>One row of a result.</summary>
internal sealed record QueryRowBody
{
    [Description("The values, in the order of the query's dimensions.")]
    public required IReadOnlyList<string> Dimensions { get; init; }

    [Description(
        "The numbers, in the order of the query's metrics; an amount with its currency for revenue, null for an average of nothing."
    )]
    [Shape(MemberShape.MetricValues)]
    public required JsonElement Metrics { get; init; }

    [Description("The same group in the range of include.comparisons; absent without one.")]
    public QueryComparisonRowBody? Comparison { get; init; }
}

/// <summary>A row of the range that is compared with.</summary>
internal sealed record QueryComparisonRowBody
{
    [Description("The values; of a time dimension those of the range that is compared with, null where that has no such bucket.")]
    [Shape(MemberShape.BucketValues)]
    public required IReadOnlyList<string?> Dimensions { get; init; }

    [Description("The numbers, as in the row.")]
    [Shape(MemberShape.MetricValues)]
    public required JsonElement Metrics { get; init; }

    [Description("The change of each metric since then, in per cent, of rates in percentage points; null where there is none.")]
    public required IReadOnlyList<double?> Change { get; init; }
}

/// <summary>An amount of money.</summary>
internal sealed record MoneyBody
{
    [Description("The amount.")]
    public required double Value { get; init; }

    [Description("ISO 4217 code.")]
    public required string Currency { get; init; }

    [Description("The amount for people, shortened, such as €1.2K.")]
    public required string Short { get; init; }

    [Description("The amount for people, such as €1,234.50.")]
    public required string Long { get; init; }
}
