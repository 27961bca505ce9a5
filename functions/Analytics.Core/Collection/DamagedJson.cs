using System.Buffers;

namespace Analytics.Core.Collection;

/// <summary>
/// Finds where a damaged value of a JSON array ends, so that it is rejected alone: one with a control character or a wrong escape in a
/// string, or with a literal that JSON lacks, such as <c>NaN</c>.
/// </summary>
/// <remarks>
/// Names, colons, commas, brackets and quotation marks must stand where JSON wants them. A value for which they do not is given up,
/// because what follows it can't be told from it: a missing quotation mark would turn the next events into text.
/// </remarks>
internal static class DamagedJson
{
    private static readonly SearchValues<byte> LiteralEnd = SearchValues.Create(",:{}[]\" \t\r\n"u8);

    /// <summary>The length of the value at the start of the text in bytes; −1 if it can't be told.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        var open = new Stack<byte>();
        for (var at = 0; ;)
        {
            if (!TryBeginValue(text, ref at, open, out var isWhole))
            {
                return -1;
            }

            while (isWhole)
            {
                if (open.Count == 0)
                {
                    return at;
                }

                var next = Next(text, ref at);
                if (next == open.Peek())
                {
                    open.Pop();
                }
                else if (next != ',' || (open.Peek() == '}' && !TryPassName(text, ref at)))
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

    /// <summary>Passes a string, a literal, an empty array or object, or the start of another.</summary>
    private static bool TryBeginValue(ReadOnlySpan<byte> text, ref int at, Stack<byte> open, out bool isWhole)
    {
        isWhole = true;
        var first = Next(text, ref at);
        switch (first)
        {
            case (byte)'"':
                return TryPassString(text, ref at);
            case (byte)'{' or (byte)'[':
                var end = (byte)(first + 2);
                if (Peek(text, ref at) == end)
                {
                    at++;
                    return true;
                }

                open.Push(end);
                isWhole = false;
                return first == '[' || TryPassName(text, ref at);
            default:
                at--;
                var length = text[at..].IndexOfAny(LiteralEnd);
                at += Math.Max(length, 0);
                return length > 0;
        }
    }

    private static bool TryPassName(ReadOnlySpan<byte> text, ref int at) =>
        Next(text, ref at) == '"' && TryPassString(text, ref at) && Next(text, ref at) == ':';

    private static bool TryPassString(ReadOnlySpan<byte> text, ref int at)
    {
        for (int next; (next = text[at..].IndexOfAny((byte)'"', (byte)'\\')) >= 0;)
        {
            at += next + 1;
            if (text[at - 1] == '"')
            {
                return true;
            }

            at = Math.Min(at + 1, text.Length);
        }

        return false;
    }

    /// <summary>The next byte that is no white space, which is passed; 0 at the end, which is no byte of a value.</summary>
    private static byte Next(ReadOnlySpan<byte> text, ref int at)
    {
        var next = Peek(text, ref at);
        at++;
        return next;
    }

    private static byte Peek(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        return at < text.Length ? text[at] : (byte)0;
    }
}
