using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Parsing;

/// <summary>
/// Checks that every name and text of a body is valid Unicode. <see cref="JsonDocument"/> checks that only when a text is read.
/// </summary>
public static class QueryTexts
{
    /// <summary>Throws for the first invalid text. Very fast for a body without escapes in valid UTF-8.</summary>
    /// <exception cref="QueryException">A text holds half a surrogate pair or is not UTF-8; the message names its key.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static void Check(ReadOnlySpan<byte> utf8Json, int maxDepth)
    {
        if (Utf8.IsValid(utf8Json) && utf8Json.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        var json = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = maxDepth });
        var path = new List<(string? Name, int Index)>();
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.PropertyName:
                    if (Fault(ref json) is { } broken)
                    {
                        throw new QueryException($"{Show(path.SkipLast(1))} has a key with {broken}");
                    }

                    path[^1] = (Name(ref json), 0);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.RemoveAt(path.Count - 1);
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    path.Add((null, 0));
                    continue;
                case JsonTokenType.String when Fault(ref json) is { } fault:
                    throw new QueryException($"{Show(path)} has {fault}");
            }

            // The value has ended; in an array, the next value has the next index.
            if (path.Count > 0 && path[^1].Name is null)
            {
                path[^1] = (null, path[^1].Index + 1);
            }
        }
    }

    private static string? Fault(ref readonly Utf8JsonReader json) =>
        !Utf8.IsValid(json.ValueSpan) ? "bytes that are not UTF-8. Send the body in UTF-8."
        : json.ValueIsEscaped && !JsonStrings.HasWholePairs(json.ValueSpan)
            ? "half of a surrogate pair as an escape. Send characters beyond \\uFFFF as two escapes or in UTF-8."
        : null;

    private static string Name(ref readonly Utf8JsonReader json)
    {
        var name = json.GetString()!;
        return name.Length == 0 ? "''" : Expect.Cut(name);
    }

    private static string Show(IEnumerable<(string? Name, int Index)> path)
    {
        var text = string.Concat(
            path.Select(
                (step, depth) =>
                    step.Name is null ? string.Create(CultureInfo.InvariantCulture, $"[{step.Index}]")
                    : depth == 0 ? step.Name
                    : "." + step.Name
            )
        );
        return text is "" or ['[', ..] ? "The body" + text : text;
    }
}
