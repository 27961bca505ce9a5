using System.Globalization;
using System.Text.Json;

namespace Analytics.Local.Tests.Imports;

/// <summary>The rows of a query's answer as lines that can be compared and read.</summary>
internal static class AnswerRows
{
    public static IReadOnlyList<string> Of(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return [.. document.RootElement.GetProperty("results").EnumerateArray().Select(Row)];
    }

    /// <summary>The only metric of an answer without dimensions.</summary>
    public static double Single(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("results")[0].GetProperty("metrics")[0].GetDouble();
    }

    public static string Row(string key, IEnumerable<double?> metrics) =>
        string.Join(" | ", metrics.Select(metric => metric?.ToString("0.#########", CultureInfo.InvariantCulture) ?? "null").Prepend(key));

    private static string Row(JsonElement row) =>
        Row(
            string.Join(", ", row.GetProperty("dimensions").EnumerateArray().Select(dimension => dimension.GetString())),
            row.GetProperty("metrics")
                .EnumerateArray()
                .Select(metric => metric.ValueKind == JsonValueKind.Null ? (double?)null : metric.GetDouble())
        );
}
