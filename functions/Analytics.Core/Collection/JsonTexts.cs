using System.Text.Json;
using Analytics.Core.Text;

namespace Analytics.Core.Collection;

/// <summary>Converts the current token of a reader to slices, numbers and quotes. Allocates nothing for valid events.</summary>
internal static class JsonTexts
{
    /// <summary>
    /// Returns the slice of the current scalar: a string's unescaped content, or the literal itself. Half a surrogate pair becomes
    /// U+FFFD.
    /// </summary>
    /// <param name="json">The reader, at the scalar.</param>
    /// <param name="draft">Receives the unescaped text.</param>
    /// <param name="origin">The text of the reader, as a slice.</param>
    public static TextSlice SliceOf(ref Utf8JsonReader json, EventDraft draft, TextSlice origin)
    {
        if (json.ValueIsEscaped)
        {
            return draft.Keep(JsonStrings.Unescape(json.ValueSpan, draft.Reserve(json.ValueSpan.Length)));
        }

        var start = (int)json.TokenStartIndex + (json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0);
        return new TextSlice(origin.Start + start, json.ValueSpan.Length, origin.InScratch);
    }

    /// <summary>Formats the current token for a message; moves to the end of an object or array.</summary>
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

    /// <summary>Moves to the end of an object or array of any depth.</summary>
    public static void Skip(ref Utf8JsonReader json)
    {
        if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        var outside = json.CurrentDepth;
        while (json.Read() && json.CurrentDepth > outside) { }
    }

    /// <summary>Reads a finite number, or a string that contains one.</summary>
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

    /// <summary>Returns true if a text has at most that many code points.</summary>
    public static bool FitsIn(ReadOnlySpan<byte> utf8, int maxCharacters) =>
        utf8.Length <= maxCharacters || CutAt(utf8, maxCharacters) == utf8.Length;

    /// <summary>Returns the length in bytes of the first <paramref name="maxCharacters"/> code points.</summary>
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
