using System.Text;
using System.Text.Json;

namespace Analytics.Core.Text;

/// <summary>
/// Reads strings of JSON that may contain half a surrogate pair (<c>"\ud83d"</c>), which scripts produce that cut a text to a length. The
/// framework's reader throws for them; here each half becomes U+FFFD. Allocates nothing; thread-safe.
/// </summary>
public static class JsonStrings
{
    private const int EscapeBytes = 6;

    /// <summary>Copies a string without its escapes.</summary>
    /// <param name="escaped">The content between the quotation marks, as a JSON reader accepted it.</param>
    /// <param name="target">At least as long as <paramref name="escaped"/>.</param>
    /// <returns>Bytes written; well-formed UTF-8 if <paramref name="escaped"/> is.</returns>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> target)
    {
        var written = 0;
        for (int next; (next = escaped.IndexOf((byte)'\\')) >= 0; )
        {
            escaped[..next].CopyTo(target[written..]);
            written += next;
            escaped = escaped[next..];
            if (escaped[1] == 'u')
            {
                written += ReadRune(ref escaped, out _).EncodeToUtf8(target[written..]);
                continue;
            }

            target[written++] = escaped[1] switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                var same => same,
            };
            escaped = escaped[2..];
        }

        escaped.CopyTo(target[written..]);
        return written + escaped.Length;
    }

    /// <summary>Returns true if no escape of the string is half a surrogate pair.</summary>
    /// <param name="escaped">The content between the quotation marks, as a JSON reader accepted it.</param>
    public static bool HasWholePairs(ReadOnlySpan<byte> escaped)
    {
        for (int next; (next = escaped.IndexOf((byte)'\\')) >= 0; )
        {
            escaped = escaped[next..];
            if (escaped[1] != 'u')
            {
                escaped = escaped[2..];
                continue;
            }

            ReadRune(ref escaped, out var isHalf);
            if (isHalf)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns true if the current name or string of the reader equals a text, escaped or not.</summary>
    /// <param name="json">The reader, over one contiguous text.</param>
    /// <param name="utf8">The text to compare with; at most 256 bytes.</param>
    public static bool ValueIs(ref readonly Utf8JsonReader json, ReadOnlySpan<byte> utf8)
    {
        var value = json.ValueSpan;
        if (!json.ValueIsEscaped)
        {
            return value.SequenceEqual(utf8);
        }

        // Each byte of an ASCII text takes six bytes at most.
        Span<byte> unescaped = stackalloc byte[256 * EscapeBytes];
        return value.Length <= utf8.Length * EscapeBytes
            && value.Length <= unescaped.Length
            && unescaped[..Unescape(value, unescaped)].SequenceEqual(utf8);
    }

    /// <summary>Reads the escape <c>\uXXXX</c> at the start, including its second half if it is a pair, and advances past it.</summary>
    private static Rune ReadRune(ref ReadOnlySpan<byte> escaped, out bool isHalf)
    {
        var first = ReadUnit(escaped);
        escaped = escaped[EscapeBytes..];
        isHalf = char.IsSurrogate(first);
        if (!isHalf)
        {
            return new Rune(first);
        }

        if (
            char.IsHighSurrogate(first)
            && escaped.Length >= EscapeBytes
            && escaped[0] == '\\'
            && escaped[1] == 'u'
            && Rune.TryCreate(first, ReadUnit(escaped), out var pair)
        )
        {
            escaped = escaped[EscapeBytes..];
            isHalf = false;
            return pair;
        }

        return Rune.ReplacementChar;
    }

    private static char ReadUnit(ReadOnlySpan<byte> escape)
    {
        var unit = 0;
        foreach (var digit in escape[2..EscapeBytes])
        {
            unit = (unit << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return (char)unit;
    }
}
