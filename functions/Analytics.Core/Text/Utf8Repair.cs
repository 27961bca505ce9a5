using System.Text;
using System.Text.Unicode;

namespace Analytics.Core.Text;

/// <summary>Replaces invalid UTF-8 by U+FFFD, as browsers do: one for each maximal prefix of a character. O(n); thread-safe.</summary>
internal static class Utf8Repair
{
    /// <summary>Returns the text itself if it is well-formed, otherwise a repaired copy, up to three times as long.</summary>
    public static ReadOnlySpan<byte> WellFormed(ReadOnlySpan<byte> utf8)
    {
        if (Utf8.IsValid(utf8))
        {
            return utf8;
        }

        // The length is computed first, so that the only buffer is the repaired copy.
        var repaired = new byte[Repair(utf8, default)];
        Repair(utf8, repaired);
        return repaired;
    }

    /// <summary>Writes the repaired text, or only counts its bytes if the target is empty.</summary>
    private static int Repair(ReadOnlySpan<byte> utf8, Span<byte> target)
    {
        var written = 0;
        while (!utf8.IsEmpty)
        {
            var ascii = utf8.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            ascii = ascii < 0 ? utf8.Length : ascii;
            if (!target.IsEmpty)
            {
                utf8[..ascii].CopyTo(target[written..]);
            }

            written += ascii;
            utf8 = utf8[ascii..];
            while (!utf8.IsEmpty && utf8[0] >= 0x80)
            {
                Rune.DecodeFromUtf8(utf8, out var rune, out var consumed);
                utf8 = utf8[consumed..];
                written += target.IsEmpty ? rune.Utf8SequenceLength : rune.EncodeToUtf8(target[written..]);
            }
        }

        return written;
    }
}
