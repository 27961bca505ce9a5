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
    private const int ShopSalt = 1;
    private const int BlogSalt = 2;
    private const int Millisecond = 1000;
    private const double EngagedShare = 0.3;
    private const int LongestStep = 150;

    // One step of a hundred is a pause of up to 25 minutes.
    private const int PauseFrom = 135;
    private const int PauseFactor = 10;

    // Of the visitors who see a product 38% put one into the cart, 21% reach the checkout, 14% pay and 3.1% buy; 1.9% on phones and 4.8%
    // elsewhere, in four weeks. Visitors with several visits have several chances, so that the shares of a visit are lower.
    private const double CartShare = 0.72;
    private const double CheckoutShare = 0.6;
    private const double PhoneCheckoutShare = 0.46;
    private const double PaymentShare = 0.62;
    private const double PurchaseShare = 0.285;
    private const double PhonePurchaseShare = 0.17;

    private static readonly (string, string)[] NoProps = [];

    private readonly TimeZoneInfo _shopZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tallinn");
    private readonly TimeZoneInfo _blogZone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
    private readonly DemoPeople _people = new(static day => Count(RandomOf(day, ShopSalt), day, ShopVisits));

    /// <summary>Returns the visits of a day of both sites, in no particular order.</summary>
    public IEnumerable<DemoVisit> VisitsOf(DateOnly day) => ShopVisitsOf(day).Concat(BlogVisitsOf(day));

    private IEnumerable<DemoVisit> ShopVisitsOf(DateOnly day)
    {
        var random = RandomOf(day, ShopSalt);
        var count = Count(random, day, ShopVisits);
        var newPeople = _people.NewOn(day);
        for (var number = 0; number < count; number++)
        {
            var hour = Hour(random);
            if (!DemoCalendar.IsOutage(day, hour))
            {
                yield return ShopVisit(day, hour, number, _people.Visitor(day, number, number < newPeople, random), random);
            }
        }

        if (!DemoCalendar.IsInTheNews(day))
        {
            yield break;
        }

        for (var number = count; number < count * 3; number++)
        {
            var person = _people.Visitor(day, number, isNew: true, random) with { Origin = DemoTexts.NewsOrigin };
            yield return ShopVisit(day, 12 + (int)(Math.Pow(random.NextDouble(), 2) * 6), number, person, random);
        }
    }

    private DemoVisit ShopVisit(DateOnly day, int hour, int number, DemoPerson person, Random random)
    {
        var time = TimeOf(day, hour, _shopZone, random);
        var steps = ShopSteps(time, DemoTexts.Origins[person.Origin].Query, DemoTexts.Agents[person.Agent].IsPhone, random);
        return new DemoVisit(Shop, IdOf(day, number), person.Id, person.Origin, person.Place, person.Agent, steps);
    }

    private IEnumerable<DemoVisit> BlogVisitsOf(DateOnly day)
    {
        var random = RandomOf(day, BlogSalt);
        var count = Count(random, day, BlogVisits);
        for (var number = 0; number < count; number++)
        {
            var time = TimeOf(day, Hour(random), _blogZone, random);
            yield return new DemoVisit(
                Blog,
                IdOf(day, number),
                string.Create(CultureInfo.InvariantCulture, $"2001:db8:{day.DayNumber & 0xffff:x}::{number:x}"),
                DemoChance.Pick(random, DemoTexts.Origins, static one => one.Share),
                DemoChance.Pick(random, DemoTexts.Places, static one => one.Share),
                DemoChance.Pick(random, DemoTexts.Agents, static one => one.Share),
                BlogSteps(time, random)
            );
        }
    }

    private static Random RandomOf(DateOnly day, int salt) => new((day.DayNumber * 31) + salt);

    // The first draw of a day.
    private static int Count(Random random, DateOnly day, double atOrigin) =>
        (int)(DemoCalendar.Visits(day, atOrigin) * (0.88 + (random.NextDouble() * 0.24)));

    private static int Hour(Random random) => DemoChance.Pick(random, DemoTexts.Hours, static weight => weight);

    private static string IdOf(DateOnly day, int number) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyyMMdd}-{number}");

    private static long TimeOf(DateOnly day, int hour, TimeZoneInfo zone, Random random)
    {
        var wall = day.ToDateTime(new TimeOnly(hour, random.Next(60), random.Next(60), random.Next(Millisecond)));

        // A wall time that the zone skips is an hour later.
        var utc = TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(wall) ? wall.AddHours(1) : wall, zone);
        return new DateTimeOffset(utc).ToUnixTimeMilliseconds();
    }

    private static List<DemoEvent> BlogSteps(long time, Random random)
    {
        var steps = new List<DemoEvent>();
        for (var pages = random.NextDouble() < 0.7 ? 1 : 2; pages > 0; pages--)
        {
            View(steps, ref time, DemoTexts.Articles[DemoChance.Skewed(random, DemoTexts.Articles.Length)], random);
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

        for (var pages = 1 + DemoChance.Skewed(random, 6); pages > 0; pages--)
        {
            View(
                steps,
                ref time,
                random.NextDouble() < 0.35 ? DemoTexts.Pages[DemoChance.Skewed(random, DemoTexts.Pages.Length)] : Goods(random),
                random
            );
        }

        if (random.NextDouble() < 0.12)
        {
            var text = DemoTexts.Searches[DemoChance.Skewed(random, DemoTexts.Searches.Length)];
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
        if (random.NextDouble() > CartShare)
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
        if (random.NextDouble() > (isPhone ? PhoneCheckoutShare : CheckoutShare))
        {
            return;
        }

        View(steps, ref time, "/checkout", random);
        if (random.NextDouble() > PaymentShare)
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
        if (random.NextDouble() < (isPhone ? PhonePurchaseShare : PurchaseShare))
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
        var seconds = DemoChance.Skewed(random, LongestStep);
        time += Millisecond * (6 + (seconds < PauseFrom ? seconds : seconds * PauseFactor));
    }

    private static string Goods(Random random)
    {
        var group = DemoTexts.Groups[DemoChance.Skewed(random, DemoTexts.Groups.Length)];
        var (first, second) = (
            DemoTexts.Words[DemoChance.Skewed(random, DemoTexts.Words.Length)],
            DemoTexts.Words[random.Next(DemoTexts.Words.Length)]
        );
        return $"/products/{group}/{first}-{second}";
    }
}
