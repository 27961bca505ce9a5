using System.Buffers;
using System.Text;
using Analytics.Core.EventLog;

namespace Analytics.Core.Acquisition;

/// <summary>Normalises the path of a page, so that every way to escape its address is one page. Pure and thread-safe.</summary>
/// <remarks>
/// <c>/caf%C3%A9</c>, <c>/%63afé</c> and <c>/café </c> are the page <c>/café</c>. Escapes that are not UTF-8 stay, and so do <c>%2F %3F
/// %23 %25 %00</c>: decoded they would change the address or make it invalid.
/// </remarks>
internal static class PagePath
{
    private static readonly SearchValues<byte> Delimiters = SearchValues.Create("/?#%\0"u8);

    /// <summary>
    /// Returns the page of a path or fragment: at most <see cref="EventLimits.PathCharacters"/>, without spaces at its end.
    /// </summary>
    public static string Decode(ReadOnlySpan<char> text) =>
        Cut((text.Contains('%') ? Unescape(text) : text).TrimEnd()).TrimEnd().ToString();

    /// <summary>
    /// Cuts a text to <see cref="EventLimits.PathCharacters"/>, never between the halves of a surrogate pair, which could not be stored
    /// as UTF-8.
    /// </summary>
    public static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text)
    {
        const int Max = EventLimits.PathCharacters;
        return text.Length <= Max ? text : text[..(char.IsHighSurrogate(text[Max - 1]) ? Max - 1 : Max)];
    }

    private static string Unescape(ReadOnlySpan<char> text)
    {
        var decoded = new StringBuilder(text.Length);
        var bytes = new byte[text.Length / 3];
        for (var index = 0; index < text.Length; )
        {
            var count = EscapesAt(text[index..], bytes);
            if (count == 0)
            {
                decoded.Append(text[index++]);
                continue;
            }

            AppendDecoded(decoded, bytes.AsSpan(0, count), text.Slice(index, count * 3));
            index += count * 3;
        }

        return decoded.ToString();
    }

    /// <summary>Decodes the consecutive escapes at the start of a text.</summary>
    /// <returns>The number of escapes.</returns>
    private static int EscapesAt(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var count = 0;
        while (text.Length >= 3 && text[0] == '%' && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]))
        {
            bytes[count++] = byte.Parse(text[1..3], System.Globalization.NumberStyles.AllowHexSpecifier, null);
            text = text[3..];
        }

        return count;
    }

    private static void AppendDecoded(StringBuilder decoded, ReadOnlySpan<byte> bytes, ReadOnlySpan<char> escapes)
    {
        while (!bytes.IsEmpty)
        {
            var isCharacter = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done;
            if (isCharacter && !(rune.IsAscii && Delimiters.Contains((byte)rune.Value)))
            {
                decoded.Append(rune.ToString());
            }
            else
            {
                decoded.Append(escapes[..(length * 3)]);
            }

            bytes = bytes[length..];
            escapes = escapes[(length * 3)..];
        }
    }
}
