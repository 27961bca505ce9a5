using System.Text.Json.Nodes;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Metrics;
using Microsoft.OpenApi;

namespace Analytics.Web.OpenApi;

/// <summary>Describes the members of a query that have several forms.</summary>
internal static class QuerySchemas
{
    private static readonly string[] Ranges = ["day", "7d", "28d", "30d", "91d", "month", "6mo", "12mo", "year", "all", "realtime"];

    /// <summary>Replaces the schemas of members that types can't express.</summary>
    public static void Describe(OpenApiSchema schema)
    {
        var site = Text("The site's domain.");
        Set(
            schema,
            "site_id",
            OneOf(
                site,
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = site,
                    MinItems = 1,
                    MaxItems = QueryParser.MaxSites,
                }
            ),
            $"The site's domain, or 1 to {QueryParser.MaxSites} domains: "
                + "what these sites have is summed, visitors too, in the time zone of the first; meta.sites says so. "
                + "Goals count that all have alike."
        );
        Set(schema, "metrics", ArrayOf(OneOf(Text($"A metric: {MetricTable.Names}."), RollingAverage())), "What to count; at least one.");
        Set(schema, "date_range", OneOf(Text("A range relative to today in the site's time zone.", Ranges), Pair()), "Which time.");
        Set(schema, "dimensions", ArrayOf(Text($"A dimension: {DimensionTable.Names(withTime: true)}.")), "What to group by; at most 10.");
        Set(
            schema,
            "filters",
            ArrayOf(new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema() }),
            "[operator, dimension, [values], {\"case_sensitive\": "
                + "false}?] with operator is, is_not, contains, contains_not, matches or matches_not; [\"and\" or \"or\", [filters]]; "
                + "[\"not\", filter]; [\"has_done\" or \"has_not_done\", filter]. "
                + "Dimensions are those to group by without time, and segment."
        );
        Set(
            schema,
            "order_by",
            ArrayOf(
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    MinItems = 2,
                    MaxItems = 2,
                }
            ),
            "Pairs of a metric or dimension and asc or desc. Default: "
                + "time ascending, then the first metric descending, then dimensions ascending."
        );
        Set(
            schema,
            "include",
            new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = true },
            "time_labels, total_rows, present_index, partial_time_labels, sampling, trim_relative_date_range: true; sample: "
                + "a fraction above 0 and at most 1 of the visitors to count, rounded up to 1, 1/2, 1/4 and so on, scaled up to all; "
                + "meta.sampling then says how exact the numbers are; comparisons: { \"mode\": "
                + "\"previous_period\", \"year_over_year\" or \"custom\" }."
        );
    }

    private static void Set(OpenApiSchema schema, string property, OpenApiSchema value, string description)
    {
        value.Description = description;
        (schema.Properties ??= new Dictionary<string, IOpenApiSchema>())[property] = value;
    }

    private static OpenApiSchema RollingAverage() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "A moving average of a metric over time buckets; needs exactly one time dimension.",
            Required = new HashSet<string> { "metric", "rolling_average" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["metric"] = Text("The metric."),
                ["rolling_average"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["window"] = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Integer,
                            Description = "Time buckets of a simple average.",
                        },
                        ["kind"] = Text("The kind. Default: simple.", ["simple", "exponential"]),
                        ["half_life"] = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Number,
                            Description = "Time buckets after which a value weighs half; of an exponential average.",
                        },
                    },
                },
            },
        };

    private static OpenApiSchema Pair() =>
        new()
        {
            Type = JsonSchemaType.Array,
            Description = "First and last day, or two ISO 8601 date-times.",
            Items = new OpenApiSchema { Type = JsonSchemaType.String },
            MinItems = 2,
            MaxItems = 2,
        };

    private static OpenApiSchema Text(string description, string[]? values = null) =>
        new()
        {
            Type = JsonSchemaType.String,
            Description = description,
            Enum = values is null ? null : [.. values.Select(value => (JsonNode)value)],
        };

    private static OpenApiSchema ArrayOf(OpenApiSchema items) => new() { Type = JsonSchemaType.Array, Items = items };

    private static OpenApiSchema OneOf(params IOpenApiSchema[] schemas) => new() { OneOf = [.. schemas] };
}
