using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Core.Collection;
using Analytics.Core.Dimensions;
using Analytics.Core.Exports;
using Analytics.Core.Queries.Events;
using Analytics.Core.Sites;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Exports;

/// <summary>
/// A site that is exported and imported elsewhere has the same numbers, whatever its events and wherever they are stored.
/// </summary>
public sealed class ExportedSiteTests : IDisposable
{
    private const string Old = "old.example";
    private const string New = "new.example";
    private const string AllMetrics =
        """["visitors","visits","pageviews","events","views_per_visit","bounce_rate","visit_duration","visit_duration_p90","value_sum","value_p50"]""";
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Pages =
    [
        "/",
        "/a",
        "/caf%C3%A9",
        "/blog/1?utm_source=news&utm_medium=email",
        "/100%25",
        "/q%3Fa%23b",
        "/#/hash",
        "/a b",
    ];
    private static readonly string[] Referrers =
    [
        "",
        "",
        "https://www.google.com/",
        "https://t.co/x",
        "android-app://com.reddit.frontpage/",
    ];

    private static readonly string[] Questions =
    [
        $$""" "metrics":{{AllMetrics}} """,
        $$""" "metrics":{{AllMetrics}},"dimensions":["time:day"] """,
        $$""" "metrics":["visitors","visits","pageviews","events"],"dimensions":["time:hour"] """,
        """ "metrics":["visitors","pageviews","bounce_rate","visit_duration","scroll_depth","time_on_page"],"dimensions":["event:page"] """,
        $$""" "metrics":{{AllMetrics}},"dimensions":["visit:source","visit:channel"] """,
        $$""" "metrics":{{AllMetrics}},"dimensions":["visit:utm_source","visit:utm_medium","visit:referrer"] """,
        $$""" "metrics":{{AllMetrics}},"dimensions":["visit:entry_page","visit:exit_page"] """,
        $$""" "metrics":{{AllMetrics}},"dimensions":["visit:browser","visit:browser_version","visit:os","visit:os_version","visit:device"] """,
        $$""" "metrics":{{AllMetrics}},"dimensions":["visit:country","visit:region","visit:city","visit:region_name","visit:city_name"] """,
        .. Enum.GetValues<VisitDimension>()
            .Chunk(6)
            .Select(some => $$""" "metrics":{{AllMetrics}},"dimensions":{{JsonSerializer.Serialize(some.Select(one => one.Name))}} """),
        """ "metrics":["visitors","events"],"dimensions":["event:name","event:hostname"] """,
        """ "metrics":["visitors","events"],"dimensions":["event:props:plan","event:props:k\"ey"] """,
        """ "metrics":["visitors","events","conversion_rate","total_revenue","average_revenue"],"dimensions":["event:goal"] """,
    ];

    private readonly List<Installation> _installations = [];

    public void Dispose() => _installations.ForEach(installation => installation.Dispose());

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task A_site_that_was_exported_and_imported_has_the_same_numbers(int seed, bool rollsUp)
    {
        var old = await InstallAsync(Old);
        await CollectAsync(old, seed);
        if (rollsUp)
        {
            await RollUpAsync(old);
        }

        var lines = await ExportAsync(old);
        var imported = await InstallAsync(New);
        await ImportAsync(imported, lines);
        if (rollsUp)
        {
            await RollUpAsync(imported);
        }

        foreach (var question in Questions)
        {
            Assert.Equal(await AskAsync(old, Old, question), await AskAsync(imported, New, question));
        }

        Assert.True(
            (await old.AskAsync(Old, """ "metrics":["visitors"],"date_range":["2026-03-07","2026-03-10"] """)).Rows[0].Metrics[0] > 20
        );
    }

