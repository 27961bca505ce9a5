using System.Net;
using Analytics.Core.EventLog;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Collection;

public sealed class CollectOneTests : IAsyncLifetime
{
    private const string Pageview = """{"domain":"example.com","name":"pageview","url":"https://example.com/blog"}""";

    private ApiHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync("example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("Text/Plain")]
    public async Task A_pageview_is_answered_with_ok_once_it_is_in_the_log(string type)
    {
        using var response = await _host.PostAsync("/api/event", Pageview, type: type);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("ok", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("https://example.com/blog", _host.LogText());
    }

    [Theory]
    [InlineData(null, Pageview)]
    [InlineData("application/x-www-form-urlencoded", Pageview)]
    [InlineData(
        "application/x-www-form-urlencoded",
        "%7B%22domain%22%3A%22example.com%22%2C%22name%22%3A%22pageview%22%2C%22url%22%3A%22https%3A%2F%2Fexample.com%2Fblog%22%7D="
    )]
    [InlineData(
        "application/x-www-form-urlencoded",
        "name=pageview&domain=example.com&url=https%3A%2F%2Fexample.com%2Fblog&interactive=false&scroll_depth=5"
    )]
    [InlineData("application/octet-stream", Pageview)]
    public async Task An_event_is_taken_however_its_content_is_declared(string? type, string body)
    {
        using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = type is null ? null : new(type);

        using var response = await _host.SendAsync(HttpMethod.Post, "/api/event", content);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Contains("https://example.com/blog", _host.LogText());
    }

    [Fact]
    public async Task A_single_event_may_be_compressed()
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(Pageview));
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await _host.SendAsync(HttpMethod.Post, "/api/event", content);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Contains("https://example.com/blog", _host.LogText());
    }

    [Theory]
    [InlineData("""{"n":"Tagged","u":"https://example.com/","$":{}}""")]
    [InlineData("""{"name":"Tagged","url":"https://example.com/","revenue":"{ }"}""")]
    public async Task An_empty_revenue_is_none(string body)
    {
        using var response = await _host.PostAsync("/api/event", body);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.False(response.Headers.Contains("X-Analytics-Warning"));
    }

    [Fact]
    public async Task What_was_dropped_of_an_event_is_said_in_a_header()
    {
        using var response = await _host.PostAsync(
            "/api/event",
            """{"name":"pageview","url":"https://example.com/blog","props":{"a":[1]},"sd":101}"""
        );

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("invalid_number, invalid_property", Assert.Single(response.Headers.GetValues("X-Analytics-Warning")));
    }

    [Theory]
    [InlineData(null, null, "http_library")]
    [InlineData("Basic dXNlcjpwYXNz", null, "http_library")]
    [InlineData("Bearer " + ApiHost.AdminKey, null, null)]
    [InlineData(null, "v1", null)]
    public async Task A_program_is_dropped_with_a_header_that_says_why_unless_its_sender_is_known(
        string? authorization,
        string? visitor,
        string? reason
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/event");
        request.Headers.UserAgent.ParseAdd("okhttp/4.12.0");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Content = ApiHost.Text(
            visitor is null
                ? Pageview
                : Pageview.Replace("{\"domain", $"{{\"visitor_id\":\"{visitor}\",\"domain", StringComparison.Ordinal),
            "application/json"
        );

        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(reason, response.Headers.TryGetValues("X-Analytics-Filtered", out var filtered) ? filtered.Single() : null);
        Assert.Equal(reason is not null, response.Headers.TryGetValues("x-plausible-dropped", out var dropped) && dropped.Single() == "1");
    }

