using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Analytics.Faults.Tests.Drivers;

namespace Analytics.Faults.Tests;

/// <summary>
/// One site's damaged row among many sites, in the long run a thousand: the others have their numbers, and the site has all its other
/// hours or is told what to do.
/// </summary>
public sealed class PoisonedSiteTests : IDisposable
{
    private const int Days = 2;
    private const string Poisoned = "s120.example";
    private static readonly int Sites = RandomSeeds.IsLong ? 1_000 : 250;
    private static readonly int[] HoursOfDay = [3, 20];

    private readonly RealServer _server = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("live", "%", "b%", HttpStatusCode.OK)]
    [InlineData("rollups", Poisoned, "d|%", HttpStatusCode.ServiceUnavailable)]
    public async Task A_damaged_row_of_one_site_costs_no_other_site_anything(
        string table,
        string partitionKeys,
        string rowKeys,
        HttpStatusCode expected
    )
    {
        await _server.StartAsync(Stop);
        await Parallel.ForAsync(0, Sites, Stop, async (i, token) => await _server.AddSiteAsync(Name(i), token));
        var today = TimeProvider.System.GetUtcNow().Date;
        await ImportAsync(
            Enumerable
                .Range(0, Sites)
                .SelectMany(i =>
                    Enumerable
                        .Range(1, Days)
                        .SelectMany(day =>
                            HoursOfDay.Select(hour =>
                                Event(Name(i), new DateTimeOffset(today, TimeSpan.Zero).AddDays(-day).AddHours(hour))
                            )
                        )
                )
        );
        await CountedAsync(Name(Sites - 1), Days * HoursOfDay.Length);
        await _server.StopAsync(Stop);

        // A start rolls up what is closed, to hours and days.
        await _server.StartAsync(Stop);
        await _server.Process.WaitForLineAsync("Rolled up", Stop);
        await ImportAsync(
            Enumerable.Range(0, Sites).Where(i => Name(i) != Poisoned).Select(i => Event(Name(i), TimeProvider.System.GetUtcNow()))
        );
        await CountedAsync(Name(Sites - 1), (Days * HoursOfDay.Length) + 1);
        await ImportAsync([Event(Poisoned, TimeProvider.System.GetUtcNow())]);
        await CountedAsync(Poisoned, (Days * HoursOfDay.Length) + 1);
        var undisturbed = await HoursAsync(skips: null);
        var hours = undisturbed[Poisoned];
        await _server.StopAsync(Stop);
        var damaged = TablesFile.DamageBody(_server.File("tables.db"), table, partitionKeys, rowKeys);

        await _server.StartAsync(Stop);
        await _server.Process.WaitForLineAsync("Rolled up", Stop);

        var others = await HoursAsync(skips: Poisoned);
        Assert.All(undisturbed.Where(site => site.Key != Poisoned), site => Assert.Equal(site.Value, others[site.Key]));
        var (status, body) = await AskAsync(Poisoned);
        Assert.True(status == expected, $"{damaged}: {body}");
        if (status == HttpStatusCode.OK)
        {
            var left = Hours(body);
            Assert.True(hours.Split('\n').Except(left.Split('\n')).Count() <= 1, $"{damaged}: {hours}\nbecame\n{left}");
        }
        else
        {
            // A small day has no rows below it: without it the answer would be wrong. A job that makes it again mends it.
            Assert.Contains("Reprocess its period", body, StringComparison.Ordinal);
            await ReprocessAsync(today);
            var mended = await RealServer.AskUntilAsync(
                async () => await AskAsync(Poisoned),
                answer => answer.Status == HttpStatusCode.OK,
                Stop
            );
            Assert.Equal(hours, Hours(mended.Body));
        }

        await _server.StopAsync(Stop);
    }

    private static string Name(int site) => $"s{site}.example";

    private static string Event(string site, DateTimeOffset at) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"domain\":\"{site}\",\"name\":\"pageview\",\"url\":\"https://{site}/\",\"visitor_id\":\"v\",\"timestamp\":{at.ToUnixTimeMilliseconds()}}}"
        );

    private async Task ImportAsync(IEnumerable<string> events)
    {
        foreach (var batch in events.Chunk(2_500))
        {
            using var content = new StringContent($"[{string.Join(',', batch)}]", Encoding.UTF8, "application/json");
            using var answer = await _server.Http.PostAsync(_server.Url + "/api/events?import=true", content, Stop);
            Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Stop));
        }
    }

    private async Task ReprocessAsync(DateTime today)
    {
        var (from, to) = (today.AddDays(-Days), today);
        using var content = new StringContent(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"kind\":\"reprocess\",\"from\":\"{from:yyyy-MM-dd}T00:00:00Z\",\"to\":\"{to:yyyy-MM-dd}T00:00:00Z\",\"sites\":[\"{Poisoned}\"]}}"
            ),
            Encoding.UTF8,
            "application/json"
        );
        using var answer = await _server.Http.PostAsync(_server.Url + "/api/v1/jobs", content, Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Stop));
    }

    private async Task CountedAsync(string site, int events)
    {
        var counted = await RealServer.AskUntilAsync(
            async () => Hours((await AskAsync(site)).Body).Split('\n').Length,
            count => count >= events,
            Stop
        );
        Assert.Equal(events, counted);
    }

    /// <summary>The pageviews of each hour of each site.</summary>
    private async Task<IReadOnlyDictionary<string, string>> HoursAsync(string? skips)
    {
        var hours = new ConcurrentDictionary<string, string>();
        await Parallel.ForAsync(
            0,
            Sites,
            Stop,
            async (i, _) =>
            {
                if (Name(i) != skips)
                {
                    var (status, body) = await AskAsync(Name(i));
                    Assert.True(status == HttpStatusCode.OK, $"{Name(i)}: {body}");
                    hours[Name(i)] = Hours(body);
                }
            }
        );
        return hours;
    }

    private Task<(HttpStatusCode Status, string Body)> AskAsync(string site) =>
        _server.QueryAsync(
            $$"""{"site_id": "{{site}}", "date_range": "all", "metrics": ["pageviews", "visitors"], "dimensions": ["time:hour"]}""",
            Stop
        );

    private static string Hours(string body)
    {
        using var json = JsonDocument.Parse(body);
        return string.Join(
            '\n',
            json.RootElement.GetProperty("results")
                .EnumerateArray()
                .Select(row =>
                    $"{row.GetProperty("dimensions")[0].GetString()} "
                    + $"{string.Join(' ', row.GetProperty("metrics").EnumerateArray().Select(metric => metric.ToString()))}"
                )
        );
    }
}
