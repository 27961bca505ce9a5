using Analytics.Core.Queries;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Tests.Queries;

public sealed class ZoneTests
{
    [Theory]
    [InlineData("Asia/Kathmandu", "2026-03-15", "2026-03-14T18:15:00Z", 24)]
    [InlineData("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z", 24.5)]
    [InlineData("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30:00Z", 23.5)]
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", 23)]
    [InlineData("America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", 25)]
    [InlineData("Europe/Tallinn", "2026-03-29", "2026-03-28T22:00:00Z", 23)]
    [InlineData("Europe/Tallinn", "2026-10-25", "2026-10-24T21:00:00Z", 25)]
    [InlineData("Africa/Casablanca", "2024-03-10", "2024-03-09T23:00:00Z", 25)]
    [InlineData("Africa/Casablanca", "2024-04-14", "2024-04-14T00:00:00Z", 23)]
    [InlineData("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", 24)]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", 0)]
    [InlineData("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", 24)]
    [InlineData("America/St_Johns", "2005-10-30", "2005-10-30T02:30:00Z", 25)]
    public void A_day_starts_at_its_first_instant_and_has_all_its_hours(string zone, string day, string start, double hours)
    {
        var timeline = ZoneTimeline.Of(zone);
        var date = DateOnly.Parse(day);

        var range = DateRanges.Whole(date, date, timeline);

        Assert.Equal(AskedSite.Second(start), range.From);
        Assert.Equal(hours * 3_600, range.Length);
    }

    [Theory]
    [InlineData("Europe/Tallinn", "2026-10-25", 24, "2026-10-25 03:00:00", 7_200)]
    [InlineData("Europe/Tallinn", "2026-03-29", 23, "2026-03-29 02:00:00", 3_600)]
    [InlineData("Australia/Lord_Howe", "2026-04-05", 24, "2026-04-05 01:00:00", 5_400)]
    [InlineData("Australia/Lord_Howe", "2026-10-04", 24, "2026-10-04 02:00:00", 1_800)]
    [InlineData("America/Sao_Paulo", "2018-11-04", 23, "2018-11-04 01:00:00", 3_600)]
    [InlineData("America/Sao_Paulo", "2018-02-17", 24, "2018-02-17 23:00:00", 7_200)]
    [InlineData("Africa/Casablanca", "2024-03-10", 24, "2024-03-10 02:00:00", 7_200)]
    [InlineData("Asia/Kathmandu", "2026-03-15", 24, "2026-03-15 13:00:00", 3_600)]
    public void A_repeated_hour_is_one_bucket_and_a_skipped_one_is_none(string zone, string day, int count, string label, long seconds)
    {
        var timeline = ZoneTimeline.Of(zone);
        var range = DateRanges.Whole(DateOnly.Parse(day), DateOnly.Parse(day), timeline);

        var buckets = TimeBuckets.Cut(range, TimeGranularity.Hour, timeline, 0);

        Assert.Equal(count, buckets.Labels.Count);
        Assert.Equal(count, buckets.Labels.Distinct().Count());
        var index = buckets.Labels.ToList().IndexOf(label);
        var end = index + 1 < count ? buckets.Starts[index + 1] : range.To;
        Assert.Equal(seconds, end - buckets.Starts[index]);
    }

    [Fact]
    public void A_day_that_the_zone_skipped_is_no_bucket()
    {
        var apia = ZoneTimeline.Of("Pacific/Apia");
        var range = DateRanges.Whole(new(2011, 12, 28), new(2012, 1, 1), apia);

        var buckets = TimeBuckets.Cut(range, TimeGranularity.Day, apia, 0);

        Assert.Equal(["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"], buckets.Labels);
        Assert.Equal(4 * 86_400, range.Length);
    }

    [Theory]
    [InlineData("Europe/Tallinn")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Africa/Casablanca")]
    [InlineData("Pacific/Apia")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Antarctica/Troll")]
    [InlineData("America/St_Johns")]
    [InlineData("UTC")]
    public void The_timeline_agrees_with_the_systems_clock_at_every_quarter_of_an_hour(string id)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var timeline = ZoneTimeline.Of(id);
        for (var instant = AskedSite.Second("2005-01-01"); instant < AskedSite.Second("2030-01-01"); instant += 900)
        {
            var expected = zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(instant)).TotalSeconds;
            if (expected != timeline.OffsetAt(instant))
            {
                Assert.Fail($"{id} at {instant}: {timeline.OffsetAt(instant)} instead of {expected}.");
            }
        }
    }

