using System.Text.Json;
using Analytics.Core.Queries.Parsing;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>Reads and writes what the bodies of all questions about paths share.</summary>
internal static class PathJson
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Reads a body.</summary>
    /// <exception cref="QueryException">It is not as the reader wants it, or no JSON.</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> utf8Json, Func<JsonElement, T> read)
    {
        try
        {
            utf8Json = utf8Json.Span.StartsWith("\uFEFF"u8) ? utf8Json[3..] : utf8Json;
            QueryTexts.Check(utf8Json.Span, Json.MaxDepth);
            using var document = JsonDocument.Parse(utf8Json, Json);
            return read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new QueryException($"The body is not valid JSON: {exception.Message}", exception);
        }
    }

    public static string SiteOf(JsonElement root) => Expect.Text(Expect.Key(root, "site_id", "the domain of a registered site"), "site_id");

    /// <summary>The range, and the day that stands in for today.</summary>
    public static (QueryDateRange Range, DateOnly? Date) RangeOf(JsonElement root)
    {
        var range = DateRangeParser.Parse(Expect.Key(root, "date_range", DateRangeParser.Accepted), "date_range");
        var date = root.TryGetProperty("date", out var given) ? DateRangeParser.ParseDay(given, "date") : (DateOnly?)null;
        return date is null || range is QueryDateRange.Relative { IsOfDays: true }
            ? (range, date)
            : throw new QueryException($"date is '{date:yyyy-MM-dd}', but it only stands in for today; leave it out with realtime, 24h and fixed ranges.");
    }

    public static IReadOnlyList<QueryFilter> FiltersOf(JsonElement root) => root.TryGetProperty("filters", out var filters) ? FilterParser.Parse(filters) : [];

    /// <summary>One of several words; the first if the key is left out.</summary>
    public static T WordOf<T>(JsonElement root, string key, params ReadOnlySpan<(string Word, T Value)> words)
    {
        if (!root.TryGetProperty(key, out var given))
        {
            return words[0].Value;
        }

        var names = new List<string>();
        foreach (var (word, value) in words)
        {
            if (given.ValueKind == JsonValueKind.String && given.ValueEquals(word))
            {
                return value;
            }

            names.Add(word);
        }

        throw new QueryException($"{key} is {Expect.Show(given)}; use {string.Join(", ", names.SkipLast(1))} or {names[^1]}.");
    }

    /// <summary>Writes a step as it is written in a question.</summary>
    public static void Step(Utf8JsonWriter writer, PathStep step)
    {
        writer.WriteStartObject();
        writer.WriteString(step.Kind switch { PathStepKind.Page => "page"u8, PathStepKind.Event => "event"u8, _ => "goal"u8 }, step.Text);
        if (step.Filters.Count > 0)
        {
            writer.WritePropertyName("filters"u8);
            ExecutedQueryJson.Filters(writer, step.Filters);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a range as it was executed.</summary>
    public static void Range(Utf8JsonWriter writer, PathEdges edges) => ExecutedQueryJson.Range(writer, edges.First, edges.Last, edges.Skipped);

    /// <summary>Writes what visitors did: a page, an event, or nothing more of which anything is known.</summary>
    public static void Node(Utf8JsonWriter writer, PathNode node, string nothing)
    {
        writer.WriteString("type"u8, node.IsNothing ? "none"u8 : node.IsPage ? "page"u8 : "event"u8);
        writer.WriteString("label"u8, node.IsNothing ? nothing : node.Text);
    }

    /// <summary>Writes <c>meta</c>.</summary>
    public static void Meta(Utf8JsonWriter writer, double sampledFraction, Action? more = null)
    {
        writer.WriteStartObject("meta"u8);
        more?.Invoke();
        if (sampledFraction < 1)
        {
            writer.WriteStartObject("sampling"u8);
            writer.WriteNumber("fraction"u8, sampledFraction);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a number, or null.</summary>
    public static void Value(Utf8JsonWriter writer, ReadOnlySpan<byte> key, double? number)
    {
        writer.WritePropertyName(key);
        QueryResultJson.Number(writer, number);
    }

    /// <summary>A rate in per cent with two decimals; null of nothing.</summary>
    public static double? Rate(double part, double whole) => whole == 0 ? null : Math.Round(100 * part / whole, 2, MidpointRounding.AwayFromZero);
}
