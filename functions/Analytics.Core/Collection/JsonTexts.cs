using System.Text.Json;
using Analytics.Core.Text;

namespace Analytics.Core.Collection;

/// <summary>Turns the current token of a reader into slices, numbers and quotes, without allocating where the event is good.</summary>
internal static class JsonTexts
{
    /// <summary>
    /// The slice of the current scalar: a string's content, unescaped, or the literal itself. Half a surrogate pair becomes U+FFFD.
    /// </summary>
    /// <param name="json">The reader, at the scalar.</param>
    /// <param name="draft">Takes the unescaped text.</param>
    /// <param name="origin">The text that the reader reads, as a slice.</param>
    public static TextSlice SliceOf(ref Utf8JsonReader json, EventDraft draft, TextSlice origin)
    {
        if (json.ValueIsEscaped)
        {
            return draft.Keep(JsonStrings.Unescape(json.ValueSpan, draft.Reserve(json.ValueSpan.Length)));
        }

        var start = (int)json.TokenStartIndex + (json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0);
        return new TextSlice(origin.Start + start, json.ValueSpan.Length, origin.InScratch);
    }

    /// <summary>The current token for a message; leaves an object or array at its end.</summary>
    public static string QuoteAndSkip(ref Utf8JsonReader json)
    {
        if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            var kind = json.TokenType == JsonTokenType.StartObject ? "an object" : "an array";
            Skip(ref json);
            return kind;
        }

        return EventDraft.Quote(json.ValueSpan);
    }

    /// <summary>Leaves an object or array at its end; how deep it nests does not matter, as nothing of it is kept.</summary>
    public static void Skip(ref Utf8JsonReader json)
    {
        if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        var outside = json.CurrentDepth;
        while (json.Read() && json.CurrentDepth > outside) { }
    }

    /// <summary>A finite number or a string that is one.</summary>
    public static bool TryGetNumber(ref Utf8JsonReader json, out double value)
    {
        value = 0;
        var isNumber =
            json.TokenType == JsonTokenType.Number
                ? json.TryGetDouble(out value)
                : json.TokenType == JsonTokenType.String
                    && double.TryParse(json.ValueSpan, System.Globalization.NumberStyles.Float, null, out value);
        return isNumber && double.IsFinite(value);
    }

    /// <summary>True if a text has at most that many code points.</summary>
    public static bool FitsIn(ReadOnlySpan<byte> utf8, int maxCharacters) =>
        utf8.Length <= maxCharacters || CutAt(utf8, maxCharacters) == utf8.Length;

    /// <summary>The length in bytes of the first <paramref name="maxCharacters"/> code points.</summary>
    public static int CutAt(ReadOnlySpan<byte> utf8, int maxCharacters)
    {
        var characters = 0;
        for (var i = 0; i < utf8.Length; i++)
        {
            // Continuation bytes belong to the code point before them.
            if ((utf8[i] & 0xC0) != 0x80 && ++characters > maxCharacters)
            {
                return i;
            }
        }

        return utf8.Length;
    }
}
