using System.Net;
using System.Net.Http.Headers;
using Analytics.Core.Aggregation;
using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Web.Errors;
using Analytics.Web.Live;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Live;

public sealed class LiveStreamTests : IAsyncLifetime
{
    private const string Live = "/api/v1/sites/example.com/live";
    private const string Stream = Live + "/stream";

    private ApiHost _host = null!;
    private string _key = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync("example.com");
        await _host.AddSiteAsync("public.com", isPublic: true);
        _key = await _host.AddKeyAsync(KeyScopes.Stats, "example.com");
        Set(1);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task What_the_polled_address_answers_comes_at_once_and_when_it_has_changed()
    {
        using var polled = await _host.GetAsync(Live, _key);
        using var stream = await OpenAsync(Stream, _key);

        Assert.Equal("text/event-stream; charset=utf-8", stream.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", stream.Response.Headers.CacheControl!.ToString());
        Assert.Matches("^retry: [0-9]{4}$", await stream.ReadLineAsync());
        Assert.Equal("", await stream.ReadLineAsync());
        Assert.Equal("data: " + await polled.Content.ReadAsStringAsync(Cancel), await stream.ReadLineAsync());
        Assert.Equal("", await stream.ReadLineAsync());

        Set(2);
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("\"value_count\":2", await stream.ReadLineAsync());
        Assert.Equal("", await stream.ReadLineAsync());
    }

    [Fact]
    public async Task A_stream_in_which_nothing_changes_gets_a_comment_after_fifteen_seconds()
    {
        using var stream = await OpenedAsync();
        _host.Time.Advance(LiveStreamHandler.Heartbeat);

        Assert.Equal(":", await stream.ReadLineAsync());
    }

    [Fact]
    public async Task A_stream_ends_before_front_ends_end_it()
    {
        Assert.InRange(LiveStreamHandler.Lifetime, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(230));
        using var stream = await OpenedAsync();
        _host.Time.Advance(LiveStreamHandler.Lifetime);

        Assert.Null(await stream.ReadLineAsync());
    }

    [Theory]
    [InlineData("key")]
    [InlineData("session")]
    [InlineData("link")]
    [InlineData("site")]
    public async Task A_stream_ends_with_what_allowed_it(string what)
    {
        using var link = await _host.PostAsync("/api/v1/sites/example.com/shared-links", """{"name":"a"}""", ApiHost.AdminKey);
        using var opened = await _host.PostAsync(
            "/api/v1/session",
            $$"""{"link":"{{(await ApiHost.JsonAsync(link)).GetProperty("token").GetString()}}"}"""
        );
        var bearer = (await ApiHost.JsonAsync(opened)).GetProperty("bearer").GetString()!;
        var browser = await _host.SignInAsync(_key);
        using var stream = what switch
        {
            "session" => await OpenAsync(Stream, null, browser.Cookie),
            "link" => await OpenAsync(Stream, bearer),
            _ => await OpenAsync(Stream, _key),
        };
        await stream.SkipAsync(4);
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        Set(2);
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("\"value_count\":2", await stream.ReadLineAsync());
        await stream.SkipAsync(1);

        using var ended = what switch
        {
            "key" => await _host.DeleteAsync($"/api/v1/keys/{await KeyIdAsync()}", ApiHost.AdminKey),
            "session" => await browser.SendAsync("DELETE", "/api/v1/session"),
            "link" => await _host.DeleteAsync("/api/v1/sites/example.com/shared-links/1", ApiHost.AdminKey),
            _ => await _host.DeleteAsync("/api/v1/sites/example.com", ApiHost.AdminKey),
        };
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        _host.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await stream.ReadLineAsync());
    }

    [Fact]
    public async Task Listeners_of_a_site_share_one_reading()
    {
        using var first = await OpenedAsync();
        using var second = await OpenedAsync();
        using var third = await OpenedAsync();
        var before = _host.Live.Reads;

        for (var i = 2; i < 5; i++)
        {
            Set(i);
            _host.Time.Advance(TimeSpan.FromSeconds(1));
            foreach (var stream in (EventStream[])[first, second, third])
            {
                Assert.Contains($"\"value_count\":{i}", await stream.ReadLineAsync());
                await stream.SkipAsync(1);
            }
        }

        Assert.Equal((1, 3), (before, _host.Live.Reads - before));
    }

