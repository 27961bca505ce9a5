using System.Buffers;
using System.Text.Json;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>Writes the answers of <c>POST /api/v2/retention</c>. Thread-safe.</summary>
public static class RetentionResultJson
{
    /// <summary>Writes <c>{ "results": …, "meta": …, "query": … }</c>.</summary>
    public static void Write(RetentionResult result, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, QueryResultJson.Options);
        writer.WriteStartObject();
        writer.WriteStartArray("results"u8);
        foreach (var cohort in result.Cohorts)
        {
            Cohort(writer, cohort);
        }

        writer.WriteEndArray();
        PathJson.Meta(
            writer,
            result.SampledFraction,
            result.Cohorts.Sum(cohort => cohort.Visitors) + result.UnknownVisitors,
            result.Query.Sample,
            () =>
            {
                writer.WriteStartArray("mean"u8);
                foreach (var rate in result.Mean)
                {
                    AnswerNumber.Write(writer, rate);
                }

                writer.WriteEndArray();
                PathJson.Value(writer, "visitors_without_lasting_id"u8, result.UnknownVisitors);
            }
        );
        Query(writer, result);
        writer.WriteEndObject();
    }

    private static void Cohort(Utf8JsonWriter writer, RetentionCohort cohort)
    {
        writer.WriteStartObject();
        writer.WriteString("cohort"u8, cohort.Label);
        PathJson.Value(writer, "visitors"u8, cohort.Visitors);
        writer.WriteStartArray("periods"u8);
        foreach (var cell in cohort.Cells)
        {
            writer.WriteStartObject();
            PathJson.Value(writer, "visitors"u8, cell.Visitors);
            PathJson.Value(writer, "rate"u8, cell.Rate);
            writer.WriteBoolean("complete"u8, cell.IsComplete);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Query(Utf8JsonWriter writer, RetentionResult result)
    {
        var query = result.Query;
        writer.WriteStartObject("query"u8);
        PathJson.CommonMembers(writer, query.SiteId, result.Range, query.Filters);
        writer.WriteString(
            "cohort_by"u8,
            query.CohortBy switch
            {
                TimeGranularity.Day => "day"u8,
                TimeGranularity.Month => "month"u8,
                _ => "week"u8,
            }
        );
        Step(writer, "first"u8, query.First);
        Step(writer, "returning"u8, query.Returning);
        PathJson.Sample(writer, query.Sample);
        writer.WriteEndObject();
    }

    private static void Step(Utf8JsonWriter writer, ReadOnlySpan<byte> key, PathStep? step)
    {
        if (step is not null)
        {
            writer.WritePropertyName(key);
            PathJson.Step(writer, step);
        }
    }
}