    [Fact]
    public async Task Importing_an_export_twice_changes_nothing_and_what_was_imported_exports_as_the_same_lines()
    {
        var old = await InstallAsync(Old);
        await CollectAsync(old, seed: 5);
        var lines = await ExportAsync(old);
        var imported = await InstallAsync(New);
        await ImportAsync(imported, lines);
        await RollUpAsync(imported);
        await ImportAsync(imported, lines);

        var again = (await ExportAsync(imported, New)).Select(line =>
            line.Replace($"\"exported_from\":\"{New}@", $"\"exported_from\":\"{Old}@", StringComparison.Ordinal)
        );
        Assert.Equal(lines.Order(StringComparer.Ordinal), again.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_range_has_its_own_events_alone()
    {
        var old = await InstallAsync(Old);
        await CollectAsync(old, seed: 6);
        var lines = await ExportAsync(old);
        var (from, to) = (Now.AddDays(-1).ToUnixTimeSeconds() + 600, Now.ToUnixTimeSeconds() - 3_601);

        var some = await ExportAsync(old, Old, from, to);

        Assert.Equal(lines.Where(line => TimeOf(line) >= from * 1000 && TimeOf(line) < to * 1000), some);
        Assert.NotEmpty(some);
    }

    [Fact]
    public async Task The_site_that_was_exported_refuses_its_own_events()
    {
        var old = await InstallAsync(Old);
        await CollectAsync(old, seed: 5);
        var lines = await ExportAsync(old);
        var body = Encoding.UTF8.GetBytes(string.Concat(lines.Take(3).Select(line => $"{{\"domain\":\"{Old}\",{line[1..]}\n")));

        var receipt = await old.CollectAsync(body, isBatch: true, isImport: true);

        Assert.Equal((0, 3), (receipt.Accepted, receipt.RejectedByCode[CollectionErrors.OwnExport]));
        Assert.Contains("count it twice", receipt.Rejected[0].Message, StringComparison.Ordinal);
    }

    private static long TimeOf(string line) =>
        DateTimeOffset
            .Parse(JsonNode.Parse(line)!["timestamp"]!.GetValue<string>(), CultureInfo.InvariantCulture)
            .ToUnixTimeMilliseconds();

    private static async Task CollectAsync(Installation installation, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 600; i++)
        {
            // Half of them about midnight.
            var at =
                random.Next(2) == 0
                    ? Now.AddMinutes(-random.Next(60 * 60))
                    : Now.AddHours(-12).AddDays(-random.Next(3)).AddMinutes(random.Next(-60, 90));
            var when = at.AddMilliseconds(random.Next(3) == 0 ? random.Next(60_000) : 0);
            var body = new JsonObject
            {
                ["domain"] = Old,
                ["name"] = random.Next(4) switch
                {
                    0 => "Signup",
                    1 when random.Next(2) == 0 => "engagement",
                    _ => "pageview",
                },
                ["url"] = $"https://{(random.Next(5) == 0 ? "www.other.example" : Old)}{Pages[random.Next(Pages.Length)]}",
                ["referrer"] = Referrers[random.Next(Referrers.Length)],
                ["hashMode"] = random.Next(2) == 0,
                ["timestamp"] = when.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            };
            Maybe(random, body, "visitor_id", 5, () => $"user{random.Next(5)}");
            Maybe(random, body, "interactive", 4, () => false);
            Maybe(random, body, "value", 3, () => random.Next(1000) / 8.0);
            Maybe(random, body, "scroll_depth", 3, () => random.Next(101));
            Maybe(random, body, "engagement_time", 3, () => random.Next(100_000));
            Maybe(random, body, "id", 6, () => $"e{random.Next(40)}");
            Maybe(
                random,
                body,
                "revenue",
                3,
                () => new JsonObject { ["currency"] = random.Next(2) == 0 ? "EUR" : "USD", ["amount"] = random.Next(100_000) / 1000m }
            );
            Maybe(random, body, "props", 2, () => new JsonObject { ["plan"] = $"p{random.Next(3)}", ["k\"ey"] = "a\\b\u2028" });
            await installation.CollectAsync(
                Encoding.UTF8.GetBytes(body.ToJsonString()),
                isBatch: false,
                agent: random.Next(2) == 0
                    ? Installation.Chrome
                    : "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
                address: $"203.0.113.{random.Next(12)}"
            );
        }

        await installation.AggregateAsync();
    }

    private static void Maybe(Random random, JsonObject body, string member, int oneOf, Func<JsonNode> value)
    {
        if (random.Next(oneOf) == 0)
        {
            body[member] = value();
        }
    }

    private static async Task RollUpAsync(Installation installation)
    {
        await installation.RollUpAsync(openHoursToo: true);
        await installation.RollUpAsync(openHoursToo: true);
    }

    private static Task<List<string>> ExportAsync(Installation installation, string site = Old, long from = 0, long to = 2_000_000_000) =>
        LinesAsync(installation.Scanner, site, from, to);

    private static async Task<List<string>> LinesAsync(IEventReader reader, string site, long from, long to)
    {
        var events = new ExportedEvents(new Site(site, "Etc/UTC", Now).Origin);
        var output = new ArrayBufferWriter<byte>();
        await foreach (var stored in reader.ReadEventsAsync(site, from, to, TestContext.Current.CancellationToken))
        {
            events.Write(stored, output);
        }

        return [.. Encoding.UTF8.GetString(output.WrittenSpan).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static async Task ImportAsync(Installation installation, IEnumerable<string> lines)
    {
        foreach (var batch in lines.Chunk(100))
        {
            var body = string.Concat(batch.Select(line => $"{{\"domain\":\"{New}\",{line[1..]}\n"));
            var receipt = await installation.CollectAsync(Encoding.UTF8.GetBytes(body), isBatch: true, isImport: true);
            Assert.Equal((batch.Length, 0), (receipt.Accepted, receipt.Warnings.Count));
        }

        await installation.AggregateAsync();
    }

    private static async Task<string> AskAsync(Installation installation, string site, string question)
    {
        var output = new ArrayBufferWriter<byte>();
        Core.Queries.Results.QueryResultJson.Write(
            await installation.AskAsync(site, $$"""{{question}},"date_range":["2026-03-07","2026-03-10"]"""),
            output
        );
        return JsonElement.Parse(output.WrittenSpan).GetProperty("results").GetRawText();
    }

    private async Task<Installation> InstallAsync(string site)
    {
        var installation = new Installation(Now);
        _installations.Add(installation);
        await installation.RegisterAsync(site);
        installation.Goals.AddEvent("Signup", currency: "EUR").AddPage("/a**");
        return installation;
    }
}
