namespace Analytics.Core.Collection;

/// <summary>
/// Parses timestamps: ISO 8601 in its extended form (UTC without an offset), or Unix milliseconds. Pure and thread-safe.
/// </summary>
public static class EventTimestamp
{
    /// <summary>
    /// Parses <c>yyyy-MM-dd</c>, then optionally <c>T</c> or a space, <c>HH:mm</c>, <c>:ss</c>, a fraction, and <c>Z</c> or an offset; or
    /// Unix milliseconds.
    /// </summary>
    /// <returns>False if the text has another form or no such moment exists.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        if (
            !TryParseDigits(text, 0, 4, out var year)
            || !Is(text, 4, '-')
            || !TryParseDigits(text, 5, 2, out var month)
            || !Is(text, 7, '-')
            || !TryParseDigits(text, 8, 2, out var day)
            || year == 0
            || month is 0 or > 12
            || day == 0
            || day > DateTime.DaysInMonth(year, month)
        )
        {
            return TryParseMilliseconds(text, out unixMilliseconds);
        }

        long milliseconds = 0;
        text = text[10..];
        if (!text.IsEmpty && (text[0] is not ((byte)'T' or (byte)'t' or (byte)' ') || !TryParseTime(text[1..], out milliseconds)))
        {
            return false;
        }

        unixMilliseconds = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() + milliseconds;
        return true;
    }

    private static bool TryParseMilliseconds(ReadOnlySpan<byte> text, out long value) =>
        System.Buffers.Text.Utf8Parser.TryParse(text, out value, out var consumed) && consumed == text.Length;

    private static bool TryParseTime(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (
            !TryParseDigits(text, 0, 2, out var hour)
            || !Is(text, 2, ':')
            || !TryParseDigits(text, 3, 2, out var minute)
            || hour > 23
            || minute > 59
        )
        {
            return false;
        }

        milliseconds = ((hour * 60L) + minute) * 60_000;
        text = text[5..];
        if (Is(text, 0, ':'))
        {
            // A leap second counts as the second after it.
            if (!TryParseDigits(text, 1, 2, out var second) || second > 60)
            {
                return false;
            }

            milliseconds += second * 1000L;
            text = ReadFraction(text[3..], ref milliseconds);
        }

        return TryParseOffset(text, ref milliseconds);
    }

    private static ReadOnlySpan<byte> ReadFraction(ReadOnlySpan<byte> text, scoped ref long milliseconds)
    {
        if (!Is(text, 0, '.') && !Is(text, 0, ','))
        {
            return text;
        }

        var scale = 100;
        var offset = 1;
        for (; offset < text.Length && text[offset] is >= (byte)'0' and <= (byte)'9'; offset++)
        {
            milliseconds += (text[offset] - '0') * scale;
            scale /= 10;
        }

        // A point without digits is left in the text, where it fails as an offset.
        return offset == 1 ? text : text[offset..];
    }

    private static bool TryParseOffset(ReadOnlySpan<byte> text, ref long milliseconds)
    {
        if (text.IsEmpty || (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z'))
        {
            return true;
        }

        if (text[0] is not ((byte)'+' or (byte)'-') || !TryParseDigits(text, 1, 2, out var hours))
        {
            return false;
        }

        var sign = text[0] == '-' ? 1 : -1;
        text = text[3..];
        text = Is(text, 0, ':') ? text[1..] : text;
        var minutes = 0;
        if (hours > 23 || (!text.IsEmpty && (text.Length != 2 || !TryParseDigits(text, 0, 2, out minutes) || minutes > 59)))
        {
            return false;
        }

        milliseconds += sign * ((hours * 60L) + minutes) * 60_000;
        return true;
    }

    private static bool Is(ReadOnlySpan<byte> text, int offset, char expected) => offset < text.Length && text[offset] == expected;

    private static bool TryParseDigits(ReadOnlySpan<byte> text, int offset, int count, out int value)
    {
        value = 0;
        if (text.Length < offset + count)
        {
            return false;
        }

        for (var i = offset; i < offset + count; i++)
        {
            if (text[i] is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (text[i] - '0');
        }

        return true;
    }
}
