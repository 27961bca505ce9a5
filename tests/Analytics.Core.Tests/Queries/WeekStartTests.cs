using System.Globalization;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;
using Analytics.Core.Sites;

namespace Analytics.Core.Tests.Queries;

/// <summary>Weeks that begin on any day, beside calendars that count days one by one.</summary>
public sealed class WeekStartTests
{
    public static TheoryData<string, string, string> Ranges =>
        new()
        {
            { "Etc/UTC", "2025-12-20", "2026-01-20" },
            { "Europe/Tallinn", "2026-03-20", "2026-04-05" },
            { "Europe/Tallinn", "2026-10-20", "2026-11-05" },
            { "America/Sao_Paulo", "2018-10-28", "2018-11-12" },
            { "Africa/Casablanca", "2024-03-03", "2024-04-21" },
            { "Pacific/Apia", "2011-12-20", "2012-01-08" },
            { "Asia/Kathmandu", "2024-02-25", "2024-03-05" },
        };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Every_hour_is_in_the_week_that_a_calendar_shows(string zone, string first, string last)
    {
        foreach (var weekStart in Enum.GetValues<DayOfWeek>())
        {
            var timeline = ZoneTimeline.Of(SiteOf(zone, weekStart));
            var (firstDay, lastDay) = (Day(first), Day(last));
            var range = DateRanges.Whole(firstDay, lastDay, timeline);

            var buckets = TimeBuckets.Cut(range, TimeGranularity.Week, timeline, 2);

            for (var second = range.From; second < range.To; second += 1_800)
            {
                var day = LocalDay(zone, second);
                var start = WeekOf(day, weekStart);
                var label = buckets.Labels[buckets.BucketOf(second) - buckets.Lead];
                Assert.Equal(Text(start < firstDay ? firstDay : start), label);
                if (weekStart == DayOfWeek.Monday)
                {
                    var date = day.ToDateTime(TimeOnly.MinValue);
                    var monday = ISOWeek.ToDateTime(ISOWeek.GetYear(date), ISOWeek.GetWeekOfYear(date), DayOfWeek.Monday);
                    Assert.Equal(DateOnly.FromDateTime(monday), start);
                }
            }

            string?[] cut =
            [
                WeekOf(firstDay, weekStart) == firstDay ? null : buckets.Labels[0],
                WeekOf(lastDay, weekStart).AddDays(6) == lastDay ? null : buckets.Labels[^1],
            ];
            Assert.Equal(cut.OfType<string>().Distinct(), buckets.Partial);
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void The_weeks_before_a_range_begin_on_the_same_day(string zone, string first, string last)
    {
        foreach (var weekStart in Enum.GetValues<DayOfWeek>())
        {
            var timeline = ZoneTimeline.Of(SiteOf(zone, weekStart));
            var range = DateRanges.Whole(Day(first), Day(last), timeline);

            var buckets = TimeBuckets.Cut(range, TimeGranularity.Week, timeline, 3);

            Assert.Equal(WeekOf(Day(first), weekStart) == Day(first) ? 3 : 4, buckets.Lead);
            Assert.Equal(WeekOf(Day(first), weekStart) != Day(first), buckets.HasRest);
            Assert.All(buckets.Starts.Take(buckets.Lead), start => Assert.Equal(weekStart, LocalDay(zone, start).DayOfWeek));
        }
    }

    [Fact]
    public void A_site_without_the_setting_begins_its_weeks_on_monday()
    {
        var site = new Site("shop.example", "Etc/UTC", DateTimeOffset.UnixEpoch);

        Assert.Equal(DayOfWeek.Monday, site.FirstDayOfWeek);
        Assert.Same(ZoneTimeline.Of("Etc/UTC"), ZoneTimeline.Of(site));
    }

    /// <summary>The first day of a week, found by going back a day at a time.</summary>
    private static DateOnly WeekOf(DateOnly day, DayOfWeek weekStart)
    {
        while (day.DayOfWeek != weekStart)
        {
            day = day.AddDays(-1);
        }

        return day;
    }

    private static DateOnly LocalDay(string zone, long second) =>
        DateOnly.FromDateTime(
            TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(second), TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime
        );

    private static Site SiteOf(string zone, DayOfWeek weekStart) =>
        new("shop.example", zone, DateTimeOffset.UnixEpoch) { WeekStart = weekStart };

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
