using System.Text.Json;
using Analytics.Core.Queries.Parsing;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>Reads and writes what the bodies of all questions about paths share.</summary>
internal static class PathJson
{
    /// <summary>The range, and the day that stands in for today.</summary>
    public static (QueryDateRange Range, DateOnly? Date) RangeOf(JsonElement root)
    {
        var (range, date) = (QueryBody.RangeOf(root), QueryBody.DateOf(root));
        QueryRules.CheckDate(range, date);
        return (range, date);
    }

    /// <summary>An array of steps; an error names one by its place in it.</summary>
    public static List<PathStep> StepsOf(JsonElement element, string key, int least, int most)
    {
        Expect.Array(element, key, $"an array of steps, each {PathStepParser.Accepted}", most);
        if (element.GetArrayLength() < least)
        {
            throw new QueryException($"{key} has {element.GetArrayLength()} elements; give {least} to {most} steps.");
        }

        var steps = new List<PathStep>();
        foreach (var step in element.EnumerateArray())
        {
            steps.Add(PathStepParser.Parse(step, $"{key}[{steps.Count}]"));
        }

        return steps;
    }

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
        writer.WriteString(
            step.Kind switch
            {
                PathStepKind.Page => "page"u8,
                PathStepKind.Event => "event"u8,
                _ => "goal"u8,
            },
            step.Text
        );
        if (step.Filters.Count > 0)
        {
            writer.WritePropertyName("filters"u8);
            ExecutedQueryJson.Filters(writer, step.Filters);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes steps as they are written in a question.</summary>
    public static void Steps(Utf8JsonWriter writer, ReadOnlySpan<byte> key, IReadOnlyList<PathStep> steps)
    {
        writer.WriteStartArray(key);
        foreach (var step in steps)
        {
            Step(writer, step);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes what the executed questions of all kinds begin with.</summary>
    public static void Asked(Utf8JsonWriter writer, string site, PathEdges range, IReadOnlyList<QueryFilter> filters)
    {
        writer.WriteString("site_id"u8, site);
        Range(writer, range);
        writer.WritePropertyName("filters"u8);
        ExecutedQueryJson.Filters(writer, filters);
    }

    /// <summary>Writes pages and events with the visitors who came to them.</summary>
    /// <param name="writer">The output.</param>
    /// <param name="key">The name of the array.</param>
    /// <param name="candidates">The pages and events.</param>
    /// <param name="nothing">The label where nothing came.</param>
    public static void Candidates(Utf8JsonWriter writer, ReadOnlySpan<byte> key, IReadOnlyList<PathCandidate> candidates, string nothing)
    {
        writer.WriteStartArray(key);
        foreach (var candidate in candidates)
        {
            writer.WriteStartObject();
            Node(writer, candidate.Node, nothing);
            Value(writer, "visitors"u8, candidate.Visitors);
            Value(writer, "percentage"u8, candidate.Percentage);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a range as it was executed.</summary>
    public static void Range(Utf8JsonWriter writer, PathEdges edges) =>
        ExecutedQueryJson.Range(writer, edges.First, edges.Last, edges.Skipped);

    /// <summary>Writes what visitors did: a page, an event, or nothing more of which anything is known.</summary>
    private static void Node(Utf8JsonWriter writer, PathNode node, string nothing)
    {
        writer.WriteString(
            "type"u8,
            node.IsNothing ? "none"u8
                : node.IsPage ? "page"u8
                : "event"u8
        );
        writer.WriteString("label"u8, node.IsNothing ? nothing : node.Text);
    }

    /// <summary>Reads <c>include</c> of a question that has nothing but a sample in it.</summary>
    public static double? SampleOf(JsonElement root)
    {
        if (!root.TryGetProperty("include", out var include))
        {
            return null;
        }

        Expect.OnlyKeys(include, "include", "sample");
        return IncludeParser.SampleOf(include);
    }

    /// <summary>Writes the sample that was asked for, if any, in <c>include</c>.</summary>
    public static void Sample(Utf8JsonWriter writer, double? sample)
    {
        if (sample is { } fraction)
        {
            writer.WriteStartObject("include"u8);
            writer.WriteNumber("sample"u8, fraction);
            writer.WriteEndObject();
        }
    }

    /// <summary>Writes <c>meta</c>.</summary>
    /// <param name="writer">The output.</param>
    /// <param name="fraction">The fraction of visitors that was counted.</param>
    /// <param name="visitors">The visitors that were asked about, scaled up to all.</param>
    /// <param name="sample">The sample that was asked for; null for none.</param>
    /// <param name="more">Writes what else belongs there; null for nothing.</param>
    public static void Meta(Utf8JsonWriter writer, double fraction, double visitors, double? sample, Action? more = null)
    {
        writer.WriteStartObject("meta"u8);
        more?.Invoke();
        if (fraction < 1 || sample is not null)
        {
            QueryResultJson.Sampling(writer, SamplingMeta.Of(fraction, Math.Round(visitors * fraction)));
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
    public static double? Rate(double part, double whole) =>
        whole == 0 ? null : Math.Round(100 * part / whole, 2, MidpointRounding.AwayFromZero);
}
