namespace Analytics.Core.AccessLogs;

/// <summary>Reads the time of an access log: <c>17/May/2015:10:05:03 +0000</c>.</summary>
internal static class AccessLogTime
{
    private const int Length = 26;

    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        if (text.Length != Length || text[2] != '/' || text[6] != '/' || text[11] != ':' || text[14] != ':' || text[17] != ':'
            || text[20] != ' ' || text[21] is not ((byte)'+' or (byte)'-')
            || !TryDigits(text[..2], out var day) || !TryDigits(text[7..11], out var year)
            || !TryDigits(text[12..14], out var hour) || !TryDigits(text[15..17], out var minute) || !TryDigits(text[18..20], out var second)
            || !TryDigits(text[22..24], out var offsetHours) || !TryDigits(text[24..26], out var offsetMinutes))
        {
            return false;
        }

        var month = MonthOf(text[3..6]);
        if (month == 0 || year == 0 || day == 0 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 60 || offsetHours > 23 || offsetMinutes > 59)
        {
            return false;
        }

        var offset = ((offsetHours * 60L) + offsetMinutes) * 60_000 * (text[21] == '-' ? -1 : 1);
        unixMilliseconds = new DateTimeOffset(year, month, day, hour, minute, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()
            + (second * 1000L) - offset;
        return true;
    }

    private static int MonthOf(ReadOnlySpan<byte> name)
    {
        var at = "JanFebMarAprMayJunJulAugSepOctNovDec"u8.IndexOf(name);
        return at >= 0 && at % 3 == 0 ? (at / 3) + 1 : 0;
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
