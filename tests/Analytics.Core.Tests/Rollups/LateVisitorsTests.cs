using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Rollups;

/// <summary>
/// Events that come so late that the salt of their day is deleted have ids of their day, so that rolling up changes no answer about them.
/// </summary>
public sealed class LateVisitorsTests
{
    private const string Site = "a.example";
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 1, "2026-03-07T23:50:00Z", "2026-03-08T00:10:00Z")]
    [InlineData(1, 1, "2026-03-08T23:50:00Z", "2026-03-09T00:10:00Z")]
    [InlineData(1, 2, "2026-03-08T23:50:00Z", "2026-03-09T00:10:00Z", "2026-03-09T23:50:00Z", "2026-03-10T00:10:00Z")]
    [InlineData(2, 2, "2026-03-08T23:50:00Z", "2026-03-09T00:10:00Z", "2026-03-10T00:10:00Z")]
    [InlineData(3, 3, "2026-03-07T15:00:00Z", "2026-03-08T15:00:00Z", "2026-03-10T11:00:00Z")]
    public async Task A_visitor_counts_once_for_each_day_and_once_over_a_midnight(int visitors, int visits, params string[] times)
    {
        using var installation = new Installation(Now);
        await installation.RegisterAsync(Site);
        foreach (var time in times)
        {
            await CollectAsync(installation, time, "203.0.113.7");
        }

        await installation.AggregateAsync();
        Assert.Equal([visitors, visits], await AskAsync(installation));
        for (var round = 0; round < 2; round++)
        {
            await installation.RollUpAsync(openHoursToo: true);
            Assert.Equal([visitors, visits], await AskAsync(installation));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rolling_up_changes_no_answer_about_many_visitors_around_midnights(int seed)
    {
        using var installation = new Installation(Now);
        await installation.RegisterAsync(Site);
        var random = new Random(seed);
        for (var i = 0; i < 600; i++)
        {
            var time =
                random.Next(2) == 0
                    ? Now.AddMinutes(-random.Next(60 * 60))
                    : Now.AddHours(-12).AddDays(-random.Next(3)).AddMinutes(random.Next(-60, 90));
            await CollectAsync(
                installation,
                time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                $"203.0.113.{random.Next(24)}"
            );
        }

        await installation.AggregateAsync();
        var live = await AskAsync(installation);
        for (var round = 0; round < 2; round++)
        {
            await installation.RollUpAsync(openHoursToo: true);
            Assert.Equal(live, await AskAsync(installation));
        }
    }

    private static async Task CollectAsync(Installation installation, string time, string address)
    {
        var body = new JsonObject
        {
            ["domain"] = Site,
            ["name"] = "pageview",
            ["url"] = $"https://{Site}/",
            ["timestamp"] = time,
        };
        await installation.CollectAsync(
            Encoding.UTF8.GetBytes(body.ToJsonString()),
            isBatch: false,
            agent: Installation.Chrome,
            address: address
        );
    }

    private static async Task<IEnumerable<double?>> AskAsync(Installation installation) =>
        (await installation.AskAsync(Site, """ "metrics":["visitors","visits"],"date_range":["2026-03-07","2026-03-10"] """))
            .Rows[0]
            .Metrics;
}
