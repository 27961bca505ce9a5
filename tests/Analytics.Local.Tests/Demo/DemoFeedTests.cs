using Analytics.Core.Jobs;
using Analytics.Local.Clients;
using Analytics.Local.Demo;
using Analytics.Local.Loading;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Local.Tests.Demo;

public sealed class DemoFeedTests
{
    private const int Days = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_past_is_imported_and_sending_it_again_changes_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var now = TimeProvider.System.GetUtcNow();

        var sent = await SendAsync(server, now);
        var counted = await CountAsync(server, now);
        await SendAsync(server, now);

        Assert.InRange(sent, Days * 200, Days * 5000);
        Assert.Equal(Pageviews(now), counted);
        Assert.Equal(counted, await CountAsync(server, now));
    }

    [Fact]
    public async Task After_a_restart_only_what_came_since_is_sent()
    {
        await using var server = await RunningServer.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        var since = now.AddHours(-5);
        using var client = new ApiClient(new Uri(server.Url), server.Key);
        var feed = new DemoFeed(client, new FakeTimeProvider(now), Days);
        await feed.RegisterAsync(Cancel);

        var sent = await feed.SendPastAsync(static (_, _) => { }, Cancel, since);

        var (from, to) = (since.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
        Assert.Equal(Visits(now, Days + 1).SelectMany(visit => visit.Events).Count(one => one.At > from && one.At <= to), sent);
    }

    [Fact]
    public async Task Incidents_are_counted_as_what_they_are_and_jobs_are_there_to_look_at()
    {
        const int days = DemoIncidents.DoubledDaysAgo + 2;
        await using var server = await RunningServer.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        using (var client = new ApiClient(new Uri(server.Url), server.Key))
        {
            var feed = new DemoFeed(client, new FakeTimeProvider(now), days);
            await feed.RegisterAsync(Cancel);
            await feed.SendPastAsync(static (_, _) => { }, Cancel);
            await feed.SendIncidentsAsync(Cancel);
        }

        await server.RestartAsync();
        using var asking = new ApiClient(new Uri(server.Url), server.Key);
        var answer = await asking.PostAsync(
            "/api/v2/query",
            $$"""{ "site_id": "{{DemoTraffic.Shop}}", "date_range": "91d", "metrics": ["filtered", "duplicates"] }""",
            ClientJson.Default.JsonElement,
            Cancel
        );
        var counts = answer
            .GetProperty("results")[0]
            .GetProperty("metrics")
            .EnumerateArray()
            .Select(static count => count.GetInt64())
            .ToList();
        var doubled = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-DemoIncidents.DoubledDaysAgo);
        var jobs = await asking.GetAsync("/api/v1/jobs", ClientJson.Default.JsonElement, Cancel);

        Assert.True(counts[0] > 1_000, $"{counts[0]} filtered");
        Assert.Equal(
            new DemoTraffic().VisitsOf(doubled).Where(visit => visit.Site == DemoTraffic.Shop).Sum(visit => visit.Events.Count),
            counts[1]
        );
        Assert.Equal(4, jobs.GetProperty("jobs").GetArrayLength());
        Assert.Equal(LateVisitors(now), await LateAsync(asking, now));
    }

    [Fact]
    public async Task A_job_of_a_later_release_fails_and_says_why()
    {
        await using var server = await RunningServer.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        var left = await DemoLaterRelease.LeaveJobAsync(server.Services.GetRequiredService<JobTable>(), now, Cancel);

        // Jobs run one after the other: what follows this one waits for the job that was left.
        string[] range = ["--from", $"{now.AddDays(-1):yyyy-MM-dd}", "--to", $"{now:yyyy-MM-dd}"];
        var run = await ProgramRun.Of(["reprocess", .. range, "--dry-run", "--url", server.Url, "--key", server.Key]);
        using var client = new ApiClient(new Uri(server.Url), server.Key);
        var job = await client.GetAsync($"/api/v1/jobs/{left.Id}", ClientJson.Default.JsonElement, Cancel);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal("failed", job.GetProperty("state").GetString());
        Assert.Contains($"no jobs of kind '{DemoLaterRelease.JobKind}'", job.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_is_on_both_sites_within_minutes_of_every_time()
    {
        const int partsOfFiveMinutes = 20;
        var now = new DateTimeOffset(2026, 11, 13, 9, 0, 0, TimeSpan.Zero);
        var near = Visits(now, 1).ToList();
        var first = now.ToUnixTimeMilliseconds() / 15_000;
        var sites = Enumerable.Range(0, 500).Select(part => DemoFeed.ExtraVisit(near, first + part).Site).ToList();

        Assert.All(
            Enumerable.Range(0, sites.Count - partsOfFiveMinutes),
            from => Assert.Equal(2, sites.Skip(from).Take(partsOfFiveMinutes).Distinct().Count())
        );
        Assert.Equal(first * 15_000, DemoFeed.ExtraVisit(near, first).Events[0].At);
    }

    [Fact]
    public async Task A_day_as_busy_as_Black_Friday_is_sent_twice()
    {
        var now = new DateTimeOffset(2025, 11, 28, 12, 0, 0, TimeSpan.Zero).AddDays(DemoIncidents.DoubledDaysAgo);
        await using var server = await RunningServer.StartAsync();
        using var client = new ApiClient(new Uri(server.Url), server.Key);
        await new DemoFeed(client, new FakeTimeProvider(now), Days).RegisterAsync(Cancel);

        await new DemoIncidents(client, new DemoTraffic(), now).SendAsync(Cancel);

        await server.RestartAsync();
        using var asking = new ApiClient(new Uri(server.Url), server.Key);
        var answer = await asking.PostAsync(
            "/api/v2/query",
            $$"""{ "site_id": "{{DemoTraffic.Shop}}", "date_range": ["2025-11-28", "2025-11-28"], "metrics": ["events"] }""",
            ClientJson.Default.JsonElement,
            Cancel
        );
        Assert.InRange(answer.GetProperty("results")[0].GetProperty("metrics")[0].GetInt64(), DemoEventJson.FullAt + 500, 20_000);
    }

    private static async Task<long> LateAsync(ApiClient client, DateTimeOffset now)
    {
        var (first, last) = (now.AddDays(-DemoIncidents.LateDaysAgo - DemoIncidents.LateDays), now.AddDays(1 - DemoIncidents.LateDaysAgo));
        var answer = await client.PostAsync(
            "/api/v2/query",
            $$"""{ "site_id": "{{DemoTraffic.Shop}}", "date_range": ["{{first:yyyy-MM-dd}}", "{{last:yyyy-MM-dd}}"], "metrics": ["visitors"] }""",
            ClientJson.Default.JsonElement,
            Cancel
        );
        return answer.GetProperty("results")[0].GetProperty("metrics")[0].GetInt64();
    }

    // The feed of the test sends fewer days: of those that come late there is nothing else.
    private static long LateVisitors(DateTimeOffset now) =>
        Enumerable
            .Range(DemoIncidents.LateDaysAgo, DemoIncidents.LateDays)
            .SelectMany(back =>
                new DemoTraffic()
                    .VisitsOf(DateOnly.FromDateTime(now.UtcDateTime).AddDays(-back))
                    .Where(visit => visit.Site == DemoTraffic.Shop)
                    .Where((_, number) => number % 6 == 0)
            )
            .Select(visit => visit.Visitor)
            .Distinct()
            .Count();

    private static IEnumerable<DemoVisit> Visits(DateTimeOffset now, int days) =>
        Enumerable
            .Range(-1, days + 1)
            .SelectMany(back => new DemoTraffic().VisitsOf(DateOnly.FromDateTime(now.UtcDateTime).AddDays(-back)));

    private static async Task<long> SendAsync(RunningServer server, DateTimeOffset now)
    {
        using var client = new ApiClient(new Uri(server.Url), server.Key);
        var feed = new DemoFeed(client, new FakeTimeProvider(now), Days);
        var reported = 0;
        await feed.RegisterAsync(Cancel);
        var sent = await feed.SendPastAsync((day, _) => reported = day, Cancel);
        Assert.Equal(Days + 1, reported);
        return sent;
    }

    // A stop in order aggregates all that was acknowledged.
    private static async Task<long> CountAsync(RunningServer server, DateTimeOffset now)
    {
        await server.RestartAsync();
        using var client = new ApiClient(new Uri(server.Url), server.Key);
        return await new PageviewQuery(client).CountAsync(DemoTraffic.Shop, now, Cancel);
    }

    private static long Pageviews(DateTimeOffset now)
    {
        var from = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerHour)).AddHours(-1).ToUnixTimeMilliseconds();
        return Enumerable
            .Range(-1, 4)
            .SelectMany(back => new DemoTraffic().VisitsOf(DateOnly.FromDateTime(now.UtcDateTime).AddDays(-back)))
            .Where(visit => visit.Site == DemoTraffic.Shop)
            .SelectMany(visit => visit.Events)
            .Count(one => one.Name == "pageview" && one.At >= from && one.At <= now.ToUnixTimeMilliseconds());
    }
}
