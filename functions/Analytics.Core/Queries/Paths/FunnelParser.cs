using System.Globalization;
using System.Text.Json;
using Analytics.Core.Queries.Execution;
using Analytics.Core.Queries.Parsing;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>Parses the body of <c>POST /api/v2/funnel</c>. Thread-safe.</summary>
public static class FunnelParser
{
    private const string WindowAccepted =
        "\"visit\", or seconds, minutes, hours or days up to 90 days, like \"30s\", \"30m\", \"24h\" or \"7d\"";
    private const int MaxGroups = 50;
    private const int MaxInstead = 100;

    private static readonly string[] Keys =
    [
        "site_id",
        "date_range",
        "date",
        "filters",
        "steps",
        "window",
        "order",
        "split",
        "instead",
        "include",
    ];

    /// <summary>Parses and checks a question.</summary>
    /// <param name="utf8Json">The whole body.</param>
    /// <exception cref="QueryException">
    /// The body is not a valid question; the message names the key, the value and the accepted values.
    /// </exception>
    public static FunnelQuery Parse(ReadOnlyMemory<byte> utf8Json) => QueryBody.Parse(utf8Json, Read);

    /// <summary>Returns a window in the form of a question, such as <c>7d</c>.</summary>
    internal static string WindowText(int? window) =>
        window switch
        {
            null => "visit",
            { } seconds when seconds % 86_400 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400}d"),
            { } seconds when seconds % 3_600 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3_600}h"),
            { } seconds when seconds % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}m"),
            { } seconds => string.Create(CultureInfo.InvariantCulture, $"{seconds}s"),
        };

    private static FunnelQuery Read(JsonElement root)
    {
        Expect.OnlyKeys(root, "The body", Keys);
        var (range, date) = PathJson.RangeOf(root);
        var include = root.TryGetProperty("include", out var given) ? Include(given) : null;
        QueryRules.CheckComparison(range, include?.Comparison);
        return new(
            QueryBody.SiteOf(root),
            range,
            date,
            QueryBody.FiltersOf(root),
            PathJson.StepsOf(
                Expect.Key(
                    root,
                    "steps",
                    $"an array of {FunnelQuery.MinSteps} to {FunnelQuery.MaxSteps} steps, each {PathStepParser.Accepted}"
                ),
                "steps",
                FunnelQuery.MinSteps,
                FunnelQuery.MaxSteps
            ),
            root.TryGetProperty("window", out var window) ? Window(window) : FunnelQuery.DefaultWindow,
            PathJson.WordOf(
                root,
                "order",
                ("sequential", FunnelOrder.Sequential),
                ("strict", FunnelOrder.Strict),
                ("flexible", FunnelOrder.Flexible)
            ),
            root.TryGetProperty("split", out var split) ? Split(split) : null,
            root.TryGetProperty("instead", out var instead) ? Expect.Integer(instead, "instead", 0, MaxInstead) : 5,
            include?.Comparison
        )
        {
            Sample = include?.Sample,
        };
    }

    private static int? Window(JsonElement element)
    {
        var text = element.ValueKind == JsonValueKind.String ? element.GetString()! : string.Empty;
        if (text == "visit")
        {
            return null;
        }

        long unit =
            text.Length == 0
                ? 0
                : text[^1] switch
                {
                    's' => 1,
                    'm' => 60,
                    'h' => 3_600,
                    'd' => 86_400,
                    _ => 0,
                };
        return
            unit > 0
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0
            && number * unit <= FunnelQuery.MaxWindow
            ? (int)(number * unit)
            : throw new QueryException($"window is {Expect.Show(element)}; use {WindowAccepted}.");
    }

    private static FunnelSplit Split(JsonElement element)
    {
        Expect.OnlyKeys(element, "split", "dimension", "limit");
        if (!element.TryGetProperty("dimension", out var name))
        {
            throw new QueryException("split.dimension is missing; give a dimension like visit:device.");
        }

        var dimension = DimensionParser.Parse(name, "split.dimension", withTime: false);
        return SiteGoals.IsGoal(dimension)
            ? throw new QueryException("split.dimension is 'event:goal', but an event may reach several goals; use another dimension.")
            : new(dimension, element.TryGetProperty("limit", out var limit) ? Expect.Integer(limit, "split.limit", 1, MaxGroups) : 5);
    }

    private static QueryInclude Include(JsonElement element)
    {
        Expect.OnlyKeys(element, "include", "comparisons", "sample");
        return IncludeParser.Parse(element);
    }
}
