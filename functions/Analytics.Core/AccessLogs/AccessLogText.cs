using System.Text;
using System.Text.Unicode;

namespace Analytics.Core.AccessLogs;

/// <summary>Texts of access logs as clients sent them.</summary>
public static class AccessLogText
{
    /// <summary>
    /// Removes the server's escapes (<c>\"</c>, <c>\\</c>, <c>\t</c>, <c>\x22</c>) and replaces bytes that are not UTF-8 by U+FFFD.
    /// </summary>
    public static string Unescape(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(text);
        }

        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            bytes[length++] = text[i] == '\\' && i + 1 < text.Length ? Escaped(text, ref i) : text[i];
        }

        return Encoding.UTF8.GetString(bytes.AsSpan(0, length));
    }

    /// <summary>
    /// Decodes a text of a line: removes the escapes if the line has them, and replaces bytes that are not UTF-8 by U+FFFD.
    /// </summary>
    internal static string Decode(in AccessLogLine line, ReadOnlySpan<byte> text) =>
        line.IsEscaped ? Unescape(text) : Encoding.UTF8.GetString(text);

    /// <summary>Returns true if <see cref="Decode"/> would return the text unchanged.</summary>
    internal static bool IsPlain(in AccessLogLine line, ReadOnlySpan<byte> text) =>
        !(line.IsEscaped && text.Contains((byte)'\\')) && Utf8.IsValid(text);

    private static byte Escaped(ReadOnlySpan<byte> text, ref int i)
    {
        var escaped = text[++i];
        if (escaped == 'x' && i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]))
        {
            i += 2;
            return (byte)((HexOf(text[i - 1]) << 4) | HexOf(text[i]));
        }

        return escaped switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'v' => (byte)'\v',
            _ => escaped,
        };
    }

    private static int HexOf(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