    [Theory]
    [InlineData("Australia/Lord_Howe", TimeGranularity.Hour, "2026-01-01", "2026-12-31")]
    [InlineData("Antarctica/Troll", TimeGranularity.Hour, "2026-01-01", "2026-12-31")]
    [InlineData("America/St_Johns", TimeGranularity.Hour, "2005-01-01", "2006-12-31")]
    [InlineData("America/Sao_Paulo", TimeGranularity.Day, "1990-01-01", "2019-12-31")]
    [InlineData("Pacific/Apia", TimeGranularity.Week, "2011-01-05", "2012-12-30")]
    [InlineData("Africa/Casablanca", TimeGranularity.Month, "2015-01-15", "2026-02-11")]
    public void Buckets_cover_the_range_in_order_and_each_label_occurs_once(string id, TimeGranularity unit, string first, string last)
    {
        var zone = ZoneTimeline.Of(id);
        var range = DateRanges.Whole(DateOnly.Parse(first), DateOnly.Parse(last), zone);

        var buckets = TimeBuckets.Cut(range, unit, zone, 0);

        Assert.Equal(range.From, buckets.Starts[0]);
        Assert.True(buckets.Starts[^1] < range.To);
        Assert.Equal(buckets.Starts.Order().Distinct(), buckets.Starts);
        Assert.Equal(buckets.Labels.Order(StringComparer.Ordinal).Distinct(), buckets.Labels);
        Assert.Equal(buckets.Starts.Count, buckets.Labels.Count);
    }

    [Fact]
    public void Weeks_begin_on_Monday_and_are_cut_at_the_edges()
    {
        var zone = ZoneTimeline.Of("Europe/Tallinn");
        var range = DateRanges.Whole(new(2026, 1, 1), new(2026, 1, 14), zone);

        var buckets = TimeBuckets.Cut(range, TimeGranularity.Week, zone, 0);

        Assert.Equal(["2026-01-01", "2026-01-05", "2026-01-12"], buckets.Labels);
        Assert.Equal(AskedSite.Second("2026-01-04T22:00:00Z"), buckets.Starts[1]);
    }

    [Fact]
    public void Months_keep_the_label_of_their_first_day_when_cut()
    {
        var zone = ZoneTimeline.Of("UTC");
        var range = DateRanges.Whole(new(2026, 1, 20), new(2026, 3, 2), zone);

        Assert.Equal(["2026-01-01", "2026-02-01", "2026-03-01"], TimeBuckets.Cut(range, TimeGranularity.Month, zone, 0).Labels);
    }

    [Fact]
    public void Buckets_before_the_range_are_whole_and_the_rest_of_a_cut_one_is_marked()
    {
        var zone = ZoneTimeline.Of("UTC");
        var range = DateRanges.Whole(new(2026, 1, 1), new(2026, 1, 14), zone);

        var buckets = TimeBuckets.Cut(range, TimeGranularity.Week, zone, 2);

        Assert.True(buckets.HasRest);
        Assert.Equal(3, buckets.Lead);
        Assert.Equal(
            [AskedSite.Second("2025-12-15"), AskedSite.Second("2025-12-22"), AskedSite.Second("2025-12-29"), range.From],
            buckets.Starts.Take(4)
        );
    }

    [Fact]
    public void Too_many_buckets_are_refused()
    {
        var zone = ZoneTimeline.Of("UTC");
        var range = DateRanges.Whole(new(2000, 1, 1), new(2026, 1, 14), zone);

        Assert.Throws<QueryException>(() => TimeBuckets.Cut(range, TimeGranularity.Hour, zone, 0));
    }

    [Fact]
    public void An_unknown_zone_is_said_to_be_unknown() =>
        Assert.Contains(
            "Mars/Olympus",
            Assert.Throws<TimeZoneNotFoundException>(() => ZoneTimeline.Of("Mars/Olympus")).Message,
            StringComparison.Ordinal
        );
}
