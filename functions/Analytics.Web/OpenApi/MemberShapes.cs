using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Paths;
using Analytics.Core.Queries.Syntax;
using Analytics.Web.OpenApi.Contracts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Analytics.Web.OpenApi;

/// <summary>Describes the members of bodies: with their own descriptions, and with the schemas of <see cref="ShapeAttribute"/>.</summary>
internal static class MemberShapes
{
    private const string DateRange = "DateRange";
    private const string Filter = "Filter";

    /// <summary>The key of a member's shape until <see cref="Complete"/> replaces it.</summary>
    private const string Marker = "shape";

    /// <summary>The key by which the generator knows that a schema becomes a reference, whose description is not the member's.</summary>
    private const string SchemaId = "x-schema-id";

    /// <summary>Ends the description of what may have any members.</summary>
    private const string AnyObject = "Any object.";

    private static readonly string[] Relative = ["realtime", "24h", "day", "month", "year", "all"];

    /// <summary>
    /// Marks the members of a type that have a shape; gives a member its own description and words, and requires none that can be absent.
    /// </summary>
    public static Task MarkAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var property in context.JsonTypeInfo.Properties)
        {
            if (AttributeOf<JsonIgnoreAttribute>(property)?.Condition == JsonIgnoreCondition.WhenWritingNull)
            {
                schema.Required?.Remove(property.Name);
            }

            if (AttributeOf<ShapeAttribute>(property) is { } shaped && schema.Properties?.ContainsKey(property.Name) is true)
            {
                schema.Properties[property.Name] = new OpenApiSchema
                {
                    Description = AttributeOf<DescriptionAttribute>(property)?.Description,
                    Metadata = new Dictionary<string, object> { [Marker] = shaped.Shape },
                };
            }
        }

        if (context.JsonPropertyInfo is { } member && !IsReference(schema))
        {
            schema.Description = AttributeOf<DescriptionAttribute>(member)?.Description ?? schema.Description;
            if (AttributeOf<AllowedValuesAttribute>(member) is { } words)
            {
                JsonNode[] none = schema.Type?.HasFlag(JsonSchemaType.Null) is true ? [JsonNullSentinel.JsonNull] : [];
                schema.Enum = [.. words.Values.OfType<string>().Select(word => (JsonNode)word), .. none];
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Returns the schema of a body that may have any members.</summary>
    public static OpenApiSchema Any(string description) =>
        new()
        {
            Type = JsonSchemaType.Object,
            AdditionalPropertiesAllowed = true,
            Description = $"{description} {AnyObject}",
        };

    private static bool IsReference(OpenApiSchema schema) =>
        schema.Metadata?.TryGetValue(SchemaId, out var id) is true && id is string { Length: > 0 };

    private static T? AttributeOf<T>(JsonPropertyInfo property)
        where T : Attribute => property.AttributeProvider?.GetCustomAttributes(typeof(T), true) is [T attribute] ? attribute : null;

    /// <summary>Replaces the marked members, now that references to schemas of the document can be made.</summary>
    public static void Complete(OpenApiDocument document)
    {
        document.AddComponent(DateRange, DateRangeSchema());
        document.AddComponent(Filter, FilterSchema(document));
        new OpenApiWalker(new Replacement(document)).Walk(document);
        document.Components!.Schemas!.Remove(nameof(JsonElement));
    }

    private static OpenApiSchema Of(MemberShape shape, OpenApiDocument document) =>
        shape switch
        {
            MemberShape.Sites => OneOf(Text("A site's domain."), ArrayOf(Text("A site's domain."), 1, QueryParser.MaxSites)),
            MemberShape.Metrics => ArrayOf(OneOf(Text($"A metric: {MetricTable.Names}."), Averaged()), 1),
            MemberShape.DateRange => OneOf(Reference(DateRange, document)),
            MemberShape.Dimensions => ArrayOf(Text($"A dimension: {DimensionTable.Names(withTime: true)}.")),
            MemberShape.Filters => ArrayOf(Reference(Filter, document)),
            MemberShape.Orders => ArrayOf(ArrayOf(Text("A metric or dimension, or asc or desc."), 2, 2)),
            MemberShape.Comparisons => OneOf(
                Text("The mode alone.", ["previous_period", "year_over_year"]),
                Comparison(),
                new OpenApiSchema { Type = JsonSchemaType.Null }
            ),
            MemberShape.MetricValues => ArrayOf(MetricValue(JsonSchemaType.Null, document)),
            MemberShape.MetricValue => MetricValue(JsonSchemaType.Null, document),
            MemberShape.LegacyRows => ArrayOf(
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    AdditionalProperties = MetricValue(JsonSchemaType.Null | JsonSchemaType.String, document),
                }
            ),
            MemberShape.BucketValues => ArrayOf(Of(JsonSchemaType.String | JsonSchemaType.Null)),
            MemberShape.PropertyValues => new OpenApiSchema
            {
                Type = JsonSchemaType.Object | JsonSchemaType.Null,
                AdditionalProperties = Of(JsonSchemaType.String | JsonSchemaType.Number | JsonSchemaType.Boolean),
            },
            MemberShape.Timestamp => Of(JsonSchemaType.String | JsonSchemaType.Integer),
            MemberShape.Amount => Of(JsonSchemaType.String | JsonSchemaType.Number),
            MemberShape.DefinitionContent => Content(document),
            _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "Unknown shape."),
        };

    private static OpenApiSchema MetricValue(JsonSchemaType others, OpenApiDocument document) =>
        OneOf(Of(JsonSchemaType.Number | others), Reference(nameof(MoneyBody), document));

    private static OpenApiSchema DateRangeSchema() =>
        OneOf(
            Text("A range relative to today in the site's time zone.", Relative),
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = "^[0-9]+(d|mo)$",
                Description = "So many days or months before today, like 7d, 28d, 6mo or 12mo.",
            },
            Pair("First and last day, or two ISO 8601 date-times.")
        );

    private static OpenApiSchema FilterSchema(OpenApiDocument document)
    {
        var filter = AnyOf(
            Text("The operator, or the dimension of a test."),
            Described(ArrayOf(Of(JsonSchemaType.String | JsonSchemaType.Number), 1), "The values of a test."),
            Described(ArrayOf(Reference(Filter, document), 1), "The filters of and or or."),
            Described(AnyOf(Reference(Filter, document)), "The filter of not, has_done or has_not_done."),
            Described(
                Object(("case_sensitive", Described(Of(JsonSchemaType.Boolean), "false: letters match whatever their case."))),
                "How a test compares."
            )
        );
        return Described(
            ArrayOf(filter, 2, 4),
            "[operator, dimension, [values], {\"case_sensitive\": false}?] with operator is, is_not, contains, contains_not, matches "
                + "or matches_not; [\"and\" or \"or\", [filters]]; [\"not\", filter]; [\"has_done\" or \"has_not_done\", filter]. "
                + "Dimensions are those to group by without time, and segment. "
                + "is and is_not take the codes of visit:country, visit:region and visit:language in any case."
        );
    }

    private static OpenApiSchema Averaged()
    {
        var average = Object(
            ("window", Whole("Time buckets of a simple average.", 1, RollingAverage.MaxWindow)),
            ("kind", Text("The kind. Default: simple.", ["simple", "exponential"])),
            (
                "half_life",
                Described(
                    Of(JsonSchemaType.Number),
                    "Time buckets after which a value weighs half; of an exponential average. "
                        + $"Above 0 and up to {RollingAverage.MaxHalfLife}."
                )
            ),
            (
                "pooled",
                Described(
                    Of(JsonSchemaType.Boolean),
                    "true, of a rate: numerator and denominator are averaged apart, so that every visit weighs the same; "
                        + "false: every bucket does. Default: false."
                )
            )
        );
        var averaged = Object(("metric", Text("The metric.")), ("rolling_average", Described(average, "The average.")));
        averaged.Required = new HashSet<string> { "metric", "rolling_average" };
        return Described(averaged, "A moving average of a metric over time buckets; needs exactly one time dimension.");
    }

    private static OpenApiSchema Comparison()
    {
        var comparison = Object(
            ("mode", Text("Which range.", ["previous_period", "year_over_year", "custom"])),
            ("date_range", Pair("Of the mode custom: first and last day, or two ISO 8601 date-times.")),
            (
                "match_day_of_week",
                Described(
                    Of(JsonSchemaType.Boolean),
                    "true: the range is moved to the nearest one that begins on the same day of the week and ends before "
                        + "the range begins; not with custom. Default: false."
                )
            )
        );
        comparison.Required = new HashSet<string> { "mode" };
        return comparison;
    }

    private static OpenApiSchema Content(OpenApiDocument document) =>
        AnyOf(
            Described(
                Object(("at", Text("A date, or a minute of the site's time zone: 2026-03-10 or 2026-03-10T14:02."))),
                "Of an annotation."
            ),
            Described(Object(("filters", Described(Of(MemberShape.Filters, document), "The filters."))), "Of a segment."),
            Described(
                Object(
                    (
                        "steps",
                        Described(
                            ArrayOf(Reference(nameof(StepBody), document), FunnelQuery.MinSteps, FunnelQuery.MaxSteps),
                            "The steps. With them all members of POST /api/v2/funnel, except for the site and the range."
                        )
                    )
                ),
                "Of a funnel."
            ),
            Any("Of a view.")
        );

    private static OpenApiSchema Pair(string description) => Described(ArrayOf(Of(JsonSchemaType.String), 2, 2), description);

    private static OpenApiSchema Whole(string description, int least, int most) =>
        new()
        {
            Type = JsonSchemaType.Integer,
            Description = description,
            Minimum = $"{least}",
            Maximum = $"{most}",
        };

    private static OpenApiSchema Text(string description, string[]? values = null) =>
        new()
        {
            Type = JsonSchemaType.String,
            Description = description,
            Enum = values is null ? null : [.. values.Select(value => (JsonNode)value)],
        };

    private static OpenApiSchema Object(params (string Name, OpenApiSchema Schema)[] members) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Properties = members.ToDictionary(member => member.Name, IOpenApiSchema (member) => member.Schema),
        };

    private static OpenApiSchema ArrayOf(IOpenApiSchema items, int? least = null, int? most = null) =>
        new()
        {
            Type = JsonSchemaType.Array,
            Items = items,
            MinItems = least,
            MaxItems = most,
        };

    private static OpenApiSchema Of(JsonSchemaType type) => new() { Type = type };

    private static OpenApiSchema OneOf(params IOpenApiSchema[] schemas) => new() { OneOf = [.. schemas] };

    private static OpenApiSchema AnyOf(params IOpenApiSchema[] schemas) => new() { AnyOf = [.. schemas] };

    private static OpenApiSchemaReference Reference(string name, OpenApiDocument document) => new(name, document);

    private static OpenApiSchema Described(OpenApiSchema schema, string description)
    {
        schema.Description = description;
        return schema;
    }

    private sealed class Replacement(OpenApiDocument document) : OpenApiVisitorBase
    {
        public override void Visit(IOpenApiSchema schema)
        {
            foreach (var (name, member) in schema is OpenApiSchema { Properties: { } properties } ? properties.ToList() : [])
            {
                if (member is OpenApiSchema { Metadata: { } metadata } marked && metadata.TryGetValue(Marker, out var shape))
                {
                    var whole = Of((MemberShape)shape, document);
                    whole.Description = marked.Description;
                    schema.Properties![name] = whole;
                }
            }
        }
    }
}
