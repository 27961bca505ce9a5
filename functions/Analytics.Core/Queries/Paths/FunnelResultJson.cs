using System.Buffers;
using System.Text.Json;
using Analytics.Core.Queries.Results;

namespace Analytics.Core.Queries.Paths;

/// <summary>Writes the answers of <c>POST /api/v2/funnel</c>. Thread-safe.</summary>
public static class FunnelResultJson
{
    /// <summary>Writes <c>{ "results": …, "groups": …, "meta": …, "query": … }</c>.</summary>
    public static void Write(FunnelResult result, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, QueryResultJson.Options);
        writer.WriteStartObject();
        Steps(writer, "results"u8, result.Steps, numbersOnly: false);
        if (result.Groups is { } groups)
        {
            writer.WriteStartArray("groups"u8);
            foreach (var group in groups)
            {
                writer.WriteStartObject();
                writer.WriteString("label"u8, group.Label ?? FunnelGroup.OtherLabel);
                writer.WriteBoolean("is_other"u8, group.Label is null);
                Steps(writer, "steps"u8, group.Steps, numbersOnly: true);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        PathJson.Meta(
            writer,
            result.SampledFraction,
            result.Steps[0].Visitors,
            result.Query.Sample,
            () =>
            {
                PathJson.Value(writer, "conversion_rate"u8, result.Steps[^1].ConversionRate);
                PathJson.Value(writer, "median_time"u8, result.MedianTime);
            }
        );
        Query(writer, result);
        writer.WriteEndObject();
    }

    private static void Steps(Utf8JsonWriter writer, ReadOnlySpan<byte> key, IReadOnlyList<FunnelStepResult> steps, bool numbersOnly)
    {
        writer.WriteStartArray(key);
        foreach (var step in steps)
        {
            writer.WriteStartObject();
            writer.WriteString("label"u8, step.Label);
            Numbers(writer, step);
            if (!numbersOnly)
            {
                More(writer, step);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter writer, FunnelStepResult step)
    {
        PathJson.Value(writer, "visitors"u8, step.Visitors);
        PathJson.Value(writer, "conversion_rate"u8, step.ConversionRate);
        PathJson.Value(writer, "conversion_rate_step"u8, step.ConversionRateStep);
        PathJson.Value(writer, "dropoff"u8, step.Dropoff);
        PathJson.Value(writer, "dropoff_percentage"u8, step.DropoffPercentage);
    }

    private static void More(Utf8JsonWriter writer, FunnelStepResult step)
    {
        PathJson.Value(writer, "median_time"u8, step.MedianTime);
        writer.WritePropertyName("revenue"u8);
        if (step.Revenue is var (amount, currency))
        {
            QueryResultJson.Money(writer, amount, currency);
        }
        else
        {
            writer.WriteNullValue();
        }

        PathJson.Candidates(writer, "instead"u8, step.Instead, "No further action");
        if (step.Compared is { } compared)
        {
            writer.WriteStartObject("comparison"u8);
            Numbers(writer, compared);
            PathJson.Value(writer, "median_time"u8, compared.MedianTime);
            writer.WriteStartObject("change"u8);
            PathJson.Value(writer, "visitors"u8, step.VisitorsChange);
            PathJson.Value(writer, "conversion_rate"u8, step.ConversionRateChange);
            PathJson.Value(writer, "conversion_rate_step"u8, step.ConversionRateStepChange);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }

    private static void Query(Utf8JsonWriter writer, FunnelResult result)
    {
        var query = result.Query;
        writer.WriteStartObject("query"u8);
        PathJson.CommonMembers(writer, query.SiteId, result.Range, query.Filters);
        PathJson.Steps(writer, "steps"u8, query.Steps);
        writer.WriteString("window"u8, FunnelParser.WindowText(query.Window));
        writer.WriteString(
            "order"u8,
            query.Order switch
            {
                FunnelOrder.Strict => "strict"u8,
                FunnelOrder.Flexible => "flexible"u8,
                _ => "sequential"u8,
            }
        );
        if (query.Split is { } split)
        {
            writer.WriteStartObject("split"u8);
            writer.WriteString("dimension"u8, split.Dimension.Name);
            writer.WriteNumber("limit"u8, split.Limit);
            writer.WriteEndObject();
        }

        writer.WriteNumber("instead"u8, query.Instead);
        if (result.ComparedRange is not null || query.Sample is not null)
        {
            Include(writer, result.ComparedRange, query.Sample);
        }

        writer.WriteEndObject();
    }

    private static void Include(Utf8JsonWriter writer, PathEdges? comparedRange, double? sample)
    {
        writer.WriteStartObject("include"u8);
        if (sample is { } fraction)
        {
            writer.WriteNumber("sample"u8, fraction);
        }

        if (comparedRange is { } compared)
        {
            writer.WriteStartObject("comparisons"u8);
            writer.WriteString("mode"u8, "custom"u8);
            PathJson.Range(writer, compared);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
