using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Analytics.Faults.Tests.Drivers;

namespace Analytics.Faults.Tests.Queries;

/// <summary>Hundreds of queries at once from one address without a key, beside events.</summary>
public sealed class QueryFloodTests : IDisposable
{
    private const string Site = "asked.example";
    private const int Queries = 400;
    private const int Events = 2_000;
    private const int Senders = 20;
    private static readonly string[] Dimensions =
    [
        "event:page",
        "visit:entry_page",
        "visit:source",
        "visit:browser",
        "visit:os",
        "visit:exit_page",
    ];

    private readonly RealServer _server = new();
    private readonly HttpClient _stranger = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Queries });
    private readonly HttpClient _sender = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _stranger.Dispose();
        _sender.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task Four_hundred_queries_at_once_hold_up_no_event_and_take_little_memory()
    {
        await _server.StartAsync(Stop);
        using (var site = Json($$"""{"domain": "{{Site}}", "public": true}"""))
        using (var added = await _server.Http.PostAsync(_server.Url + "/api/v1/sites", site, Stop))
        {
            Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync(Stop));
        }

        await FillAsync();

        // Each event has to be answered within the client's ten seconds, while the queries are.
        var answers = new ConcurrentBag<(HttpStatusCode Status, bool SaysWhen)>();
        var asking = Task.WhenAll(Enumerable.Range(0, Queries).Select(number => AskAsync(number, answers)));
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(SendAsync));
        await asking;

        Assert.All(
            answers,
            answer =>
                Assert.True(
                    answer.Status == HttpStatusCode.OK || (answer.Status == HttpStatusCode.ServiceUnavailable && answer.SaysWhen),
                    $"{answer}"
                )
        );
        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.ServiceUnavailable);
        Assert.InRange(_server.PeakResidentBytes(), 1, 700L << 20);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>Two weeks of visits, as an import.</summary>
    private async Task FillAsync()
    {
        var start = TimeProvider.System.GetUtcNow().AddDays(-15).ToUnixTimeMilliseconds();
        for (var batch = 0; batch < 60; batch++)
        {
            var from = batch * 2_500;
            var events = string.Concat(
                Enumerable
                    .Range(from, 2_500)
                    .Select(i =>
                        $$"""{"domain":"{{Site}}","name":"pageview","url":"https://{{Site}}/p/{{i % 3_000}}","visitor_id":"v{{i / 3}}","timestamp":{{start + (i * 8_000L)}}}"""
                        + "\n"
                    )
            );
            using var content = new StringContent(events, Encoding.UTF8, "application/x-ndjson");
            using var answer = await _server.Http.PostAsync(_server.Url + "/api/events?import=true", content, Stop);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }
    }

    private async Task AskAsync(int number, ConcurrentBag<(HttpStatusCode Status, bool SaysWhen)> answers)
    {
        using var query = Json(
            $$"""
            {"site_id":"{{Site}}","metrics":["visitors","visits","pageviews"],"date_range":"30d","dimensions":["{{Dimensions[
                number % Dimensions.Length
            ]}}"],
             "filters":[["is_not","event:page",["/p/{{number}}"]]]}
            """
        );
        using var answer = await _stranger.PostAsync(_server.Url + "/api/v2/query", query, Stop);
        answers.Add((answer.StatusCode, answer.Headers.RetryAfter?.Delta > TimeSpan.Zero));
    }

    private async Task SendAsync(int sender)
    {
        for (var i = 0; i < Events / Senders; i++)
        {
            using var content = Json(RealServer.Pageview(Site, $"/live/{sender}/{i}"));
            using var request = new HttpRequestMessage(HttpMethod.Post, _server.Url + "/api/event") { Content = content };
            request.Headers.TryAddWithoutValidation("User-Agent", _server.Http.DefaultRequestHeaders.UserAgent.ToString());
            using var answer = await _sender.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }
    }
}
