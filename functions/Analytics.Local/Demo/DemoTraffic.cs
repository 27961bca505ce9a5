using System.Globalization;

namespace Analytics.Local.Demo;

/// <summary>
/// Generates the demo's visits, day by day. A day is the same each time it is generated. Immutable, safe for concurrent use.
/// </summary>
internal sealed class DemoTraffic
{
    /// <summary>The shop, which has all kinds of events.</summary>
    public const string Shop = "shop.example";

    /// <summary>The shop's blog, whose visitors have no permanent id.</summary>
    public const string Blog = "blog.shop.example";

    private const double ShopVisits = 130;
    private const double BlogVisits = 35;
    private const int Millisecond = 1000;
    private const double EngagedShare = 0.3;
    private const int LongestStep = 150;

    // One step of a hundred is a pause of up to 25 minutes.
    private const int PauseFrom = 135;
    private const int PauseFactor = 10;

    private static readonly (string, string)[] NoProps = [];

    private readonly TimeZoneInfo _shopZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tallinn");
    private readonly TimeZoneInfo _blogZone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    /// <summary>Returns the visits of a day of both sites, in no particular order.</summary>
    public IEnumerable<DemoVisit> VisitsOf(DateOnly day) =>
        SiteVisits(Shop, day, _shopZone, ShopVisits, 1).Concat(SiteVisits(Blog, day, _blogZone, BlogVisits, 2));

    private static IEnumerable<DemoVisit> SiteVisits(string site, DateOnly day, TimeZoneInfo zone, double atOrigin, int salt)
    {
        var random = new Random((day.DayNumber * 31) + salt);
        var count = (int)(DemoCalendar.Visits(day, atOrigin) * (0.88 + (random.NextDouble() * 0.24)));
        for (var number = 0; number < count; number++)
        {
            var hour = Pick(random, DemoTexts.Hours, static weight => weight);
            if (!DemoCalendar.IsOutage(day, hour) || site != Shop)
            {
                yield return Visit(site, day, zone, number, hour, random);
            }
        }

        if (site == Shop && DemoCalendar.IsInTheNews(day))
        {
            for (var number = 0; number < count * 2; number++)
            {
                yield return Visit(
                    site,
                    day,
                    zone,
                    count + number,
                    12 + (int)(Math.Pow(random.NextDouble(), 2) * 6),
                    random,
                    fromTheNews: true
                );
            }
        }
    }

