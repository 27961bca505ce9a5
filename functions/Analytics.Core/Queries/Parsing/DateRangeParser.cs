using System.Globalization;
using System.Text.Json;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Parsing;

/// <summary>Parses date ranges, days and date-times.</summary>
internal static class DateRangeParser
{
    /// <summary>The maximum number of days. More would begin before 1970 even on the last day of 2099.</summary>
    private const int MaxDays = 50_000;
    private const int MaxMonths = 1_560;

    private static readonly (string Name, RelativeRange Range)[] Relative =
    [
        ("realtime", RelativeRange.Realtime),
        ("24h", RelativeRange.Last24Hours),
        ("day", RelativeRange.Day),
        ("month", RelativeRange.Month),
        ("year", RelativeRange.Year),
        ("all", RelativeRange.All),
    ];

    private static readonly string[] LocalFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm"];
    private static readonly string[] OffsetFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    private const string TwoDays = "two days like [\"2026-01-01\", \"2026-01-31\"]";

    public static string Accepted { get; } =
        $"one of {string.Join(", ", Relative.Select(range => range.Name))}, a number of days like 7d, of months like 6mo, "
        + $"or {TwoDays}, "
        + "or two date-times like [\"2026-01-01T12:00:00+02:00\", \"2026-01-01T15:59:59+02:00\"]";

    public static QueryDateRange Parse(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            foreach (var (name, range) in Relative)
            {
                if (element.ValueEquals(name))
                {
                    return new QueryDateRange.Relative(range);
                }
            }

            if (ParseCount(element.GetString()!, path) is { } relativeRange)
            {
                return relativeRange;
            }
        }

        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != 2)
        {
            throw new QueryException($"{path} is {Expect.Show(element)}; use {Accepted}.");
        }

        var first = Expect.Text(element[0], $"{path}[0]");
        var last = Expect.Text(element[1], $"{path}[1]");
        return first.Contains('T', StringComparison.Ordinal) || last.Contains('T', StringComparison.Ordinal)
            ? new QueryDateRange.Moments(Moment(first, $"{path}[0]"), Moment(last, $"{path}[1]"))
            : Days(Day(first, $"{path}[0]"), Day(last, $"{path}[1]"), path);
    }

    private static QueryDateRange.Relative? ParseCount(string text, string path)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || text.AsSpan(0, digits).IndexOfAnyExcept('0') < 0)
        {
            return null;
        }

        (RelativeRange Kind, int Max)? unit = text[digits..] switch
        {
            "d" => (RelativeRange.Days, MaxDays),
            "mo" => (RelativeRange.Months, MaxMonths),
            _ => null,
        };
        return unit is not var (kind, max) ? null
            : int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= max
                ? new(kind, count)
            : throw new QueryException($"{path} is '{Expect.Cut(text)}'; give at most {max}{text[digits..]}, or {TwoDays}.");
    }

    public static DateOnly ParseDay(JsonElement element, string path) => Day(Expect.Text(element, path), path);

    private static QueryDateRange.Days Days(DateOnly first, DateOnly last, string path) =>
        first <= last
            ? new QueryDateRange.Days(first, last)
            : throw new QueryException($"{path} ends ({last:yyyy-MM-dd}) before it begins ({first:yyyy-MM-dd}); swap the two days.");

    private static DateOnly Day(string text, string path) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new QueryException($"{path} is '{Expect.Cut(text)}', which is no day; write it like 2026-01-31.");

    private static QueryMoment Moment(string text, string path)
    {
        var invariant = CultureInfo.InvariantCulture;
        if (DateTime.TryParseExact(text, LocalFormats, invariant, DateTimeStyles.None, out var local))
        {
            return new QueryMoment(local, null);
        }

        return DateTimeOffset.TryParseExact(text, OffsetFormats, invariant, DateTimeStyles.AssumeUniversal, out var moment)
            ? new QueryMoment(moment.DateTime, moment.Offset)
            : throw new QueryException($"{path} is '{Expect.Cut(text)}', which is no date-time; write it like 2026-01-01T12:00:00+02:00.");
    }
}
