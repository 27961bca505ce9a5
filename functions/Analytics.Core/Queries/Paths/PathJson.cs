using System.Text.Json;
using Analytics.Core.Queries.Parsing;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>Reads and writes the members that all questions about paths share.</summary>
internal static class PathJson
{
    /// <summary>Reads the range, and the day that replaces today.</summary>
    public static (QueryDateRange Range, DateOnly? Date) RangeOf(JsonElement root)
    {
        var (range, date) = (QueryBody.RangeOf(root), QueryBody.DateOf(root));
        QueryRules.CheckDate(range, date);
        return (range, date);
    }

    /// <summary>Reads an array of steps. An error names the step by its index.</summary>
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

    /// <summary>Reads one of several words; the first one is the default.</summary>
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

    /// <summary>Writes a step in the form of a question.</summary>
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

    /// <summary>Writes steps in the form of a question.</summary>
    public static void Steps(Utf8JsonWriter writer, ReadOnlySpan<byte> key, IReadOnlyList<PathStep> steps)
    {
        writer.WriteStartArray(key);
        foreach (var step in steps)
        {
            Step(writer, step);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the members that begin the executed questions of all kinds.</summary>
    public static void CommonMembers(Utf8JsonWriter writer, string site, PathEdges range, IReadOnlyList<QueryFilter> filters)
    {
        writer.WriteString("site_id"u8, site);
        Range(writer, range);
        writer.WritePropertyName("filters"u8);
        ExecutedQueryJson.Filters(writer, filters);
    }

    /// <summary>Writes pages and events with the visitors who reached them.</summary>
    /// <param name="writer">The output.</param>
    /// <param name="key">The name of the array.</param>
    /// <param name="candidates">The pages and events.</param>
    /// <param name="noActionLabel">The label of the end or beginning of a visit.</param>
    public static void Candidates(
        Utf8JsonWriter writer,
        ReadOnlySpan<byte> key,
        IReadOnlyList<PathCandidate> candidates,
        string noActionLabel
    )
    {
        writer.WriteStartArray(key);
        foreach (var candidate in candidates)
        {
            writer.WriteStartObject();
            Node(writer, candidate.Node, noActionLabel);
            Value(writer, "visitors"u8, candidate.Visitors);
            Value(writer, "percentage"u8, candidate.Percentage);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a resolved range.</summary>
    public static void Range(Utf8JsonWriter writer, PathEdges edges) =>
        ExecutedQueryJson.Range(writer, edges.First, edges.Last, edges.Skipped);

    /// <summary>Writes a page, an event, or that no known action followed.</summary>
    private static void Node(Utf8JsonWriter writer, PathNode node, string noActionLabel)
    {
        writer.WriteString("type"u8, node.Type);
        writer.WriteString("label"u8, node.IsNothing ? noActionLabel : node.Text);
    }

    /// <summary>Reads <c>include</c> of a question that accepts only a sample in it.</summary>
    public static double? SampleOf(JsonElement root)
    {
        if (!root.TryGetProperty("include", out var include))
        {
            return null;
        }

        Expect.OnlyKeys(include, "include", "sample");
        return IncludeParser.SampleOf(include);
    }

    /// <summary>Writes the requested sample, if any, in <c>include</c>.</summary>
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
    /// <param name="fraction">Fraction of the visitors that was counted.</param>
    /// <param name="visitors">The visitors of the question, scaled to the whole.</param>
    /// <param name="sample">The requested sample; null for none.</param>
    /// <param name="writeMore">Writes further members; null for none.</param>
    public static void Meta(Utf8JsonWriter writer, double fraction, double visitors, double? sample, Action? writeMore = null)
    {
        writer.WriteStartObject("meta"u8);
        writeMore?.Invoke();
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
        AnswerNumber.Write(writer, number);
    }

    /// <summary>Returns a rate in per cent with two decimals; null if the whole is 0.</summary>
    public static double? Rate(double part, double whole) =>
        whole == 0 ? null : Math.Round(100 * part / whole, 2, MidpointRounding.AwayFromZero);
}
