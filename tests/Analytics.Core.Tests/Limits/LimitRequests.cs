using System.Globalization;
using Analytics.Core.EventLog;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Limits;

/// <summary>Random batches of events at and around every limit of collecting; some events of them are over it and are rejected.</summary>
internal sealed class LimitRequests(Random random)
{
    public const string ForgetfulSite = "forgets.example";

    public static readonly string[] Sites =
    [
        "shop.example",
        "blog.example",
        "docs.example",
        new string('s', 60) + "." + new string('t', 60) + ".example",
    ];

    private static readonly string[] Currencies = ["USD", "EUR", "jpy", "KWD", "CHF", "SEK", "NOK", "DKK", "PLN", "XXX", "DOGE"];
    private static readonly string[] Amounts =
    [
        "9000000000000",
        "-9000000000000",
        "\"9000000000000.000000\"",
        "9000000000000.01",
        "0.000001",
        "0.0000001",
        "0",
        "1e12",
        "\"12,50\"",
        "12.5",
    ];
    private static readonly string[] Values =
    [
        "1.7976931348623157e308",
        "-1.7976931348623157e308",
        "5e-324",
        "1e309",
        "0",
        "42.5",
        "\"7\"",
    ];

    private static readonly string[] Odd =
    [
        "\"\\ud83d\"",
        "\"a\\udc00b\"",
        "\"\\u0000\"",
        "\"\\ud83d\\ude00\"",
        "\"\\u202e\\u200b\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\"",
        "null",
        "[]",
        "{}",
        "{\"a\":{\"b\":[1,[2]]}}",
        "true",
        "-0",
        "1e400",
    ];

    private static readonly string[] Members =
    [
        "referrer",
        "visitor_id",
        "props",
        "revenue",
        "screen_width",
        "scroll_depth",
        "engagement_time",
        "value",
        "unknown",
        "hashMode",
        "interactive",
    ];
    private readonly List<LimitEvent> _sent = [];

    /// <summary>The agent of a request, now and then a bot's.</summary>
    public string Agent() => random.Next(10) == 0 ? "Googlebot/2.1 (+http://www.google.com/bot.html)" : Installation.Chrome;

    /// <summary>The events of one request, few enough for every rejection to stand in the receipt.</summary>
    public List<LimitEvent> Batch(DateTimeOffset now, bool isImport) =>
        [.. Enumerable.Range(0, random.Next(1, 50)).Select(_ => Event(now, isImport))];

    private LimitEvent Event(DateTimeOffset now, bool isImport)
    {
        var e = new LimitEvent(Domain())
        {
            Name = random.Next(6) switch
            {
                0 => "engagement",
                1 => Characters(EventLimits.NameCharacters),
                2 => "signup",
                _ => "pageview",
            },
            Url = Url(),
            Milliseconds = random.Next(3) == 0 ? null : Time(now, isImport),
        };
        if (random.Next(4) == 0)
        {
            e = e with { Id = $"{_sent.Count}{Characters(EventLimits.IdCharacters - 4)}" };
            if (random.Next(3) == 0 && _sent.Count > 0)
            {
                var before = _sent[random.Next(_sent.Count)];
                e = e with { Id = before.Id, Milliseconds = before.Milliseconds, Name = before.Name };
            }

            _sent.Add(e);
        }

        for (var parts = random.Next(4); parts > 0; parts--)
        {
            e = Part(e, isImport);
        }

        return e;
    }

    private LimitEvent Part(LimitEvent e, bool isImport) =>
        random.Next(9) switch
        {
            0 => e.Revenue(Pick(Currencies), Pick(Amounts)),
            1 => e.With("value", Pick(Values)),
            2 => e.With("props", Properties()),
            3 => e.With(
                "visitor_id",
                LimitEvent.Text(random.Next(2) == 0 ? $"u{random.Next(4)}" : Characters(EventLimits.VisitorIdCharacters))
            ),
            4 => e.With("referrer", LimitEvent.Text("https://www.google.com/" + Characters(EventLimits.ReferrerCharacters - 23))),
            5 => e.With(
                random.Next(2) == 0 ? "scroll_depth" : "engagement_time",
                Pick(["0", "100", "101", "255", "86400000", "86400001", "-1"])
            ),
            6 => e.With(Pick(Members), Pick(Odd)),
            7 when isImport => e.With(
                "dimensions",
                $$"""{"visit:source":{{LimitEvent.Text(Characters(EventLimits.DimensionCharacters))}},"visit:country":"EE","event:hostname":""}"""
            ),
            7 => e.With("interactive", "false"),
            _ => e.With("screen_width", Pick(["0", "575", "576", "2147483647", "2147483648", "-1"])),
        };

    private string Domain() =>
        random.Next(30) switch
        {
            0 => "unknown.example",
            1 => ForgetfulSite,
            2 => string.Join(',', Sites),
            3 => new string('a', EventLimits.DomainCharacters),
            _ => Pick(Sites),
        };

    private string Url() =>
        random.Next(8) switch
        {
            0 => $"https://shop.example/{Characters(EventLimits.PathCharacters)}",
            1 => $"https://shop.example/?utm_source={Characters(1_000)}&utm_term=%F0%9F%98%80%ff&ref=%zz&q={Characters(3_000)}",
            2 => $"https://shop.example/{new string('x', EventLimits.UrlCharacters - 21 + random.Next(-1, 2))}",
            3 => Pick([
                "",
                "nothing",
                "data:text/plain,x",
                "app://screen/a",
                "https://",
                "https://shop.example",
                "HTTPS://SHOP.EXAMPLE/%2e%2e/%00#/a?b",
            ]),
            _ => $"https://shop.example/{random.Next(20)}",
        };

    private long Time(DateTimeOffset now, bool isImport)
    {
        var at = now.ToUnixTimeMilliseconds();
        var edge = random.Next(6) switch
        {
            0 => at - (long)EventLimits.Age.TotalMilliseconds,
            1 => at + (long)EventLimits.Ahead.TotalMilliseconds,
            2 => at - (at % 86_400_000),
            3 when isImport => 0,
            4 when isImport => 1_700_000_000_000 + (random.Next(800) * 86_400_000L),
            _ => at - random.Next(7_200_000),
        };
        return edge + random.Next(-1, 2);
    }

    private string Properties() =>
        random.Next(4) switch
        {
            0 => Pick(Odd),
            1 =>
                $"{{{string.Join(',', Enumerable.Range(0, EventLimits.Properties + random.Next(-1, 2)).Select(p => $"\"k{p}\":{LimitEvent.Text(Characters(40))}"))}}}",
            2 =>
                $"{{{LimitEvent.Text(Characters(EventLimits.PropertyKeyCharacters))}:{LimitEvent.Text(Characters(EventLimits.PropertyValueCharacters))}}}",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"k0\":{Pick(Odd)},\"k1\":{random.Next()},\"k{random.Next(2_000)}\":true}}"
            ),
        };

    /// <summary>As many characters as a limit allows, sometimes one more, of one to four bytes.</summary>
    private string Characters(int limit)
    {
        var length = limit + random.Next(-1, 2);
        var first = Pick([0x61, 0x3B1, 0x4E00, 0x1_F600]);
        return string.Concat(Enumerable.Range(0, length).Select(_ => char.ConvertFromUtf32(first + random.Next(20))));
    }

    private T Pick<T>(T[] from) => from[random.Next(from.Length)];
}
