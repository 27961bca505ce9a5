namespace Analytics.Core.AccessLogs;

/// <summary>Decodes the per-cent escapes of W3C logs. Pure.</summary>
internal static class LogEscapes
{
    /// <summary>Turns escaped escapes, <c>%2520</c>, into escapes, <c>%20</c>.</summary>
    /// <param name="text">The field.</param>
    /// <param name="target">Receives the text; at least as long as the field, and possibly the same memory.</param>
    /// <returns>Bytes written.</returns>
    public static int Undouble(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var written = 0;
        for (var i = 0; i < text.Length; i++)
        {
            target[written++] = text[i];
            if (
                text[i] == '%'
                && i + 4 < text.Length
                && text[i + 1] == '2'
                && text[i + 2] == '5'
                && IsHex(text[i + 3])
                && IsHex(text[i + 4])
            )
            {
                i += 2;
            }
        }

        return written;
    }

    /// <summary>Decodes an agent in place: per-cent escapes, and <c>+</c> for spaces if it has none otherwise.</summary>
    /// <returns>The new length.</returns>
    public static int DecodeAgent(Span<byte> agent)
    {
        var hasSpaces = agent.Contains((byte)' ') || agent.IndexOf("%20"u8) >= 0;
        var written = 0;
        for (var i = 0; i < agent.Length; i++)
        {
            if (agent[i] == '%' && i + 2 < agent.Length && IsHex(agent[i + 1]) && IsHex(agent[i + 2]))
            {
                agent[written++] = (byte)((HexOf(agent[i + 1]) << 4) | HexOf(agent[i + 2]));
                i += 2;
            }
            else
            {
                agent[written++] = agent[i] == '+' && !hasSpaces ? (byte)' ' : agent[i];
            }
        }

        return written;
    }

    private static bool IsHex(byte digit) => char.IsAsciiHexDigit((char)digit);

    private static int HexOf(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
