using System.Globalization;

namespace Analytics.Core.Periods;

/// <summary>One UTC hour, day or month.</summary>
/// <param name="Tier">Hour, day or month.</param>
/// <param name="Start">Its first second, Unix time.</param>
public readonly record struct RollupPeriod(RollupTier Tier, long Start)
{
    /// <summary>Seconds of an hour.</summary>
    public const int Hour = 3600;

    /// <summary>Seconds of a day.</summary>
    public const int Day = 86400;

    /// <summary>The end, exclusive.</summary>
    public long End =>
        Tier switch
        {
            RollupTier.Hour => Start + Hour,
            RollupTier.Day => Start + Day,
            _ => DateTimeOffset.FromUnixTimeSeconds(Start).AddMonths(1).ToUnixTimeSeconds(),
        };

    /// <summary>
    /// Seconds that one slot of the totals covers: a minute of an hour, a quarter of an hour of a day, an hour of a month.
    /// </summary>
    public int SlotSeconds =>
        Tier switch
        {
            RollupTier.Hour => 60,
            RollupTier.Day => 900,
            _ => Hour,
        };

    /// <summary>Returns the slot of this period that contains a slot of a part, or of a shorter period within it.</summary>
    public int SlotOf(int slot, RollupPeriod part) =>
        part == this ? slot : (int)((part.Start + ((long)slot * part.SlotSeconds) - Start) / SlotSeconds);

    /// <summary>The row key of the rollup: <c>h|2026-11-21T07</c>, <c>d|2026-11-21</c> or <c>m|2026-11</c>.</summary>
    public string RowKey =>
        Prefix(Tier)
        + DateTimeOffset
            .FromUnixTimeSeconds(Start)
            .UtcDateTime.ToString(
                Tier switch
                {
                    RollupTier.Hour => "yyyy-MM-ddTHH",
                    RollupTier.Day => "yyyy-MM-dd",
                    _ => "yyyy-MM",
                },
                CultureInfo.InvariantCulture
            );

    /// <summary>The row key of the marker of a rollup that must be rebuilt from the tier below.</summary>
    public string StaleKey => "s|" + RowKey;

    /// <summary>Returns the prefix of the row keys of a tier.</summary>
    public static string Prefix(RollupTier tier) =>
        tier switch
        {
            RollupTier.Hour => "h|",
            RollupTier.Day => "d|",
            _ => "m|",
        };

    /// <summary>Returns the prefix of <see cref="StaleKey"/> in a tier.</summary>
    public static string StalePrefix(RollupTier tier) => "s|" + Prefix(tier);

    /// <summary>Returns the period of a tier that contains a second.</summary>
    public static RollupPeriod Of(RollupTier tier, long second)
    {
        if (tier != RollupTier.Month)
        {
            var length = tier == RollupTier.Hour ? Hour : Day;
            return new(tier, second - Modulo(second, length));
        }

        var date = DateTimeOffset.FromUnixTimeSeconds(second);
        return new(tier, new DateTimeOffset(date.Year, date.Month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds());
    }

    /// <summary>Returns the whole hours around a range of seconds: the first second and the end, exclusive.</summary>
    public static (long From, long To) HoursAround(long from, long to) =>
        (Of(RollupTier.Hour, from).Start, Of(RollupTier.Hour, to - 1).End);

    /// <summary>Parses a <see cref="RowKey"/>.</summary>
    /// <exception cref="FormatException">The text is not the row key of a rollup.</exception>
    public static RollupPeriod Parse(string rowKey)
    {
        var (tier, format) = rowKey is [var kind, '|', ..]
            ? kind switch
            {
                'h' => (RollupTier.Hour, "yyyy-MM-ddTHH"),
                'd' => (RollupTier.Day, "yyyy-MM-dd"),
                'm' => (RollupTier.Month, "yyyy-MM"),
                _ => throw Unknown(rowKey),
            }
            : throw Unknown(rowKey);
        return DateTimeOffset.TryParseExact(
            rowKey.AsSpan(2),
            format,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var start
        )
            ? new(tier, start.ToUnixTimeSeconds())
            : throw Unknown(rowKey);
    }

    /// <summary>Returns the number of a second's UTC day, 0 for 1970-01-01.</summary>
    public static long DayNumber(long second) => (second - Modulo(second, Day)) / Day;

    private static FormatException Unknown(string rowKey) => new($"'{rowKey}' is no row key of a rollup.");

    private static long Modulo(long value, long divisor) => ((value % divisor) + divisor) % divisor;
}
