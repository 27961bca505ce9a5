using System.ComponentModel;
using System.Text.Json;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>The answer to a query.</summary>
internal sealed record QueryAnswerBody
{
    [Description("One row per combination of dimension values, in the order asked for.")]
    public required IReadOnlyList<QueryRowBody> Results { get; init; }

    [Description(
        "What else was asked for: time_labels, total_rows, sampling, metric_warnings; with include.imports: "
            + "imports_included, and why not in imports_skip_reason and imports_warning."
    )]
    public required JsonElement Meta { get; init; }

    [Description("The query as it was executed, with its range resolved.")]
    public required JsonElement Query { get; init; }
}

/// <summary>One row of a result.</summary>
internal sealed record QueryRowBody
{
    [Description("The values, in the order of the query's dimensions.")]
    public required IReadOnlyList<string> Dimensions { get; init; }

    [Description("The numbers, in the order of the query's metrics; null for an average of nothing.")]
    public required IReadOnlyList<double?> Metrics { get; init; }
}
