using System.Buffers;

namespace Analytics.Core.Collection;

/// <summary>
/// Finds the end of a damaged value in a JSON array, so that it can be rejected on its own: a value with a control character or an
/// invalid escape in a string, or with a literal that JSON lacks, such as <c>NaN</c>.
/// </summary>
/// <remarks>
/// Names, colons, commas, brackets and quotation marks must be where JSON requires them. Otherwise no end is returned,
/// because the following events cannot be separated: a missing quotation mark would turn them into text.
/// </remarks>
internal static class DamagedJson
{
    private static readonly SearchValues<byte> LiteralEnd = SearchValues.Create(",:{}[]\" \t\r\n"u8);

    /// <summary>Returns the length in bytes of the value at the start of the text; −1 if it is unknown.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        var open = new Stack<byte>();
        for (var offset = 0; ; )
        {
            if (!TryBeginValue(text, ref offset, open, out var isWhole))
            {
                return -1;
            }

            while (isWhole)
            {
                if (open.Count == 0)
                {
                    return offset;
                }

                var next = Next(text, ref offset);
                if (next == open.Peek())
                {
                    open.Pop();
                }
                else if (next != ',' || (open.Peek() == '}' && !TryPassName(text, ref offset)))
                {
                    return -1;
                }
                else
                {
                    isWhole = false;
                }
            }
        }
    }

    /// <summary>Skips a string, a literal, an empty array or object, or the start of a non-empty one.</summary>
    private static bool TryBeginValue(ReadOnlySpan<byte> text, ref int offset, Stack<byte> open, out bool isWhole)
    {
        isWhole = true;
        var first = Next(text, ref offset);
        switch (first)
        {
            case (byte)'"':
                return TryPassString(text, ref offset);
            case (byte)'{' or (byte)'[':
                var end = (byte)(first + 2);
                if (Peek(text, ref offset) == end)
                {
                    offset++;
                    return true;
                }

                open.Push(end);
                isWhole = false;
                return first == '[' || TryPassName(text, ref offset);
            default:
                offset--;
                var length = text[offset..].IndexOfAny(LiteralEnd);
                offset += Math.Max(length, 0);
                return length > 0;
        }
    }

    private static bool TryPassName(ReadOnlySpan<byte> text, ref int offset) =>
        Next(text, ref offset) == '"' && TryPassString(text, ref offset) && Next(text, ref offset) == ':';

    private static bool TryPassString(ReadOnlySpan<byte> text, ref int offset)
    {
        for (int next; (next = text[offset..].IndexOfAny((byte)'"', (byte)'\\')) >= 0; )
        {
            offset += next + 1;
            if (text[offset - 1] == '"')
            {
                return true;
            }

            offset = Math.Min(offset + 1, text.Length);
        }

        return false;
    }

    /// <summary>Skips white space and one byte, and returns the byte; 0, which occurs in no value, at the end.</summary>
    private static byte Next(ReadOnlySpan<byte> text, ref int offset)
    {
        var next = Peek(text, ref offset);
        offset++;
        return next;
    }

    private static byte Peek(ReadOnlySpan<byte> text, ref int offset)
    {
        while (offset < text.Length && text[offset] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            offset++;
        }

        return offset < text.Length ? text[offset] : (byte)0;
    }
}
