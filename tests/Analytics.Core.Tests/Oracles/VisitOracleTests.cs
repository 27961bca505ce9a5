using System.Globalization;

namespace Analytics.Core.Tests.Oracles;

/// <summary>The oracle itself, on sets of events that can be judged by eye.</summary>
public sealed class VisitOracleTests
{
    private const string Site = "site.example";

    [Fact]
    public void A_visit_goes_on_over_midnight_under_the_id_that_yesterdays_is_carried_with()
    {
        var oracle = Oracle(At(-10, 4), At(10, 6, 4), At(35, 6), At(55, 6));

        Assert.Equal("1 visitors 1 visits 4 pageviews 4 events 0% 3900 s", Total(oracle));
        Assert.Equal(4UL, Assert.Single(oracle.Visits).Person);
    }

    [Fact]
    public void An_evening_that_ended_is_not_continued() =>
        Assert.Equal("2 visitors 2 visits 2 pageviews 2 events 100% 0 s", Total(Oracle(At(-240, 4), At(10, 6, 4))));

    [Theory]
    [InlineData(30, 1)]
    [InlineData(31, 2)]
    public void Half_an_hour_belongs_together_and_more_does_not(int minutes, int visits) =>
        Assert.Equal(visits, Oracle(At(600, 4), At(600 + minutes, 4)).Visits.Count);

    [Fact]
    public void A_lasting_id_goes_on_over_midnight_without_carrying_another() =>
        Assert.Equal("1 visitors 1 visits 2 pageviews 2 events 0% 1200 s", Total(Oracle(At(-10, 5), At(10, 5))));

    [Fact]
    public void A_visit_crosses_one_midnight_and_a_day_that_it_fills_is_followed_by_a_new_one()
    {
        var endless = Enumerable.Range(0, 286).Select(n => At(-1_390 + (n * 20), 5)).ToArray();

        var oracle = Oracle(endless);

        Assert.Equal(
            [(-1_390, 1_430), (1_450, 2_870), (2_890, 4_310)],
            oracle.Visits.Select(visit => (Minute(visit.Start), Minute(visit.End)))
        );
        Assert.StartsWith("1 visitors 3 visits", Total(oracle), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, 2)]
    [InlineData(31, 1)]
    public void A_day_is_filled_from_its_first_half_hour_on(int minute, int visits) =>
        Assert.Equal(visits, Oracle([At(minute, 5), .. Enumerable.Range(2, 71).Select(n => At(n * 20, 5))]).Visits.Count);

    [Fact]
    public void Ids_of_three_days_that_continue_each_other_are_one_visitor()
    {
        var second = Enumerable.Range(0, 71).Select(n => At(10 + (n * 20), 6, n == 0 ? 4UL : 0)).ToArray();

        Assert.StartsWith(
            "1 visitors 2 visits",
            Total(Oracle([At(-10, 4), .. second, At(1_430, 6), At(1_450, 8, 6)])),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Engagement_prolongs_a_visit_but_begins_none_and_counts_nowhere()
    {
        Assert.Equal(
            "1 visitors 1 visits 2 pageviews 2 events 0% 3000 s",
            Total(Oracle(At(600, 4), At(625, 4) with { Name = "engagement" }, At(650, 4)))
        );
        Assert.Empty(Oracle(At(600, 4) with { Name = "engagement" }).Visits);
    }

    [Fact]
    public void Only_pageviews_and_interactive_events_end_a_bounce()
    {
        var quiet = At(610, 4) with { Name = "seen", Interactive = false };

        Assert.Equal("1 visitors 1 visits 1 pageviews 2 events 100% 0 s", Total(Oracle(At(600, 4), quiet)));
        Assert.Equal("1 visitors 1 visits 1 pageviews 2 events 0% 600 s", Total(Oracle(At(600, 4), quiet with { Interactive = true })));
    }

    [Fact]
    public void A_visit_holds_ten_thousand_events_a_day()
    {
        var many = Enumerable.Range(0, 10_001).Select(n => At(60, 4) with { Milliseconds = Midnight + 3_600_000 + n }).ToArray();

        Assert.Equal([10_000, 1], Oracle(many).Visits.Select(visit => visit.Events.Count));
    }

    [Fact]
    public void The_same_id_and_timestamp_is_one_event_also_of_another_visitor()
    {
        var e = At(600, 6) with { Id = "o-1" };

        Assert.Equal(2UL, Assert.Single(Oracle(e, e, e with { Visitor = 2 }).Events).Visitor);
        Assert.Equal(3, Oracle(e, e with { Milliseconds = e.Milliseconds + 1 }, e with { Site = "other.example" }).Events.Count);
    }

    [Fact]
    public void An_id_without_a_timestamp_counts_once_in_72_hours_from_the_one_that_counted()
    {
        int[] hours = [0, 50, 71, 73, 140, 146];

        var counted = Oracle([.. hours.Reverse().Select(hour => At(hour * 60, 4) with { Id = "o-1", HasTimestamp = false })]).Events;

        Assert.Equal([0, 73, 146], counted.Select(e => Minute(e.Second) / 60));
    }

    [Fact]
    public void By_hour_a_visit_counts_in_each_and_its_duration_in_the_last()
    {
        var rows = Ask(Oracle(At(590, 4), At(615, 4) with { Name = "engagement" }, At(640, 4), At(665, 4)), OracleGrain.Hour);

        Assert.Equal(
            [
                new("1970-01-02 09:00:00", "", 1, 1, 1, 1, 0, 0, 3),
                new("1970-01-02 10:00:00", "", 1, 1, 1, 1, 0, 0, 3),
                new("1970-01-02 11:00:00", "", 1, 1, 1, 1, 0, 4_500, 3),
            ],
            rows
        );
    }

    [Fact]
    public void By_day_and_source_a_visit_counts_where_it_began_and_under_what_its_first_event_says()
    {
        var rows = Ask(Oracle(At(-10, 4) with { Source = "A" }, At(10, 6, 4) with { Source = "B" }), OracleGrain.Day, bySource: true);

        Assert.Equal([new("1970-01-01", "A", 1, 1, 1, 1, 0, 1_200, 2), new("1970-01-02", "A", 1, 0, 1, 1, null, null, null)], rows);
    }

    private const long Midnight = 86_400_000;

    private static VisitOracle Oracle(params RawEvent[] events) => new(events.Reverse());

    private static RawEvent At(int minute, ulong visitor, ulong yesterdays = 0) =>
        new(Site, Midnight + (minute * 60_000L), visitor) { YesterdaysVisitor = yesterdays };

    private static int Minute(long second) => (int)((second - (Midnight / 1_000)) / 60);

    private static IReadOnlyList<OracleRow> Ask(VisitOracle oracle, OracleGrain grain, bool bySource = false) =>
        new OracleQuestion(Site, 0, 20 * 86_400, grain, bySource).Answer(oracle);

    private static string Total(VisitOracle oracle)
    {
        var row = Assert.Single(Ask(oracle, OracleGrain.Total));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Visitors} visitors {row.Visits} visits {row.Pageviews} pageviews "
                + $"{row.Events} events {row.BounceRate}% {row.VisitDuration} s"
        );
    }
}
