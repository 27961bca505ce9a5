using System.Globalization;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Tests.Queries;

public sealed class DateRangesTests
{
    private const string Bounds = "; use a range between 1970 and 2099.";

    // 01:30 on the 16th in Tallinn.
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-15T23:30:30Z", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(RelativeRange.Day, 1, "2026-03-16", "2026-03-16")]
    [InlineData(RelativeRange.Days, 7, "2026-03-09", "2026-03-15")]
    [InlineData(RelativeRange.Days, 28, "2026-02-16", "2026-03-15")]
    [InlineData(RelativeRange.Days, 30, "2026-02-14", "2026-03-15")]
    [InlineData(RelativeRange.Days, 91, "2025-12-15", "2026-03-15")]
    [InlineData(RelativeRange.Month, 1, "2026-03-01", "2026-03-16")]
    [InlineData(RelativeRange.Months, 6, "2025-09-01", "2026-02-28")]
    [InlineData(RelativeRange.Months, 12, "2025-03-01", "2026-02-28")]
    [InlineData(RelativeRange.Year, 1, "2026-01-01", "2026-03-16")]
    [InlineData(RelativeRange.All, 1, "2025-12-24", "2026-03-16")]
    public void Relative_ranges_are_days_of_the_sites_zone(RelativeRange kind, int count, string first, string last) =>
        Assert.Equal((DateOnly.Parse(first), DateOnly.Parse(last)), Resolve(kind, null, count).Days);

    [Theory]
    [InlineData(RelativeRange.Day, 1, "2025-03-01", "2025-03-01")]
    [InlineData(RelativeRange.Days, 7, "2025-02-22", "2025-02-28")]
    [InlineData(RelativeRange.Month, 1, "2025-03-01", "2025-03-01")]
    [InlineData(RelativeRange.Months, 6, "2024-09-01", "2025-02-28")]
    public void A_date_stands_in_for_today(RelativeRange kind, int count, string first, string last) =>
        Assert.Equal((DateOnly.Parse(first), DateOnly.Parse(last)), Resolve(kind, new DateOnly(2025, 3, 1), count).Days);

    [Fact]
    public void Everything_of_a_site_without_events_is_today() =>
        Assert.Equal(
            (new DateOnly(2026, 3, 16), new DateOnly(2026, 3, 16)),
            DateRanges.Resolve(new QueryDateRange.Relative(RelativeRange.All), null, ZoneTimeline.Of("Europe/Tallinn"), Now, null).Days
        );

    [Fact]
    public void Realtime_is_30_minutes_that_end_with_the_current_one()
    {
        var range = Resolve(RelativeRange.Realtime, null);

        Assert.Equal(AskedSite.Second("2026-03-15T23:01:00Z"), range.From);
        Assert.Equal(AskedSite.Second("2026-03-15T23:31:00Z"), range.To);
    }

    [Theory]
    [InlineData("2026-10-25T03:30:00", null, "2026-10-25T00:30:00Z")]
    [InlineData("2026-10-25T03:30:00", 2, "2026-10-25T01:30:00Z")]
    public void Date_times_without_an_offset_are_read_on_the_sites_clock(string wall, int? offset, string expected)
    {
        var moment = new QueryMoment(
            DateTime.Parse(wall, CultureInfo.InvariantCulture),
            offset is { } hours ? TimeSpan.FromHours(hours) : null
        );

        var range = DateRanges.Resolve(new QueryDateRange.Moments(moment, moment), null, ZoneTimeline.Of("Europe/Tallinn"), Now, null);

        Assert.Equal(AskedSite.Second(expected), range.From);
        Assert.Equal(1, range.Length);
    }

    [Theory]
    [InlineData("2026-10-25T03:00:00", "2026-10-25T03:59:59", null, 7_200)]
    [InlineData("2026-10-25T02:00:00", "2026-10-25T03:59:59", null, 10_800)]
    [InlineData("2026-10-25T03:00:00", "2026-10-25T03:29:59", null, 1_800)]
    [InlineData("2026-10-25T03:00:00", "2026-10-25T03:59:59", 3, 3_600)]
    [InlineData("2026-10-25T03:00:00", "2026-10-25T03:59:59", 2, 3_600)]
    [InlineData("2026-10-25T02:00:00", "2026-10-25T02:59:59", null, 3_600)]
    public void A_range_to_the_end_of_a_repeated_hour_has_both(string first, string last, int? offset, int seconds)
    {
        QueryMoment Of(string wall) =>
            new(DateTime.Parse(wall, CultureInfo.InvariantCulture), offset is { } hours ? TimeSpan.FromHours(hours) : null);

        var range = DateRanges.Resolve(
            new QueryDateRange.Moments(Of(first), Of(last)),
            null,
            ZoneTimeline.Of("Europe/Tallinn"),
            Now,
            null
        );

        Assert.Equal(seconds, range.Length);
    }

