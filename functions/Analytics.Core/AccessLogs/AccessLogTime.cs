namespace Analytics.Core.AccessLogs;

/// <summary>
/// Parses the times of access logs: <c>17/May/2015:10:05:03 +0000</c>, also with a fraction, in brackets, or without a zone (then UTC);
/// ISO 8601, also with slashes; Unix seconds or milliseconds, also with a fraction. Pure.
/// </summary>
internal static class AccessLogTime
{
    private const int Length = 26;
    private const int WithoutZone = 20;
    private const int MaxLength = 40;

    // As seconds this is the year 5138, as milliseconds March 1973: a larger number is in milliseconds or a finer unit.
    private const double MaxSeconds = 100_000_000_000;

    /// <summary>Parses a time in any of the forms.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        text = text is [(byte)'[', .., (byte)']'] ? text[1..^1] : text;
        if (text.Length is < 9 or > MaxLength)
        {
            return false;
        }

        if (text[2] == '/')
        {
            return TryParseCommon(text, out unixMilliseconds);
        }

        return text[4] is (byte)'-' or (byte)'/' ? TryParseIso(text, out unixMilliseconds) : TryParseUnix(text, out unixMilliseconds);
    }

    /// <summary>Splits a line at its first brackets, which hold a time.</summary>
    /// <param name="line">The line.</param>
    /// <param name="head">The part before the brackets and the space before them; not empty.</param>
    /// <param name="rest">The part after the brackets and the space after them.</param>
    /// <param name="unixMilliseconds">The time.</param>
    /// <returns>False if the first brackets hold no time.</returns>
    public static bool TrySplit(
        ReadOnlySpan<byte> line,
        out ReadOnlySpan<byte> head,
        out ReadOnlySpan<byte> rest,
        out long unixMilliseconds
    )
    {
        head = rest = default;
        unixMilliseconds = 0;
        var open = line.IndexOf(" ["u8);
        var close = line.IndexOf("] "u8);
        if (open <= 0 || close < open || !TryParse(line[(open + 2)..close], out unixMilliseconds))
        {
            return false;
        }

        head = line[..open];
        rest = line[(close + 2)..];
        return true;
    }

    private static bool TryParseUnix(ReadOnlySpan<byte> text, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        if (
            !System.Buffers.Text.Utf8Parser.TryParse(text, out double number, out var consumed)
            || consumed != text.Length
            || number < 0
            || number > MaxSeconds * 1_000_000_000
        )
        {
            return false;
        }

        // Seconds, then milliseconds, microseconds and nanoseconds.
        for (var digits = number; digits > MaxSeconds * 1000; digits /= 1000)
        {
            number /= 1000;
        }

        unixMilliseconds = (long)Math.Round(number > MaxSeconds ? number : number * 1000);
        return true;
    }

    private static bool TryParseIso(ReadOnlySpan<byte> text, out long unixMilliseconds)
    {
        Span<char> characters = stackalloc char[MaxLength];
        var length = System.Text.Encoding.Latin1.GetChars(text, characters);
        var parsed = DateTimeOffset.TryParse(
            characters[..length],
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal,
            out var time
        );
        unixMilliseconds = time.ToUnixTimeMilliseconds();
        return parsed;
    }

    private static bool TryParseCommon(ReadOnlySpan<byte> text, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        var fraction = TakeFraction(ref text);
        text = text.Length == WithoutZone ? (byte[])[.. text, .. " +0000"u8] : text;
        return TryParseSeconds(text, fraction, out unixMilliseconds);
    }

    /// <summary>Removes the fraction of a second, as in <c>:03.123 +0000</c>, if there is one.</summary>
    /// <returns>The fraction in milliseconds; 0 without one.</returns>
    private static int TakeFraction(ref ReadOnlySpan<byte> text)
    {
        var milliseconds = 0;
        if (text.Length <= WithoutZone || text[WithoutZone] is not ((byte)'.' or (byte)','))
        {
            return milliseconds;
        }

        var position = WithoutZone + 1;
        for (var scale = 100; position < text.Length && char.IsAsciiDigit((char)text[position]); position++, scale /= 10)
        {
            milliseconds += (text[position] - '0') * scale;
        }

        text = (byte[])[.. text[..WithoutZone], .. text[position..]];
        return milliseconds;
    }

    private static bool TryParseSeconds(ReadOnlySpan<byte> text, int fraction, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        if (
            text.Length != Length
            || text[2] != '/'
            || text[6] != '/'
            || text[11] != ':'
            || text[14] != ':'
            || text[17] != ':'
            || text[20] != ' '
            || text[21] is not ((byte)'+' or (byte)'-')
            || !TryDigits(text[..2], out var day)
            || !TryDigits(text[7..11], out var year)
            || !TryDigits(text[12..14], out var hour)
            || !TryDigits(text[15..17], out var minute)
            || !TryDigits(text[18..20], out var second)
            || !TryDigits(text[22..24], out var offsetHours)
            || !TryDigits(text[24..26], out var offsetMinutes)
        )
        {
            return false;
        }

        var month = MonthOf(text[3..6]);
        if (
            month == 0
            || year == 0
            || day == 0
            || day > DateTime.DaysInMonth(year, month)
            || hour > 23
            || minute > 59
            || second > 60
            || offsetHours > 23
            || offsetMinutes > 59
        )
        {
            return false;
        }

        var offset = ((offsetHours * 60L) + offsetMinutes) * 60_000 * (text[21] == '-' ? -1 : 1);
        unixMilliseconds =
            new DateTimeOffset(year, month, day, hour, minute, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()
            + (second * 1000L)
            + fraction
            - offset;
        return true;
    }

    private static int MonthOf(ReadOnlySpan<byte> name)
    {
        var position = "JanFebMarAprMayJunJulAugSepOctNovDec"u8.IndexOf(name);
        return position >= 0 && position % 3 == 0 ? (position / 3) + 1 : 0;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var b in text)
        {
            if (b is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (b - '0');
        }

        return true;
    }
}
