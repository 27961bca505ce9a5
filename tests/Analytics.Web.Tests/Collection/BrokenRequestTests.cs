using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Collection;

/// <summary>Requests with text that is no Unicode, at every endpoint that takes text: the client's fault is never a 500.</summary>
public sealed class BrokenRequestTests : IAsyncLifetime
{
    private const string Event = """{"domain":"example.com","name":"pageview","url":"https://example.com/p"}""";

    private ApiHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync("example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("""{"domain":"example.com","name":"pageview","url":"https://example.com/p","props":{"t":"caf\ud83d"}}""")]
    [InlineData("""{"\ud83d":1,"domain":"example.com","name":"pageview","url":"https://example.com/p"}""")]
    [InlineData("""{"domain":"example.com","name":"a{E9}","url":"https://example.com/p"}""")]
    public async Task One_event_with_half_a_character_is_taken(string body)
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/event", body);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_Latin_1_byte_in_one_event_of_an_array_costs_no_event(bool zipped)
    {
        using var response = await SendAsync(
            HttpMethod.Post,
            "/api/events",
            $$"""[{{Event}},{{Event.Replace("}", ",\"props\":{\"t\":\"caf{E9}\"}}")}},{{Event}}]""",
            zipped: zipped
        );

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(3, (await ApiHost.JsonAsync(response)).GetProperty("accepted").GetInt32());
        Assert.Contains("caf" + Encoding.Latin1.GetString("\uFFFD"u8), _host.LogText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_quotes_no_half_characters()
    {
        var domain = "x" + string.Concat(Enumerable.Repeat("😀", 60));

        using var response = await SendAsync(
            HttpMethod.Post,
            "/api/events",
            $$"""[{{Event}},{{Event.Replace("example.com\"", domain + "\"")}}]"""
        );

        var problem = (await ApiHost.JsonAsync(response)).GetProperty("rejected")[0];
        Assert.DoesNotContain('\uFFFD', problem.GetProperty("message").GetString()!);
    }

    [Theory]
    [InlineData("""{"site_id":"\ud83d","metrics":["visitors"],"date_range":"day"}""", "site_id")]
    [InlineData(
        """{"site_id":"example.com","metrics":["visitors"],"date_range":"day","filters":[["is","event:page",["{E9}"]]]}""",
        "filters[0][2][0]"
    )]
    public async Task A_query_with_half_a_character_is_refused_by_key(string body, string key)
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/v2/query", body, ApiHost.AdminKey);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(key, await ApiHost.ErrorAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/api/v1/sites", """{"domain":"a\ud83d.example"}""")]
    [InlineData("POST", "/api/v1/sites", """{"domain":"a{E9}.example"}""")]
    [InlineData("POST", "/api/v1/sites", """{"\ud83d":1,"domain":"a.example"}""")]
    [InlineData("POST", "/api/v1/sites", """{"{E9}":1,"domain":"a.example"}""")]
    [InlineData("POST", "/api/v1/sites", """{"domain":"a.example","timezone":"\ud83d"}""")]
    [InlineData("POST", "/api/v1/sites", """{"domain":"a.example","retention_days":1e99999}""")]
    [InlineData("POST", "/api/v1/sites", """{"domain":{"a":[[[["\ud83d"]]]]}}""")]
    [InlineData("PUT", "/api/v1/sites/example.com", """{"timezone":"\udc00"}""")]
    [InlineData("POST", "/api/v1/keys", """{"name":"\ud83d","scopes":["stats"]}""")]
    [InlineData("POST", "/api/v1/keys", """{"name":"{FF}","scopes":["stats"]}""")]
    [InlineData("POST", "/api/v1/keys", """{"scopes":["\ud83d"]}""")]
    [InlineData("POST", "/api/v1/keys", """{"scopes":["stats"],"site":"\ud83d"}""")]
    [InlineData("POST", "/api/v1/jobs", """{"kind":"\ud83d"}""")]
    [InlineData("POST", "/api/v1/jobs", """{"kind":"reprocess","from":"\ud83d","to":"2026-03-10"}""")]
    [InlineData("POST", "/api/v1/jobs", """{"kind":"reprocess","from":"2026-03-09","to":"2026-03-10","sites":["{E9}"]}""")]
    [InlineData("POST", "/api/v1/jobs", """{00}""")]
    [InlineData("POST", "/api/v1/jobs", """[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["\ud83d"]""")]
    public async Task What_an_administrator_sends_is_refused_with_a_reason(string method, string path, string body)
    {
        using var response = await SendAsync(new HttpMethod(method), path, body, ApiHost.AdminKey);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotEmpty(await ApiHost.ErrorAsync(response));
    }

    [Theory]
    [InlineData("POST", "/api/v1/sites", "domain=%E9.example")]
    [InlineData("POST", "/api/v1/sites", "domain=%00")]
    [InlineData("POST", "/api/v1/sites", "%ED%A0%BD=1&domain=b%")]
    [InlineData("POST", "/api/v1/sites", "domain=a%EF%BF%BD.example&timezone=%zz")]
    [InlineData("PUT", "/api/v1/sites/example.com", "timezone=%FF")]
    public async Task A_form_is_refused_with_a_reason(string method, string path, string body)
    {
        using var response = await SendAsync(new HttpMethod(method), path, body, ApiHost.AdminKey, "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/v1/sites/%E9")]
    [InlineData("GET", "/api/v1/sites/%ED%A0%BD")]
    [InlineData("GET", "/api/v1/sites/%")]
    [InlineData("GET", "/api/v1/sites?after=%FF")]
    [InlineData("GET", "/api/v1/sites?limit=%FF")]
    [InlineData("GET", "/api/v1/sites?after=%00")]
    [InlineData("PUT", "/api/v1/sites/%F0%9F")]
    [InlineData("DELETE", "/api/v1/sites/%F0%9F")]
    [InlineData("DELETE", "/api/v1/keys/%E9")]
    [InlineData("GET", "/api/v1/jobs/%E9")]
    [InlineData("GET", "/api/v1/jobs/%E9/report")]
    [InlineData("GET", "/api/v1/jobs/1/report?after=%00")]
    [InlineData("DELETE", "/api/v1/jobs/%C0%80")]
    [InlineData("GET", "/api/v1/stats/realtime/visitors?site_id=%E9")]
    [InlineData("GET", "/api/v1/stats/realtime/visitors?site_id=%00")]
    [InlineData("GET", "/api/v1/sites/%E9/live")]
    [InlineData("GET", "/api/v1/sites/%C0/live")]
    [InlineData("POST", "/api/events?import=%E9")]
    public async Task An_address_with_broken_escapes_is_the_clients_fault(string method, string path)
    {
        using var response = await SendAsync(new HttpMethod(method), path, method is "GET" or "DELETE" ? null : "{}", ApiHost.AdminKey);

        Assert.InRange((int)response.StatusCode, 400, 499);
    }

    [Theory]
    [InlineData("Bearer \u00e9\u00ff")]
    [InlineData("Bearer %ED%A0%BD")]
    public async Task A_key_of_any_bytes_is_only_an_unknown_one(string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/sites");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 })
        {
            BaseAddress = _host.Client.BaseAddress,
        };

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.InRange((int)response.StatusCode, 400, 401);
    }

    private Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string? body,
        string? key = null,
        string type = "application/json",
        bool zipped = false
    )
    {
        if (body is null)
        {
            return _host.SendAsync(method, path, key: key);
        }

        var bytes = RawBytes.Of(body);
        var content = new ByteArrayContent(zipped ? Zip(bytes) : bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (zipped)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        return _host.SendAsync(method, path, content, key);
    }

    private static byte[] Zip(byte[] bytes)
    {
        var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            zip.Write(bytes);
        }

        return memory.ToArray();
    }
}
