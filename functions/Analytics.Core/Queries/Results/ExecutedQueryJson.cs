using System.Globalization;
using System.Text.Json;
using Analytics.Core.Queries.Parsing;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Results;

/// <summary>Writes an executed query.</summary>
internal static class ExecutedQueryJson
{
    public static void Write(Utf8JsonWriter writer, ExecutedQuery executed)
    {
        var query = executed.Query;
        writer.WriteStartObject("query"u8);
        if (query.SiteIds.Count == 1)
        {
            writer.WriteString("site_id"u8, query.SiteIds[0]);
        }
        else
        {
            writer.WriteStartArray("site_id"u8);
            foreach (var site in query.SiteIds)
            {
                writer.WriteStringValue(site);
            }

            writer.WriteEndArray();
        }

        writer.WriteStartArray("metrics"u8);
        foreach (var metric in query.Metrics)
        {
            Metric(writer, metric);
        }

        writer.WriteEndArray();
        Range(writer, executed.First, executed.Last, executed.Skipped);
        writer.WriteStartArray("dimensions"u8);
        foreach (var dimension in query.Dimensions)
        {
            writer.WriteStringValue(dimension.Name);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("filters"u8);
        Filters(writer, query.Filters);
        writer.WriteStartArray("order_by"u8);
        foreach (var order in query.OrderBy)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(order.Name);
            writer.WriteStringValue(order.Descending ? "desc"u8 : "asc"u8);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        Include(writer, executed);
        writer.WriteStartObject("pagination"u8);
        writer.WriteNumber("limit"u8, query.Pagination.Limit);
        writer.WriteNumber("offset"u8, query.Pagination.Offset);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Metric(Utf8JsonWriter writer, QueryMetric metric)
    {
        if (metric.Rolling is not { } rolling)
        {
            writer.WriteStringValue(metric.Name);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("metric"u8, metric.Name);
        writer.WriteStartObject("rolling_average"u8);
        switch (rolling)
        {
            case RollingAverage.Simple simple:
                writer.WriteString("kind"u8, "simple"u8);
                writer.WriteNumber("window"u8, simple.Window);
                break;
            case RollingAverage.Exponential exponential:
                writer.WriteString("kind"u8, "exponential"u8);
                writer.WriteNumber("half_life"u8, exponential.HalfLife);
                break;
        }

        Flag(writer, "pooled"u8, rolling.Pooled);

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void Range(Utf8JsonWriter writer, DateTimeOffset first, DateTimeOffset last, (DateOnly First, DateOnly Last)? skipped)
    {
        writer.WriteStartArray("date_range"u8);
        if (skipped is { } days)
        {
            // Two date-times cannot express an empty range, so the days are written.
            writer.WriteStringValue(days.First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            writer.WriteStringValue(days.Last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteStringValue(first.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
            writer.WriteStringValue(last.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
        }

        writer.WriteEndArray();
    }

    public static void Filters(Utf8JsonWriter writer, IReadOnlyList<QueryFilter> filters)
    {
        writer.WriteStartArray();
        foreach (var filter in filters)
        {
            Filter(writer, filter);
        }

        writer.WriteEndArray();
    }

    private static void Filter(Utf8JsonWriter writer, QueryFilter filter)
    {
        writer.WriteStartArray();
        switch (filter)
        {
            case QueryFilter.And and:
                writer.WriteStringValue("and"u8);
                Filters(writer, and.Filters);
                break;
            case QueryFilter.Or or:
                writer.WriteStringValue("or"u8);
                Filters(writer, or.Filters);
                break;
            case QueryFilter.Not not:
                writer.WriteStringValue("not"u8);
                Filter(writer, not.Filter);
                break;
            case QueryFilter.HasDone done:
                writer.WriteStringValue(done.Negated ? "has_not_done"u8 : "has_done"u8);
                Filter(writer, done.Filter);
                break;
            case QueryFilter.Test test:
                Test(writer, test);
                break;
        }

        writer.WriteEndArray();
    }

    private static void Test(Utf8JsonWriter writer, QueryFilter.Test test)
    {
        writer.WriteStringValue(FilterParser.NameOf(test.Operator));
        writer.WriteStringValue(test.Dimension.Name);
        writer.WriteStartArray();
        foreach (var clause in test.Clauses)
        {
            writer.WriteStringValue(clause);
        }

        writer.WriteEndArray();
        if (!test.CaseSensitive)
        {
            writer.WriteStartObject();
            writer.WriteBoolean("case_sensitive"u8, false);
            writer.WriteEndObject();
        }
    }

    private static void Include(Utf8JsonWriter writer, ExecutedQuery executed)
    {
        var include = executed.Query.Include;
        writer.WriteStartObject("include"u8);
        Flag(writer, "imports"u8, include.Imports);
        Flag(writer, "sampling"u8, include.Sampling);
        if (include.Sample is { } sample)
        {
            writer.WriteNumber("sample"u8, sample);
        }

        Flag(writer, "present_index"u8, include.PresentIndex);
        Flag(writer, "partial_time_labels"u8, include.PartialTimeLabels);
        Flag(writer, "time_labels"u8, include.TimeLabels);
        Flag(writer, "total_rows"u8, include.TotalRows);
        if (include.Comparison is not null)
        {
            writer.WriteStartObject("comparisons"u8);

            // Written as a custom range, so that the same query gives the same comparison at any later time.
            writer.WriteString("mode"u8, IncludeParser.NameOf(ComparisonMode.Custom));
            Range(writer, executed.ComparedFirst!.Value, executed.ComparedLast!.Value, executed.ComparedSkipped);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Flag(Utf8JsonWriter writer, ReadOnlySpan<byte> key, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(key, true);
        }
    }
}
