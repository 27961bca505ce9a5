using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Analytics.Local.Importing.Histories;

/// <summary>The shared part of histories in JSON with one object a line.</summary>
internal static class JsonHistory
{
    private const int ExaminedLines = 200;

    /// <summary>Counts the lines at the start of a file that are objects with all of some members.</summary>
    public static int Score(ReadOnlySpan<byte> start, bool isWhole, params ReadOnlySpan<string> members)
    {
        var score = 0;
        for (var lines = 0; !start.IsEmpty && lines < ExaminedLines; lines++)
        {
            var end = start.IndexOf((byte)'\n');
            var line = (end < 0 ? start : start[..end]).Trim(" \t\r"u8);
            var isCutOff = end < 0 && !isWhole;
            start = end < 0 ? default : start[(end + 1)..];
            score += line.StartsWith("{"u8) && HasAll(line, members) && (isCutOff || line.EndsWith("}"u8)) ? 1 : 0;
        }

        return score;
    }

    /// <summary>Reads the events of a line.</summary>
    public static IReadOnlyList<HistoryEvent>? Read(
        string line,
        Func<JsonElement, (IReadOnlyList<HistoryEvent>?, string)> read,
        out string reason
    )
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            (var events, reason) =
                document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : (null, SkipReasons.Malformed);
            return events;
        }
        catch (JsonException)
        {
            reason = SkipReasons.Malformed;
            return null;
        }
    }

    /// <summary>Returns the member at a path as a text; null if it is absent, null or empty.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => element.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => element.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
    }

    /// <summary>Returns the member at a path as a number, which may be written as a text.</summary>
    public static decimal? Number(this JsonElement element, params ReadOnlySpan<string> path) =>
        decimal.TryParse(element.Text(path), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool HasAll(ReadOnlySpan<byte> line, ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (line.IndexOf(Encoding.UTF8.GetBytes($"\"{member}\"")) < 0)
            {
                return false;
            }
        }

        return true;
    }
}
