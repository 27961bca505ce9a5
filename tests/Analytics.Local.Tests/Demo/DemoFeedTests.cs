using Analytics.Local.Clients;
using Analytics.Local.Demo;
using Analytics.Local.Loading;
using Analytics.Local.Tests.Serving;
using Microsoft.Extensions.Time.Testing;

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
        return Enumerable.Range(-1, 4)
            .SelectMany(back => new DemoTraffic().VisitsOf(DateOnly.FromDateTime(now.UtcDateTime).AddDays(-back)))
            .Where(visit => visit.Site == DemoTraffic.Shop)
            .SelectMany(visit => visit.Events)
            .Count(one => one.Name == "pageview" && one.At >= from && one.At <= now.ToUnixTimeMilliseconds());
    }
}
