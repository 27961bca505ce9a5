using System.Net;
using System.Text.Json;
using Analytics.Core.Keys;
using Analytics.Web.Access;
using Analytics.Web.Errors;
using Analytics.Web.Queries;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Tests.Queries;

public sealed class QueryAdmissionTests : IAsyncLifetime
{
    private const int AtOnce = 2;
    private const int Places = 64;
    private const string Query = """{"site_id":"example.com","metrics":["visitors"],"date_range":"7d"}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HeldScanner _scanner = new();
    private ApiHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            new Dictionary<string, string?> { ["Analytics:Web:ConcurrentQueries"] = $"{AtOnce}" },
            scanner: _scanner
        );
        await _host.AddSiteAsync("example.com", isPublic: true);
    }

    public ValueTask DisposeAsync()
    {
        _scanner.Release();
        return _host.DisposeAsync();
    }

    [Fact]
    public async Task A_few_queries_are_computed_at_once_some_wait_and_the_rest_is_refused_at_once()
    {
        string[] keys =
        [
            await _host.AddKeyAsync(KeyScopes.Stats),
            await _host.AddKeyAsync(KeyScopes.Stats),
            await _host.AddKeyAsync(KeyScopes.Stats),
        ];
        var asked = keys.SelectMany(key => Enumerable.Range(0, 30).Select(_ => AskAsync(key))).ToList();

        var refused = await RefusedAsync(asked, asked.Count - Places);
        Assert.All(refused, answer => Assert.NotNull(answer.Headers.RetryAfter!.Delta));
        Assert.Contains("ask again after 2 s", await ApiHost.ErrorAsync(refused[0]));
        await _scanner.BeginsAsync(AtOnce);
        _scanner.Release();
        var answers = await Task.WhenAll(asked);
        Assert.Equal(Places, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(AtOnce, _scanner.Most);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(keys[0])).StatusCode);
    }

    [Fact]
    public async Task A_batch_that_has_answered_in_part_says_of_the_rest_when_to_ask_again()
    {
        var asked = Enumerable.Range(0, (Places / 2) + 1).Select(_ => AskAsync(ApiHost.AdminKey)).ToList();
        await RefusedAsync(asked, 1);
        var bad = Query.Replace("visitors", "nonsense");
        using var response = await _host.PostAsync(
            "/api/v2/query/batch",
            $$"""{"queries":[{"id":"bad","query":{{bad}}},{"id":"good","query":{{Query}}}]}""",
            ApiHost.AdminKey
        );

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var lines = (await response.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var refused = JsonDocument.Parse(Assert.Single(lines, line => line.Contains("good", StringComparison.Ordinal))).RootElement;
        Assert.Equal(503, refused.GetProperty("status").GetInt32());
        Assert.Equal(2, refused.GetProperty("retry_after").GetInt32());
        var unasked = JsonDocument.Parse(Assert.Single(lines, line => line.Contains("bad", StringComparison.Ordinal))).RootElement;
        Assert.False(unasked.TryGetProperty("retry_after", out _));
        _scanner.Release();
        await Task.WhenAll(asked);
    }

    [Fact]
    public async Task Readers_without_a_key_take_a_quarter_of_the_places_each_and_never_those_of_keys()
    {
        var strangers = Enumerable.Range(0, 40).Select(_ => AskAsync(null)).ToList();
        await RefusedAsync(strangers, 40 - (Places / 4));
        var merchants = Enumerable.Range(0, 32).Select(_ => AskAsync(ApiHost.AdminKey)).ToList();
        await _scanner.BeginsAsync(AtOnce);

        _scanner.Release();

        Assert.All(await Task.WhenAll(merchants), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(Places / 4, (await Task.WhenAll(strangers)).Count(answer => answer.StatusCode == HttpStatusCode.OK));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Slow_queries_of_strangers_or_of_one_key_leave_a_turn_to_others(bool haveKey)
    {
        var slow = Enumerable.Range(0, 10).Select(_ => AskAsync(haveKey ? ApiHost.AdminKey : null)).ToList();
        await _scanner.BeginsAsync(1);

        await _host.AddSiteAsync("merchant.com");
        var merchant = _host.PostAsync(
            "/api/v2/query",
            Query.Replace("example.com", "merchant.com", StringComparison.Ordinal),
            await _host.AddKeyAsync(KeyScopes.Stats)
        );

        await _scanner.BeginsAsync(1);
        Assert.Equal(["example.com", "merchant.com"], _scanner.Sites.Order());
        _scanner.Release();
        Assert.Equal(HttpStatusCode.OK, (await merchant).StatusCode);
        Assert.All(await Task.WhenAll(slow), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task A_batch_whose_turn_went_to_a_short_query_goes_on_with_what_it_has_not_answered()
    {
        const string free = "free.com";
        _scanner.FreeSite = free;
        await _host.AddSiteAsync(free);
        var asked = new List<Task<HttpResponseMessage>>();
        for (var i = 0; i < (AtOnce * QueryTurns.Further) - 1; i++)
        {
            await _host.AddSiteAsync($"site{i}.com");
            asked.Add(_host.PostAsync("/api/v2/query", Of($"site{i}.com"), await _host.AddKeyAsync(KeyScopes.Stats)));
            await _scanner.BeginsAsync(1);
            _host.Time.Advance(QueryTurns.Long);
        }

        var batch = _host.PostAsync(
            "/api/v2/query/batch",
            $$"""{"queries":[{"id":"1","query":{{Of(free)}} },{"id":"2","query":{{Query}} }]}""",
            await _host.AddKeyAsync(KeyScopes.Stats)
        );
        await _scanner.BeginsAsync(2);
        _host.Time.Advance(QueryTurns.Long);
        using var merchant = await _host.PostAsync("/api/v2/query", Of(free), await _host.AddKeyAsync(KeyScopes.Stats));
        Assert.Equal(HttpStatusCode.OK, merchant.StatusCode);
        await _scanner.IsCancelledAsync();
        _scanner.Release();

        using var response = await batch;
        var lines = (await response.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["1 200", "2 200"],
            lines
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Select(line => $"{line.GetProperty("id")} {line.GetProperty("status")}")
        );
        Assert.Equal((2, 2), (_scanner.Sites.Count(site => site == free), _scanner.Sites.Count(site => site == "example.com")));
        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));

        static string Of(string site) => Query.Replace("example.com", site, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_takes_longer_than_its_deadline_is_cancelled_and_504_names_the_remedy()
    {
        var asked = AskAsync(ApiHost.AdminKey);
        await _scanner.BeginsAsync(1);

        _host.Time.Advance(TimeSpan.FromSeconds(30));

        await _scanner.IsCancelledAsync();
        using var answer = await asked;
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Contains("not answered within 30 s; ask for a shorter range", await ApiHost.ErrorAsync(answer));
    }

    [Fact]
    public async Task A_query_whose_turn_does_not_come_before_its_deadline_is_503()
    {
        using var admission = new QueryAdmission(Options.Create(new WebOptions { ConcurrentQueries = 1 }), _host.Time);
        var held = new TaskCompletionSource<int>();
        var caller = new CallerIdentity("key", true);
        var first = admission.RunAsync(caller, "s", _ => new ValueTask<int>(held.Task), (_, _) => Task.CompletedTask, Cancel);
        var second = admission.RunAsync(caller, "s", _ => new ValueTask<int>(0), (_, _) => Task.CompletedTask, Cancel);

        _host.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(503, (await Assert.ThrowsAsync<ApiException>(() => second)).Status);
        held.SetResult(0);
        await first;
    }

    [Fact]
    public async Task A_client_that_leaves_cancels_its_scan_and_gives_its_turn_to_the_next()
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var leaving = _host.Client.PostAsync("/api/v2/query", ApiHost.Text(Query, "application/json"), leave.Token);
        await _scanner.BeginsAsync(1);
        var next = AskAsync(null);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        await _scanner.IsCancelledAsync();
        await _scanner.BeginsAsync(1);
        _scanner.Release();
        Assert.Equal(HttpStatusCode.OK, (await next).StatusCode);
    }

    [Fact]
    public async Task Realtime_visitors_take_their_turn_like_other_queries()
    {
        Task<HttpResponseMessage>[] asked = [AskAsync(ApiHost.AdminKey), AskAsync(await _host.AddKeyAsync(KeyScopes.Stats))];
        await _scanner.BeginsAsync(AtOnce);
        var realtime = _host.GetAsync("/api/v1/stats/realtime/visitors?site_id=example.com", ApiHost.AdminKey);
        var strangers = Enumerable
            .Range(0, 17)
            .Select(_ => _host.GetAsync("/api/v1/stats/realtime/visitors?site_id=example.com"))
            .ToList();
        await RefusedAsync(strangers, 1);

        _scanner.Release();

        Assert.Equal(HttpStatusCode.OK, (await realtime).StatusCode);
        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(AtOnce, _scanner.Most);
    }

    private Task<HttpResponseMessage> AskAsync(string? key) => _host.PostAsync("/api/v2/query", Query, key);

    /// <summary>Waits for the first answers, which must be refusals: the others are held.</summary>
    private static async Task<List<HttpResponseMessage>> RefusedAsync(IEnumerable<Task<HttpResponseMessage>> asked, int expected)
    {
        var open = asked.ToList();
        var refused = new List<HttpResponseMessage>();
        while (refused.Count < expected)
        {
            var first = await Task.WhenAny(open).WaitAsync(Patience, Cancel);
            open.Remove(first);
            refused.Add(await first);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused[^1].StatusCode);
        }

        return refused;
    }
}
