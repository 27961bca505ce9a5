using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Core.Queries.Times;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;

namespace Analytics.Web.Legacy;

/// <summary>
/// Translates <c>period</c> and <c>date</c> to the range of a query. Unlike those of a query, periods of days include the date itself.
/// </summary>
internal static class LegacyPeriod
{
    private const string Format = "yyyy-MM-dd";

    /// <param name="period">The period that the client sent; empty for 30d.</param>
    /// <param name="date">The date that the client sent; empty for today.</param>
    /// <param name="today">Today in the site's time zone.</param>
    /// <exception cref="ApiException">400 naming the parameter.</exception>
    public static JsonNode Range(string period, string date, DateOnly today)
    {
        if (period == "custom")
        {
            return date.Split(',') is [var first, var last]
                ? Pair(Day(first), Day(last))
                : throw JsonBody.Bad($"date: '{Excerpt.Of(date)}' is no pair of days; send period=custom&date=2026-01-01,2026-01-31");
        }

        var day = date.Length == 0 ? today : Day(date);
        var month = new DateOnly(day.Year, day.Month, 1);
        return period switch
        {
            "day" => Pair(day, day),
            "7d" => Pair(day.AddDays(-6), day),
            "" or "30d" => Pair(day.AddDays(-29), day),
            "month" => Pair(month, month.AddMonths(1).AddDays(-1)),
            "6mo" => Pair(month.AddMonths(-5), month.AddMonths(1).AddDays(-1)),
            "12mo" => Pair(month.AddMonths(-11), month.AddMonths(1).AddDays(-1)),
            "year" => Pair(new DateOnly(day.Year, 1, 1), new DateOnly(day.Year, 12, 31)),
            "all" or "realtime" => JsonValue.Create(period),
            _ => throw JsonBody.Bad(
                $"period: '{Excerpt.Of(period)}' is unknown; send day, 7d, 30d, month, 6mo, 12mo, year, all, realtime or custom"
            ),
        };
    }

    /// <summary>Returns the time dimension of a series.</summary>
    /// <exception cref="ApiException">400 for an unknown interval.</exception>
    public static string Interval(string interval, string period) =>
        interval switch
        {
            "" => period switch
            {
                "day" => "time:hour",
                "6mo" or "12mo" or "year" or "all" => "time:month",
                "realtime" => "time:minute",
                _ => "time:day",
            },
            "date" or "day" => "time:day",
            "minute" or "hour" or "week" or "month" => "time:" + interval,
            _ => throw JsonBody.Bad($"interval: '{Excerpt.Of(interval)}' is unknown; send minute, hour, date, week or month"),
        };

    private static JsonArray Pair(DateOnly first, DateOnly last) =>
        new(first.ToString(Format, CultureInfo.InvariantCulture), last.ToString(Format, CultureInfo.InvariantCulture));

    private static DateOnly Day(string text) =>
        DateOnly.TryParseExact(text.Trim(), Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= DateRanges.FirstYear and <= DateRanges.LastYear
            ? day
            : throw JsonBody.Bad(
                $"date: '{Excerpt.Of(text)}' is no day from {DateRanges.FirstYear} to {DateRanges.LastYear}; send one as 2026-01-31"
            );
}
