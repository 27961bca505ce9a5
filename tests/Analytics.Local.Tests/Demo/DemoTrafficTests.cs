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

    [Fact]
    public void Of_those_who_first_come_in_a_week_of_three_months_a_third_comes_in_the_next_week_and_readers_of_the_newsletter_more()
    {
        const int weeks = 13;
        double[] plan = [31, 24, 19, 17, 16, 15];
        var monday = Friday.AddDays(-4 - ((weeks - 1) * 7));
        var visits = Enumerable
            .Range(0, weeks * 7)
            .SelectMany(day => Shop(monday.AddDays(day)).Select(visit => (visit.Visitor, visit.Origin, Week: day / 7)))
            .ToList();

        // By the definition of retention: who first comes in a week of the range, and who of them has a visit in the week so many later.
        List<double> Retention(Func<int, bool> isOrigin)
        {
            var people = visits
                .GroupBy(static visit => visit.Visitor)
                .Select(static person => (First: person.First(), Weeks: person.Select(static visit => visit.Week).ToHashSet()))
                .Where(person => isOrigin(person.First.Origin))
                .ToList();
            return
            [
                .. Enumerable
                    .Range(1, plan.Length)
                    .Select(later =>
                        people.Where(person => person.First.Week + later < weeks).ToList() is var followed
                            ? 100.0 * followed.Count(person => person.Weeks.Contains(person.First.Week + later)) / followed.Count
                            : 0
                    ),
            ];
        }

        var (all, newsletter) = (Retention(static _ => true), Retention(DemoTexts.IsNewsletter));
        var found = string.Join(' ', all.Concat(newsletter).Select(static share => $"{share:F1}"));

        Assert.True(all.Zip(plan).All(static pair => Math.Abs(pair.First - pair.Second) <= 2), found);
        Assert.True(newsletter.Zip(all).All(static pair => pair.First >= pair.Second * 1.15), found);
    }

    [Fact]
    public void Of_visitors_who_see_a_product_as_many_take_each_step_of_the_checkout_as_planned_and_fewer_on_phones()
    {
        const int months = 6;
        const int daysOfMonth = 28;
        double[] plan = [38, 21, 14, 3.1];
        Func<DemoEvent, bool>[] steps =
        [
            static one => one.Name == "pageview" && one.Path.StartsWith("/products/", StringComparison.Ordinal),
            static one => one.Name == "add_to_cart",
            static one => one is { Name: "pageview", Path: "/checkout" },
            static one => one.Name == "payment",
            static one => one.Name == "purchase",
        ];

        // By the definition of a funnel: a visitor takes the steps one after another in one visit. The page shows four weeks.
        int Taken(DemoVisit visit) =>
            visit.Events.Aggregate(0, (taken, one) => taken < steps.Length && steps[taken](one) ? taken + 1 : taken);
        var people = Enumerable
            .Range(0, months * daysOfMonth)
            .SelectMany(back => Shop(Friday.AddDays(-back)).Select(visit => (Visit: visit, Month: back / daysOfMonth)))
            .GroupBy(static one => (one.Visit.Visitor, one.Month), static one => one.Visit)
            .Select(person => (DemoTexts.Agents[person.First().Agent].IsPhone, Taken: person.Max(Taken)))
            .Where(static person => person.Taken > 0)
            .ToList();
        double Share(int taken, Func<bool, bool> isOf) =>
            100.0 * people.Count(person => isOf(person.IsPhone) && person.Taken > taken) / people.Count(person => isOf(person.IsPhone));

        double[] all = [.. Enumerable.Range(1, plan.Length).Select(taken => Share(taken, static _ => true))];
        var (phones, others) = (Share(plan.Length, static isPhone => isPhone), Share(plan.Length, static isPhone => !isPhone));
        var found = string.Join(' ', all.Append(phones).Append(others).Select(static share => $"{share:F1}"));

        Assert.True(all.Zip(plan).All(static pair => Math.Abs(pair.First - pair.Second) <= pair.Second * 0.06), found);
        Assert.True(Math.Abs(phones - 1.9) <= 0.3 && Math.Abs(others - 4.8) <= 0.4, found);
    }

    [Fact]
    public void A_person_keeps_place_and_browser()
    {
        var visits = Enumerable.Range(0, 28).SelectMany(back => Shop(Friday.AddDays(-back))).ToList();

        Assert.All(
            visits.GroupBy(static visit => visit.Visitor),
            static person => Assert.Single(person.Select(static visit => (visit.Place, visit.Agent)).Distinct())
        );
    }

    [Fact]
    public void Every_dimension_has_many_values_and_some_visits_have_no_place()
    {
        var visits = Enumerable.Range(0, 28).SelectMany(back => Shop(Friday.AddDays(-back))).ToList();
        var places = visits.Select(visit => DemoTexts.Places[visit.Place]).ToList();
        var engaged = visits.SelectMany(visit => visit.Events).Where(one => one.Name == "engagement").ToList();

        Assert.InRange(places.Select(place => place.Country).Distinct().Count(), 40, 60);
        Assert.Contains(places, place => place.Country.Length == 0);
        Assert.InRange(visits.Select(visit => DemoTexts.Origins[visit.Origin].Referrer).Distinct().Count(), 30, 70);
        Assert.InRange(visits.Select(visit => DemoTexts.Agents[visit.Agent].Agent).Distinct().Count(), 12, 20);
        Assert.NotEmpty(engaged);
        Assert.All(engaged, one => Assert.InRange(one.Engagement!.Value.Depth, 20, 100));
        Assert.All(visits, visit => Assert.NotEqual("engagement", visit.Events[0].Name));
    }

    private double Count(DateOnly day) => Shop(day).Count();

    private IEnumerable<DemoVisit> Shop(DateOnly day) => _traffic.VisitsOf(day).Where(visit => visit.Site == DemoTraffic.Shop);

    private static string Texts(IEnumerable<DemoVisit> visits) =>
        string.Join(
            '\n',
            visits.Select(visit =>
                $"{visit.Site} {visit.Id} {visit.Visitor} {visit.Origin} {visit.Place} {visit.Agent} "
                + string.Join(' ', visit.Events.Select(one => $"{one.At} {one.Name} {one.Path} {one.Amount}"))
            )
        );
}
