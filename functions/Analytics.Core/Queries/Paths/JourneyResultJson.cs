using System.Buffers;
using System.Text.Json;
using Analytics.Core.Queries.Results;

namespace Analytics.Core.Queries.Paths;

/// <summary>Writes the answers of <c>POST /api/v2/journeys</c>. Thread-safe.</summary>
public static class JourneyResultJson
{
    /// <summary>Writes <c>{ "results": …, "meta": …, "query": … }</c>.</summary>
    public static void Write(JourneyResult result, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, QueryResultJson.Options);
        writer.WriteStartObject();
        writer.WriteStartArray("results"u8);
        foreach (var step in result.Steps)
        {
            Step(writer, step);
        }

        writer.WriteEndArray();
        PathJson.Meta(
            writer,
            result.SampledFraction,
            result.Steps[0].Visitors,
            result.Query.Sample,
            () => PathJson.Value(writer, "conversion_rate"u8, result.Steps[^1].ConversionRate)
        );
        Query(writer, result);
        writer.WriteEndObject();
    }

    private static void Step(Utf8JsonWriter writer, JourneyStepResult step)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("step"u8);
        if (step.Step is { } chosen)
        {
            PathJson.Step(writer, chosen);
        }
        else
        {
            writer.WriteNullValue();
        }

        PathJson.Value(writer, "visitors"u8, step.Visitors);
        PathJson.Value(writer, "conversion_rate"u8, step.ConversionRate);
        PathJson.Value(writer, "conversion_rate_step"u8, step.ConversionRateStep);
        writer.WriteStartObject("no_further_action"u8);
        PathJson.Value(writer, "visitors"u8, step.NoFurtherAction);
        PathJson.Value(writer, "percentage"u8, PathJson.Rate(step.NoFurtherAction, step.Visitors));
        writer.WriteEndObject();
        PathJson.Candidates(writer, "next"u8, step.Next, string.Empty);
        writer.WriteNumber("total_next"u8, step.TotalNext);
        writer.WriteEndObject();
    }

    private static void Query(Utf8JsonWriter writer, JourneyResult result)
    {
        var query = result.Query;
        writer.WriteStartObject("query"u8);
        PathJson.CommonMembers(writer, query.SiteId, result.Range, query.Filters);
        writer.WriteString("direction"u8, query.IsBackward ? "backward"u8 : "forward"u8);
        PathJson.Steps(writer, "path"u8, query.Path);
        writer.WriteString("group"u8, query.GroupsDirectories ? "directory"u8 : "page"u8);
        if (query.Search is { } search)
        {
            writer.WriteString("search"u8, search);
        }

        writer.WriteNumber("limit"u8, query.Limit);
        PathJson.Sample(writer, query.Sample);
        writer.WriteEndObject();
    }
}
