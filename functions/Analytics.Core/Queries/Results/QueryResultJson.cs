using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Core.Queries.Imports;
using Analytics.Core.Queries.Metrics;

namespace Analytics.Core.Queries.Results;

/// <summary>Writes answers as the API's JSON. Thread-safe.</summary>
public static class QueryResultJson
{
    // Keeps offsets and letters of all languages readable. This is safe because an answer is served as JSON, never inside a page.
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <c>{ "results": …, "meta": …, "query": … }</c>.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="output">Receives the UTF-8 bytes.</param>
    public static void Write(QueryResult result, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        bool[] money = [.. result.Executed.Query.Metrics.Select(metric => metric.Metric.Is(MetricTraits.Money))];
        writer.WriteStartArray("results"u8);
        foreach (var row in result.Rows)
        {
            Row(writer, row, money);
        }

        writer.WriteEndArray();
        Meta(writer, result.Meta);
        ExecutedQueryJson.Write(writer, result.Executed);
        writer.WriteEndObject();
    }

    /// <summary>Returns a value of a row in the form of an answer: a number, an amount of money, or null.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="value">The value.</param>
    /// <param name="currency">The row's currency; null without revenue.</param>
    public static JsonNode? Value(MetricDefinition metric, double? value, string? currency)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            if (metric.Is(MetricTraits.Money) && value is { } amount && currency is not null)
            {
                Money(writer, amount, currency);
            }
            else
            {
                AnswerNumber.Write(writer, value);
            }
        }

        return JsonNode.Parse(buffer.WrittenSpan);
    }

    /// <param name="writer">Receives the row.</param>
    /// <param name="row">The row.</param>
    /// <param name="money">True for the metrics whose values are amounts of the row's currency.</param>
    private static void Row(Utf8JsonWriter writer, QueryRow row, bool[] money)
    {
        writer.WriteStartObject();
        Texts(writer, "dimensions"u8, row.Dimensions);
        Values(writer, row.Metrics, money, row.Currency);
        if (row.Comparison is { } comparison)
        {
            writer.WriteStartObject("comparison"u8);
            Texts(writer, "dimensions"u8, comparison.Dimensions);
            Values(writer, comparison.Metrics, money, row.Currency);
            Numbers(writer, "change"u8, comparison.Change);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Meta(Utf8JsonWriter writer, QueryMeta meta)
    {
        writer.WriteStartObject("meta"u8);
        if (meta.Imports is { } imports)
        {
            Write(writer, imports, "imports_included"u8, "imports_skip_reason"u8, "imports_warning"u8);
        }

        if (meta.ComparedImports is { } compared)
        {
            Write(writer, compared, "comparison_imports_included"u8, "comparison_imports_skip_reason"u8, "comparison_imports_warning"u8);
        }

        if (meta.MetricWarnings.Count > 0)
        {
            writer.WriteStartObject("metric_warnings"u8);
            foreach (var (metric, warning) in meta.MetricWarnings)
            {
                writer.WriteStartObject(metric);
                writer.WriteString("code"u8, warning.Code);
                writer.WriteString("warning"u8, warning.Warning);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        if (meta.PartialTimeLabels is { } partial)
        {
            Texts(writer, "partial_time_labels"u8, partial);
        }

        if (meta.PresentIndex is { } present)
        {
            writer.WriteNumber("present_index"u8, present);
        }

        if (meta.Rolling is { } rolling)
        {
            writer.WriteStartObject("rolling"u8);
            writer.WriteString("complete_from"u8, rolling.CompleteFrom);
            Texts(writer, "pooled"u8, rolling.Pooled);
            writer.WriteEndObject();
        }

        if (meta.Sampling is { } sampling)
        {
            Sampling(writer, sampling);
        }

        if (meta.Sites is { } sites)
        {
            writer.WriteStartObject("sites"u8);
            if (sites.GoalsLeftOut.Count > 0)
            {
                Texts(writer, "goals_left_out"u8, sites.GoalsLeftOut);
            }

            writer.WriteString("time_zone"u8, sites.TimeZone);
            writer.WriteString("visitors"u8, "summed"u8);
            writer.WriteEndObject();
        }

        if (meta.TimeLabels is { } labels)
        {
            Texts(writer, "time_labels"u8, labels);
        }

        if (meta.TotalRows is { } total)
        {
            writer.WriteNumber("total_rows"u8, total);
        }

        writer.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter writer, ReadOnlySpan<byte> key, IReadOnlyList<string?> texts)
    {
        writer.WriteStartArray(key);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void Values(Utf8JsonWriter writer, IReadOnlyList<double?> values, bool[] money, string? currency)
    {
        writer.WriteStartArray("metrics"u8);
        for (var i = 0; i < values.Count; i++)
        {
            if (money[i] && values[i] is { } amount && currency is not null)
            {
                Money(writer, amount, currency);
            }
            else
            {
                AnswerNumber.Write(writer, values[i]);
            }
        }

        writer.WriteEndArray();
    }

    internal static void Sampling(Utf8JsonWriter writer, SamplingMeta sampling)
    {
        writer.WriteStartObject("sampling"u8);
        writer.WriteNumber("fraction"u8, sampling.Fraction);
        writer.WriteNumber("visitors"u8, sampling.Visitors);
        writer.WritePropertyName("standard_error"u8);
        AnswerNumber.Write(writer, sampling.StandardError);
        writer.WriteEndObject();
    }

    internal static void Money(Utf8JsonWriter writer, double amount, string currency)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("value"u8);
        AnswerNumber.Write(writer, amount);
        writer.WriteString("currency"u8, currency);
        writer.WriteString("short"u8, MoneyText.Short(amount, currency));
        writer.WriteString("long"u8, MoneyText.Long(amount, currency));
        writer.WriteEndObject();
    }

    private static void Write(
        Utf8JsonWriter writer,
        ImportsMeta imports,
        ReadOnlySpan<byte> included,
        ReadOnlySpan<byte> skipReason,
        ReadOnlySpan<byte> warning
    )
    {
        writer.WriteBoolean(included, imports.SkipReason is null);
        if (imports.SkipReason is { } reason)
        {
            writer.WriteString(skipReason, reason);
        }

        if (imports.Warning is { } text)
        {
            writer.WriteString(warning, text);
        }
    }

    private static void Numbers(Utf8JsonWriter writer, ReadOnlySpan<byte> key, IReadOnlyList<double?> numbers)
    {
        writer.WriteStartArray(key);
        foreach (var number in numbers)
        {
            AnswerNumber.Write(writer, number);
        }

        writer.WriteEndArray();
    }
}