    [Fact]
    public void A_time_that_the_clock_skips_is_refused()
    {
        var (skipped, after) = (new QueryMoment(new(2026, 3, 29, 3, 30, 0), null), new QueryMoment(new(2026, 3, 29, 4, 0, 0), null));

        var refusal = Assert.Throws<QueryException>(() =>
            DateRanges.Resolve(new QueryDateRange.Moments(skipped, after), null, ZoneTimeline.Of("Europe/Tallinn"), Now, null)
        );
        Assert.Equal(
            "date_range has 2026-03-29T03:30:00, which clocks in Europe/Tallinn skip; "
                + "use another time, or one with an offset like 2026-03-29T04:00:00+03:00.",
            refusal.Message
        );
    }

    [Fact]
    public void The_last_24_hours_end_with_the_current_second()
    {
        var range = Resolve(RelativeRange.Last24Hours, null);

        Assert.Equal((AskedSite.Second("2026-03-14T23:30:31Z"), AskedSite.Second("2026-03-15T23:30:31Z")), (range.From, range.To));
    }

    [Theory]
    [InlineData("Europe/Tallinn", "2026-03-15T23:30:30Z", 2)]
    [InlineData("Asia/Kolkata", "2026-03-15T23:30:30Z", 6)]
    [InlineData("Europe/Tallinn", "2026-10-25T00:30:00Z", 5)]
    [InlineData("Europe/Tallinn", "2026-10-25T01:30:00Z", 5)]
    [InlineData("Europe/Tallinn", "2026-03-29T01:30:00Z", 4)]
    public void Today_is_trimmed_to_the_end_of_the_current_hour(string zoneId, string now, int hours)
    {
        var (zone, time) = (ZoneTimeline.Of(zoneId), DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        var today = new QueryDateRange.Relative(RelativeRange.Day);
        var whole = DateRanges.Resolve(today, null, zone, time, null);

        var trimmed = DateRanges.Trim(whole, today, zone, time);

        Assert.Equal(whole.From, trimmed.From);
        Assert.Equal(hours * 3_600, trimmed.Length);
        Assert.Same(whole, DateRanges.Trim(whole, new QueryDateRange.Days(whole.Days!.Value.First, whole.Days.Value.Last), zone, time));
    }

    [Fact]
    public void Ranges_out_of_bounds_are_refused()
    {
        var zone = ZoneTimeline.Of("UTC");

        Assert.Equal(
            "date_range is 1969-12-31 to 2000-01-01" + Bounds,
            Refusal(() => DateRanges.Whole(new(1969, 12, 31), new(2000, 1, 1), zone))
        );
        Assert.Equal(
            "date_range is 2000-01-01 to 2100-01-01" + Bounds,
            Refusal(() => DateRanges.Whole(new(2000, 1, 1), new(2100, 1, 1), zone))
        );
        Assert.Equal("date_range is 1889-04-23 to 2026-03-15" + Bounds, Refusal(() => Resolve(RelativeRange.Days, null, 50_000)));
        Assert.Equal("date_range is 1896-03-01 to 2026-02-28" + Bounds, Refusal(() => Resolve(RelativeRange.Months, null, 1_560)));
        var (first, last) = (new QueryMoment(new(1960, 1, 1), null), new QueryMoment(new(2026, 1, 1), null));
        Assert.Equal(
            "date_range is 1960-01-01T00:00:00 to 2026-01-01T00:00:00" + Bounds,
            Refusal(() => DateRanges.Resolve(new QueryDateRange.Moments(first, last), null, zone, Now, null))
        );
        Assert.Equal(
            "date_range ends (1960-01-01T00:00:00) before it begins (2026-01-01T00:00:00); swap the two date-times.",
            Refusal(() => DateRanges.Resolve(new QueryDateRange.Moments(last, first), null, zone, Now, null))
        );
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("0001-01-08")]
    [InlineData("1969-12-31")]
    [InlineData("2100-01-01")]
    [InlineData("9999-12-31")]
    public void A_date_out_of_bounds_is_refused_by_name_for_every_range(string date)
    {
        foreach (var kind in Enum.GetValues<RelativeRange>())
        {
            var refusal = Assert.Throws<QueryException>(() => Resolve(kind, DateOnly.Parse(date, CultureInfo.InvariantCulture), 12));
            Assert.Equal($"date is {date}; give a day between 1970 and 2099.", refusal.Message);
        }
    }

    private static string Refusal(Func<TimeRange> resolve) => Assert.Throws<QueryException>(resolve).Message;

    private static TimeRange Resolve(RelativeRange kind, DateOnly? date, int count = 1) =>
        DateRanges.Resolve(
            new QueryDateRange.Relative(kind, count),
            date,
            ZoneTimeline.Of("Europe/Tallinn"),
            Now,
            AskedSite.Second("2025-12-23T23:00:00Z")
        );
}