    [Fact]
    public async Task A_caller_has_twenty_streams_and_gets_back_the_place_of_one_that_it_closes()
    {
        var streams = new List<EventStream>();
        for (var i = 0; i < LiveReadings.MaxPerCaller; i++)
        {
            streams.Add(await OpenedAsync());
        }

        using var refused = await _host.GetAsync(Stream, _key);
        using var other = await OpenAsync(Stream, await _host.AddKeyAsync(KeyScopes.Stats));
        streams[0].Dispose();
        var readings = (LiveReadings)_host.Services.GetService(typeof(LiveReadings))!;
        for (var i = 0; readings.Listeners > LiveReadings.MaxPerCaller && i < 1_000_000; i++)
        {
            _host.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        using var again = await OpenAsync(Stream, _key);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("20 live streams", await ApiHost.ErrorAsync(refused));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (other.Response.StatusCode, again.Response.StatusCode));
        streams.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public void The_process_has_a_thousand_streams_and_no_more()
    {
        var time = new FakeTimeProvider();
        var readings = new LiveReadings(new FakeLiveStatistics(), new SiteRegistry(new InMemoryTableStore(), time), time);
        var listeners = Enumerable
            .Range(0, LiveReadings.MaxListeners)
            .Select(i => readings.Join("example.com", new($"key {i}", true)))
            .ToList();

        var refused = Assert.Throws<ApiException>(() => readings.Join("example.com", new("one more", true)));
        listeners[0].Dispose();
        listeners[0].Dispose();
        using var next = readings.Join("example.com", new("one more", true));

        Assert.Equal(503, refused.Status);
        Assert.Equal(LiveReadings.MaxListeners, readings.Listeners);
    }

    [Fact]
    public async Task Strangers_follow_public_sites_alone_and_a_link_limited_to_a_segment_follows_none()
    {
        using var segment = await _host.PostAsync(
            "/api/v1/sites/example.com/segments",
            """{"name":"A","content":{"filters":[["is","event:page",["/a"]]]}}""",
            ApiHost.AdminKey
        );
        using var link = await _host.PostAsync(
            "/api/v1/sites/example.com/shared-links",
            """{"name":"a","segment":"1"}""",
            ApiHost.AdminKey
        );
        using var opened = await _host.PostAsync(
            "/api/v1/session",
            $$"""{"link":"{{(await ApiHost.JsonAsync(link)).GetProperty("token").GetString()}}"}"""
        );
        var bearer = (await ApiHost.JsonAsync(opened)).GetProperty("bearer").GetString()!;

        using var limited = await _host.GetAsync(Stream, bearer);
        using var stranger = await _host.GetAsync(Stream);
        using var other = await _host.GetAsync("/api/v1/sites/nowhere.com/live/stream", _key);
        using var open = await OpenAsync("/api/v1/sites/public.com/live/stream", null);

        Assert.Equal(
            (HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized, HttpStatusCode.NotFound),
            (limited.StatusCode, stranger.StatusCode, other.StatusCode)
        );
        Assert.Equal(HttpStatusCode.OK, open.Response.StatusCode);
    }

    [Fact]
    public async Task A_stopping_server_ends_its_streams()
    {
        var host = await ApiHost.StartAsync();
        await host.AddSiteAsync("example.com");
        using var stream = await OpenAsync(Stream, ApiHost.AdminKey, host: host);
        await stream.SkipAsync(4);
        var stopping = host.StopAsync();

        Assert.Null(await stream.ReadLineAsync());
        await stopping;
        await host.DisposeAsync();
    }

    private void Set(int values) =>
        _host.Live.BySite["example.com"] = new LiveStatistics(
            _host.Time.Now,
            [new LiveRate(5, 1, 1, new Dictionary<string, decimal>())],
            1,
            values,
            LiveSignal.None
        );

    private async Task<string> KeyIdAsync()
    {
        using var list = await _host.GetAsync("/api/v1/keys", ApiHost.AdminKey);
        return (await ApiHost.JsonAsync(list)).GetProperty("keys").EnumerateArray().Single().GetProperty("id").GetString()!;
    }

    /// <summary>A stream of which the first event is read.</summary>
    private async Task<EventStream> OpenedAsync()
    {
        var stream = await OpenAsync(Stream, _key);
        await stream.SkipAsync(4);
        return stream;
    }

    private async Task<EventStream> OpenAsync(string path, string? key, string? cookie = null, ApiHost? host = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        var response = await (host ?? _host).Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        return new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync(Cancel)));
    }

    private sealed record EventStream(HttpResponseMessage Response, StreamReader Reader) : IDisposable
    {
        public ValueTask<string?> ReadLineAsync() => Reader.ReadLineAsync(Cancel);

        public async Task SkipAsync(int lines)
        {
            for (var i = 0; i < lines; i++)
            {
                Assert.NotNull(await ReadLineAsync());
            }
        }

        public void Dispose()
        {
            Reader.Dispose();
            Response.Dispose();
        }
    }
}