    [Fact]
    public async Task Any_origin_may_send_and_read_the_answer()
    {
        using var good = await _host.PostAsync("/api/event", Pageview);
        using var bad = await _host.PostAsync("/api/event", "{}");

        Assert.Equal("*", Assert.Single(good.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("*", Assert.Single(bad.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Theory]
    [InlineData("/api/event")]
    [InlineData("/api/events")]
    public async Task A_preflight_allows_json_and_keys_from_any_origin(string path)
    {
        using var response = await _host.SendAsync(HttpMethod.Options, path);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("POST", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Methods")));
        Assert.Contains("Content-Type", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Headers")));
    }

    [Fact]
    public async Task Other_endpoints_allow_no_other_origin()
    {
        using var response = await _host.GetAsync("/api/v1/sites", ApiHost.AdminKey);

        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("application/xml")]
    public async Task Another_content_type_is_refused(string type)
    {
        using var response = await _host.PostAsync("/api/event", Pageview, type: type);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains($"'{type}", await ApiHost.ErrorAsync(response));
    }

    [Fact]
    public async Task A_bad_event_is_refused_with_code_field_and_remedy()
    {
        using var response = await _host.PostAsync("/api/event", """{"domain":"example.com","name":"pageview"}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = await ApiHost.JsonAsync(response);
        Assert.Equal("missing_field", error.GetProperty("code").GetString());
        Assert.Equal("url", error.GetProperty("field").GetString());
        Assert.Contains("url", error.GetProperty("error").GetString());
    }

    [Fact]
    public async Task An_unknown_site_is_refused()
    {
        using var response = await _host.PostAsync("/api/event", Pageview.Replace("\"example.com", "\"other.com"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("unknown_site", (await ApiHost.JsonAsync(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Of_several_sites_the_known_ones_are_kept_and_a_header_tells_of_the_others()
    {
        using var response = await _host.PostAsync("/api/event", Pageview.Replace("\"example.com", "\"example.com,other.com"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("unknown_site", Assert.Single(response.Headers.GetValues("X-Analytics-Rejected")));
    }

    [Fact]
    public async Task A_bot_is_answered_as_anybody_and_a_header_tells()
    {
        _host.Client.DefaultRequestHeaders.UserAgent.Clear();
        _host.Client.DefaultRequestHeaders.UserAgent.ParseAdd("Googlebot/2.1");

        using var response = await _host.PostAsync("/api/event", Pageview);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("bot", Assert.Single(response.Headers.GetValues("X-Analytics-Filtered")));
    }

    [Fact]
    public async Task Bad_revenue_is_dropped_and_a_header_tells()
    {
        using var response = await _host.PostAsync(
            "/api/event",
            """{"domain":"example.com","name":"Buy","url":"https://example.com/","revenue":{"currency":"XXQ","amount":1}}"""
        );

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("invalid_revenue", Assert.Single(response.Headers.GetValues("X-Analytics-Warning")));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_with_and_without_announced_length()
    {
        var body = new byte[(512 * 1024) + 1];
        Array.Fill(body, (byte)' ');
        using var announced = await _host.SendAsync(HttpMethod.Post, "/api/event", Content(new ByteArrayContent(body)));
        using var chunked = await _host.SendAsync(HttpMethod.Post, "/api/event", Content(new UnannouncedContent(body)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, announced.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, chunked.StatusCode);
        Assert.Contains("524,288", await ApiHost.ErrorAsync(chunked));

        static HttpContent Content(HttpContent content)
        {
            content.Headers.ContentType = new("application/json");
            return content;
        }
    }

    [Fact]
    public async Task A_log_that_takes_nothing_is_503_with_retry_after()
    {
        for (var partition = 0; partition < 4; partition++)
        {
            _host.Log.Refuse(partition);
        }

        _host.Log.RetryAfter = TimeSpan.FromSeconds(2.5);

        using var response = await _host.PostAsync("/api/event", Pageview);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter!.Delta);
        Assert.NotEmpty(await ApiHost.ErrorAsync(response));
    }

    [Fact]
    public async Task A_failure_of_the_server_tells_nothing_of_its_inside()
    {
        _host.Log.Failure = new InvalidOperationException("inner workings");

        using var response = await _host.PostAsync("/api/event", Pageview);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("inner workings", await ApiHost.ErrorAsync(response));
    }

    [Fact]
    public async Task The_address_and_the_user_agent_never_reach_the_log()
    {
        using var response = await _host.PostAsync("/api/event", Pageview);

        var text = _host.LogText();
        Assert.DoesNotContain("127.0.0.1", text);
        Assert.DoesNotContain("AppleWebKit", text);
        Assert.Contains("Chrome", text);
        Assert.All(_host.Log.AllRecords(), record => Assert.True(record.Body.Length < EventMessage.MaxBytes));
    }
}
