using Analytics.Local.Demo;

namespace Analytics.Local.Tests.Demo;

public sealed class DemoTrafficTests
{
    private static readonly DateOnly Friday = new(2026, 11, 13);
    private static readonly DateOnly BlackFriday = new(2026, 11, 27);
    private static readonly DateOnly Outage = new(2026, 10, 20);
    private static readonly DateOnly News = new(2026, 9, 17);

    private readonly DemoTraffic _traffic = new();

    [Fact]
    public void A_day_is_the_same_each_time_it_is_made()
    {
        var first = Texts(_traffic.VisitsOf(Friday));
        _ = _traffic.VisitsOf(Friday.AddDays(1)).Count();

        Assert.Equal(first, Texts(new DemoTraffic().VisitsOf(Friday)));
    }

    [Fact]
    public void Events_of_a_visit_follow_each_other_and_ids_are_unique()
    {
        var visits = _traffic.VisitsOf(Friday).ToList();

        Assert.All(visits, visit => Assert.Equal(visit.Events.OrderBy(one => one.At), visit.Events));
        Assert.All(visits, visit => Assert.NotEmpty(visit.Events));
        Assert.Equal(visits.Count, visits.Select(visit => (visit.Site, visit.Id)).Distinct().Count());
    }

    [Fact]
    public void Black_Friday_is_the_busiest_and_the_shop_is_closed_in_an_outage()
    {
        var ordinary = Count(Friday);

        Assert.InRange(Count(BlackFriday), 2.5 * ordinary, 6 * ordinary);
        Assert.InRange(Count(News), 2.2 * Count(News.AddDays(7)), 4 * Count(News.AddDays(7)));

        // Tallinn is three hours ahead until the clock goes back.
        Assert.DoesNotContain(Shop(Outage), visit => DateTimeOffset.FromUnixTimeMilliseconds(visit.Events[0].At).Hour is 11 or 12);
        Assert.Contains(Shop(Outage.AddDays(1)), visit => DateTimeOffset.FromUnixTimeMilliseconds(visit.Events[0].At).Hour is 11 or 12);
    }

    [Fact]
    public void Visitors_come_back_to_the_shop_and_not_to_the_blog()
    {
        var (first, second) = (_traffic.VisitsOf(Friday).ToList(), _traffic.VisitsOf(Friday.AddDays(1)).ToList());
        var again = first.Select(visit => visit.Visitor).Intersect(second.Select(visit => visit.Visitor)).ToList();

        Assert.InRange(again.Count, 3, 60);
        Assert.All(again, visitor => Assert.StartsWith("demo-s-", visitor));
    }

    private double Count(DateOnly day) => Shop(day).Count();

    private IEnumerable<DemoVisit> Shop(DateOnly day) => _traffic.VisitsOf(day).Where(visit => visit.Site == DemoTraffic.Shop);

    private static string Texts(IEnumerable<DemoVisit> visits) =>
        string.Join('\n', visits.Select(visit => $"{visit.Site} {visit.Id} {visit.Visitor} {visit.Origin} {visit.Place} {visit.Agent} "
            + string.Join(' ', visit.Events.Select(one => $"{one.At} {one.Name} {one.Path} {one.Amount}"))));
}