    private static DemoVisit Visit(
        string site,
        DateOnly day,
        TimeZoneInfo zone,
        int number,
        int hour,
        Random random,
        bool fromTheNews = false
    )
    {
        var wall = day.ToDateTime(new TimeOnly(hour, random.Next(60), random.Next(60), random.Next(Millisecond)));
        // A local time that the zone skips is moved by an hour.
        var utc = TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(wall) ? wall.AddHours(1) : wall, zone);
        var time = new DateTimeOffset(utc).ToUnixTimeMilliseconds();
        var origin = fromTheNews
            ? Array.FindIndex(DemoTexts.Origins, one => one.Referrer.Contains("news.example", StringComparison.Ordinal))
            : Pick(random, DemoTexts.Origins, static one => one.Share);
        var place = Pick(random, DemoTexts.Places, static one => one.Share);
        var agent = Pick(random, DemoTexts.Agents, static one => one.Share);
        var visitor = site == Shop && random.NextDouble() < 0.28 ? Returning(day, random) : VisitorOf(site, day, number);
        var steps =
            site == Shop
                ? ShopSteps(time, DemoTexts.Origins[origin].Query, DemoTexts.Agents[agent].IsPhone, random)
                : BlogSteps(time, random);
        return new DemoVisit(
            site,
            string.Create(CultureInfo.InvariantCulture, $"{day:yyyyMMdd}-{number}"),
            visitor,
            origin,
            place,
            agent,
            steps
        );
    }

    // Most visitors return within days, some after weeks.
    private static string Returning(DateOnly day, Random random) =>
        VisitorOf(Shop, day.AddDays(-1 - (int)(Math.Pow(random.NextDouble(), 2.2) * 60)), random.Next(120));

    private static string VisitorOf(string site, DateOnly day, int number) =>
        site == Shop
            ? string.Create(CultureInfo.InvariantCulture, $"demo-s-{day:yyyyMMdd}-{number}")
            : string.Create(CultureInfo.InvariantCulture, $"2001:db8:{day.DayNumber & 0xffff:x}::{number:x}");

    private static List<DemoEvent> BlogSteps(long time, Random random)
    {
        var steps = new List<DemoEvent>();
        for (var pages = random.NextDouble() < 0.7 ? 1 : 2; pages > 0; pages--)
        {
            View(steps, ref time, DemoTexts.Articles[Skewed(random, DemoTexts.Articles.Length)], random);
        }

        return steps;
    }

    private static List<DemoEvent> ShopSteps(long time, string query, bool isPhone, Random random)
    {
        var steps = new List<DemoEvent>();
        View(
            steps,
            ref time,
            (
                random.NextDouble() < 0.45 ? "/"
                : random.NextDouble() < 0.3 ? "/sale"
                : Goods(random)
            ) + query,
            random
        );
        if (random.NextDouble() < 0.41)
        {
            return steps;
        }

        for (var pages = 1 + Skewed(random, 6); pages > 0; pages--)
        {
            View(
                steps,
                ref time,
                random.NextDouble() < 0.35 ? DemoTexts.Pages[Skewed(random, DemoTexts.Pages.Length)] : Goods(random),
                random
            );
        }

        if (random.NextDouble() < 0.12)
        {
            var text = DemoTexts.Searches[Skewed(random, DemoTexts.Searches.Length)];
            Add(
                steps,
                ref time,
                "search",
                "/search",
                [("query", text), ("results", random.Next(40).ToString(CultureInfo.InvariantCulture))],
                random
            );
        }

        if (random.NextDouble() < 0.06)
        {
            Add(steps, ref time, "signup", "/account", [("plan", random.NextDouble() < 0.8 ? "letter" : "club")], random);
        }

        switch (random.NextDouble())
        {
            case < 0.03:
                Add(steps, ref time, "download", "/size-guide", [("file", "size-guide.pdf")], random);
                break;
            case < 0.06:
                Add(
                    steps,
                    ref time,
                    "video_play",
                    "/guides/care",
                    [("video", random.NextDouble() < 0.6 ? "care-of-leather" : "lacing")],
                    random
                );
                break;
            case < 0.08:
                Add(steps, ref time, "outbound", "/contact", [("url", "https://maps.example/shop")], random);
                break;
        }

        Buy(steps, time, isPhone, random);
        return steps;
    }

    // On phones fewer visitors buy.
    private static void Buy(List<DemoEvent> steps, long time, bool isPhone, Random random)
    {
        var product = Goods(random);
        if (random.NextDouble() > 0.5)
        {
            return;
        }

        View(steps, ref time, product, random);
        if (random.NextDouble() > 0.55)
        {
            return;
        }

        Add(
            steps,
            ref time,
            "add_to_cart",
            product,
            [("sku", product[(product.LastIndexOf('/') + 1)..]), ("variant", random.Next(36, 47).ToString(CultureInfo.InvariantCulture))],
            random
        );
        View(steps, ref time, "/cart", random);
        if (random.NextDouble() > (isPhone ? 0.45 : 0.66))
        {
            return;
        }

        View(steps, ref time, "/checkout", random);
        if (random.NextDouble() > 0.62)
        {
            return;
        }

        Add(
            steps,
            ref time,
            "payment",
            "/checkout/payment",
            [
                (
                    "method",
                    random.NextDouble() < 0.6 ? "card"
                    : random.NextDouble() < 0.6 ? "bank link"
                    : "invoice"
                ),
            ],
            random
        );
        if (random.NextDouble() < 0.7)
        {
            var amount = Math.Round(19m + (decimal)(Math.Pow(random.NextDouble(), 3) * 240), 2);
            Add(
                steps,
                ref time,
                "purchase",
                "/checkout/thanks",
                [("items", random.Next(1, 5).ToString(CultureInfo.InvariantCulture))],
                random,
                amount
            );
        }
    }

    private static void View(List<DemoEvent> steps, ref long time, string path, Random random)
    {
        var shown = time;
        Add(steps, ref time, "pageview", path, NoProps, random);

        // Only some pageviews have engagement: more would make the demo's start longer and show nothing new.
        if (random.NextDouble() < EngagedShare)
        {
            var engagement = (
                Depth: 20 + random.Next(81),
                Milliseconds: (int)(Math.Min(time - shown, LongestStep * Millisecond) * (0.4 + (0.6 * random.NextDouble())))
            );
            steps.Add(new DemoEvent(time - 1, "engagement", path, NoProps, null, engagement));
        }
    }

    private static void Add(
        List<DemoEvent> steps,
        ref long time,
        string name,
        string path,
        (string, string)[] props,
        Random random,
        decimal? amount = null
    )
    {
        steps.Add(new DemoEvent(time, name, path, props, amount));
        var seconds = Skewed(random, LongestStep);
        time += Millisecond * (6 + (seconds < PauseFrom ? seconds : seconds * PauseFactor));
    }

    private static string Goods(Random random)
    {
        var group = DemoTexts.Groups[Skewed(random, DemoTexts.Groups.Length)];
        var (first, second) = (
            DemoTexts.Words[Skewed(random, DemoTexts.Words.Length)],
            DemoTexts.Words[random.Next(DemoTexts.Words.Length)]
        );
        return $"/products/{group}/{first}-{second}";
    }

    // The smaller of two dice: the first places come up most.
    private static int Skewed(Random random, int count) => Math.Min(random.Next(count), random.Next(count));

    private static int Pick<T>(Random random, T[] values, Func<T, double> weight)
    {
        var remaining = random.NextDouble() * values.Sum(weight);
        var index = 0;
        while (index < values.Length - 1 && (remaining -= weight(values[index])) >= 0)
        {
            index++;
        }

        return index;
    }
}
