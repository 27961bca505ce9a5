using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Analytics.Core.Sites;
using Analytics.Web.Clients;
using Analytics.Web.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Tests.Clients;

public sealed class ClientTests
{
    private const string Site = "shop.example";
    private const string Key = "KEY-1";

    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    public static IEnumerable<TheoryDataRow<ClientCase>> Cases => ClientCases.All.Select(one => new TheoryDataRow<ClientCase>(one));

    public static IEnumerable<TheoryDataRow<string>> Protocols =>
        ClientProtocols.All.Select(protocol => new TheoryDataRow<string>(protocol.Name));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_request_stands_for_events_of_ours(ClientCase one)
    {
        var (method, address) = Split(one);
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        var question = address.IndexOf('?');
        context.Request.Path = question < 0 ? address : address[..question];
        context.Request.QueryString = new QueryString(question < 0 ? string.Empty : address[question..]);
        foreach (var (name, value) in one.Headers)
        {
            context.Request.Headers[name] = value;
        }

        using var request = new ClientRequest(context.Request, Encoding.UTF8.GetBytes(one.Body), Now);
        var protocols = ClientProtocols.Addresses.Single(known => known.Method == method && known.Path == request.Path).Protocols;
        var protocol = protocols.First(known => known.IsOf(request));
        Assert.Equal(one.Protocol, protocol.Name);

        var events = protocol.Read(request).ToList();

        Assert.All(events, read => Assert.Equal(Key, read.Key));
        Assert.Equal(one.Events, events.Select(read => Written(read)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_request_is_collected_and_answered_as_its_client_expects(ClientCase one)
    {
        await using var host = await StartAsync(one.Protocol, Key);
        using var response = await SendAsync(host, one);
        var body = await response.Content.ReadAsByteArrayAsync(Cancel);

        Assert.True(response.IsSuccessStatusCode, Encoding.UTF8.GetString(body));
        Assert.StartsWith(one.Answer, Encoding.UTF8.GetString(body));
        Assert.Equal(one.Answer.Length == 0 ? HttpStatusCode.NoContent : HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(
            ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType),
            ClientProtocols
                .All.Single(known => known.Name == one.Protocol)
                .AnswersTo(Split(one).Method)
                .Select(answer => (answer.Status, answer.Type))
        );
        foreach (var header in new[] { "X-Analytics-Rejected", "X-Analytics-Filtered", "X-Analytics-Warning" })
        {
            Assert.False(response.Headers.Contains(header), header);
        }

        var log = host.LogText();
        foreach (var line in one.Events)
        {
            using var expected = JsonDocument.Parse(line);
            Assert.Contains(expected.RootElement.GetProperty("name").GetString()!, log);
            Assert.Contains(expected.RootElement.GetProperty("url").GetString()!, log);
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_protocol_is_off_until_a_site_switches_it_on_and_every_protocol_has_a_case(string protocol)
    {
        await using var host = await ApiHost.StartAsync();
        host.Time.SetNow(Now);
        await host.AddSiteAsync(Site);
        var cases = ClientCases.All.Where(one => one.Protocol == protocol && one.Events.Length > 0).ToList();
        Assert.NotEmpty(cases);
        foreach (var one in cases)
        {
            using var off = await SendAsync(host, one);
            Assert.Equal(HttpStatusCode.Unauthorized, off.StatusCode);
            var error = await ApiHost.ErrorAsync(off);
            Assert.Contains(Key, error);
            Assert.Contains("PUT /api/v1/sites/", error);
        }

        await SetAsync(host, Setting(protocol, Key));
        host.Time.Advance(TimeSpan.FromSeconds(31));
        using var on = await SendAsync(host, cases[0]);
        Assert.True(on.IsSuccessStatusCode);
        await SetAsync(host, """{"clients":{}}""");
        using var offAgain = await SendAsync(host, cases[0]);
        Assert.Equal(HttpStatusCode.Unauthorized, offAgain.StatusCode);
    }

    [Fact]
    public async Task A_name_is_a_key_of_its_site_alone_even_if_another_claimed_it_before()
    {
        await using var host = await StartAsync("umami");
        await SetAsync(host, """{"clients":{"umami":["later.example"]}}""");
        const string Body = """{"type":"event","payload":{"website":"later.example","url":"/"}}""";
        using var before = await host.PostAsync("/api/send", Body);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        await host.AddSiteAsync("later.example");
        host.Time.Advance(SiteRegistry.Freshness + TimeSpan.FromSeconds(1));
        using var after = await host.PostAsync("/api/send", Body);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task The_domain_is_a_key_and_a_key_is_of_one_site()
    {
        await using var host = await StartAsync("umami");
        const string Body = """{"type":"event","payload":{"website":"shop.example","url":"/"}}""";
        using var byDomain = await host.PostAsync("/api/send", Body);
        Assert.Equal(HttpStatusCode.OK, byDomain.StatusCode);

        await host.AddSiteAsync("other.example");
        await SetAsync(host, """{"clients":{"umami":["k1"]}}""");
        using var taken = await host.PutAsync("/api/v1/sites/other.example", """{"clients":{"umami":["k1"]}}""", ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.BadRequest, taken.StatusCode);
        Assert.Contains("'k1' is another site's", await ApiHost.ErrorAsync(taken));
        using var named = await host.PutAsync(
            "/api/v1/sites/other.example",
            """{"clients":{"umami":["shop.example"]}}""",
            ApiHost.AdminKey
        );
        Assert.Contains("'shop.example' is another site's", await ApiHost.ErrorAsync(named));

        await SetAsync(host, """{"clients":{"umami":[]}}""");
        using var free = await host.PutAsync("/api/v1/sites/other.example", """{"clients":{"umami":["k1"]}}""", ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.OK, free.StatusCode);
        Assert.Equal("k1", (await ApiHost.JsonAsync(free)).GetProperty("clients").GetProperty("umami")[0].GetString());
        using var moved = await host.PostAsync("/api/send", Body.Replace("shop.example", "k1"));
        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        Assert.Contains("other.example", host.LogText());
    }

    [Theory]
    [InlineData("""{"clients":{"mixpanel":[]}}""", "'mixpanel' is unknown; use segment, ga4, gtag, posthog")]
    [InlineData("""{"clients":{"umami":["a/b"]}}""", "clients.umami: key 'a/b' must be")]
    [InlineData("""{"clients":{"umami":null}}""", "clients.umami: null is no item; give a value, or leave it out")]
    public async Task A_bad_setting_is_refused_by_name(string body, string message)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync(Site);
        using var response = await host.PutAsync("/api/v1/sites/" + Site, body, ApiHost.AdminKey);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, await ApiHost.ErrorAsync(response));
    }

    [Theory]
    [InlineData("/v1/batch", "")]
    [InlineData("/v1/batch", "{")]
    [InlineData("/v1/track", "[1,2]")]
    [InlineData("/mp/collect", "\"text\"")]
    [InlineData("/batch", "{\"api_key\":1,\"batch\":[1,null,\"x\",{\"event\":{}},{\"event\":\"a\",\"properties\":[]}]}")]
    [InlineData("/batch", "{\"api_key\":\"KEY-1\",\"batch\":[{\"event\":\"\\ud800\"}]}")]
    [InlineData("/batch", "{\"api_key\":\"KEY-1\",\"batch\":[{\"event\":\"a\",\"properties\":{\"\\udc00\":\"\\ud800\"}}]}")]
    [InlineData("/e", "data=%%%")]
    [InlineData("/e", "\u001f\u008b")]
    [InlineData("/api/send", "[[[]]]")]
    [InlineData("/api/send", "{\"payload\":{\"website\":{}}}")]
    [InlineData("/api/batch", "{\"payload\":7}")]
    [InlineData("/matomo.php", "{\"requests\":[7,{\"idsite\":[]},\"\"]}")]
    [InlineData("/matomo.php", "idsite=KEY-1&cvar=[[&res=x&cdt=never")]
    [InlineData("/track", "{\"site_id\":\"KEY-1\",\"properties\":\"{\"}")]
    [InlineData("/track", "nonsense")]
    [InlineData("/com.snowplowanalytics.snowplow/tp2", "{\"data\":[{\"aid\":\"KEY-1\",\"e\":\"ue\",\"ue_px\":\"!\"},3]}")]
    public async Task A_bad_body_is_refused_or_taken_but_never_fails(string path, string body)
    {
        await using var host = await StartAsync("posthog", Key);
        await SetAsync(host, """{"clients":{"posthog":["KEY-1"],"matomo":["KEY-1"],"rybbit":["KEY-1"],"snowplow":["KEY-1"]}}""");
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        using var response = await host.SendAsync(HttpMethod.Post, path, content);

        Assert.InRange((int)response.StatusCode, 200, 499);
        if (!response.IsSuccessStatusCode)
        {
            Assert.NotEmpty(await ApiHost.ErrorAsync(response));
        }
    }

    [Fact]
    public async Task A_body_may_be_gzip_whether_it_says_so_or_not_within_the_limit()
    {
        await using var host = await StartAsync("posthog", Key);
        foreach (
            var (says, padding, status) in new[]
            {
                (true, 0, HttpStatusCode.OK),
                (false, 0, HttpStatusCode.OK),
                (false, 5_000_000, HttpStatusCode.RequestEntityTooLarge),
            }
        )
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(
                    Encoding.UTF8.GetBytes($$"""{"api_key":"KEY-1","event":"Packed","distinct_id":"d"{{new string(' ', padding)}}}""")
                );
            }

            using var content = new ByteArrayContent(packed.ToArray());
            if (says)
            {
                content.Headers.ContentEncoding.Add("gzip");
            }

            using var response = await host.SendAsync(HttpMethod.Post, "/e/?compression=gzip-js", content);
            Assert.Equal(status, response.StatusCode);
        }

        Assert.Contains("Packed", host.LogText());
    }

    [Fact]
    public async Task What_is_not_taken_is_told_in_headers_and_a_single_bad_event_is_refused()
    {
        await using var host = await StartAsync("posthog", Key);
        using var mixed = await host.PostAsync(
            "/batch",
            """{"api_key":"KEY-1","batch":[{"event":"a","distinct_id":"d","properties":{"list":[1]}},{"event":"b","distinct_id":"d","timestamp":"2001-01-01T00:00:00Z"}]}"""
        );
        Assert.Equal("invalid_property", Assert.Single(mixed.Headers.GetValues("X-Analytics-Warning")));
        Assert.Equal("timestamp_too_old", Assert.Single(mixed.Headers.GetValues("X-Analytics-Rejected")));
        using var bad = await host.PostAsync(
            "/capture",
            """{"api_key":"KEY-1","event":"b","distinct_id":"d","timestamp":"2001-01-01T00:00:00Z"}"""
        );
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Equal("timestamp_too_old", (await ApiHost.JsonAsync(bad)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(
        "matomo",
        "/matomo.php",
        """{"requests":["?idsite=99&rec=1&url=https://x.example/","?idsite=KEY-1&rec=1&url=https://shop.example/kept",5,null,""]}"""
    )]
    [InlineData(
        "umami",
        "/api/batch",
        """[{"type":"event","payload":{"website":"other","url":"/"}},{"type":"event","payload":{"website":"KEY-1","hostname":"shop.example","url":"/kept"}}]"""
    )]
    [InlineData(
        "snowplow",
        "/com.snowplowanalytics.snowplow/tp2",
        """{"data":[{"e":"pv","aid":"other","url":"https://x.example/"},{"e":"pv","aid":"KEY-1","url":"https://shop.example/kept"}]}"""
    )]
    public async Task An_event_whose_key_is_of_no_site_costs_no_other_event_of_the_request(string protocol, string address, string body)
    {
        await using var host = await StartAsync(protocol, Key);

        using var mixed = await host.PostAsync(address, body);

        Assert.Equal(HttpStatusCode.OK, mixed.StatusCode);
        Assert.Equal("unknown_site", Assert.Single(mixed.Headers.GetValues("X-Analytics-Rejected")));
        Assert.Contains("/kept", host.LogText(), StringComparison.Ordinal);
        Assert.DoesNotContain("x.example", host.LogText(), StringComparison.Ordinal);

        using var unknown = await host.PostAsync(address, body.Replace("KEY-1", "KEY-2", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
    }

    [Theory]
    [InlineData("""{"type":"bogus","payload":{"website":"KEY-1","url":"/x"}}""", "type", "'bogus' is no type of Umami; send event")]
    [InlineData("""{"payload":{"website":"KEY-1","url":"/x"}}""", "type", "type: is missing; send event")]
    [InlineData("""{"type":null,"payload":{"website":"KEY-1","url":"/x"}}""", "type", "type: is missing; send event")]
    [InlineData("""{"type":"event"}""", "payload", "payload: is missing or no object; send")]
    [InlineData("""{"type":"event","payload":[]}""", "payload", "payload: is missing or no object; send")]
    public async Task An_item_of_Umami_that_is_no_event_of_its_protocol_is_refused_by_field_and_alone(
        string item,
        string field,
        string message
    )
    {
        await using var host = await StartAsync("umami", Key);

        using var alone = await host.PostAsync("/api/send", item);

        Assert.Equal(HttpStatusCode.BadRequest, alone.StatusCode);
        var error = await ApiHost.JsonAsync(alone);
        Assert.Equal(field, error.GetProperty("field").GetString());
        Assert.Contains(message, error.GetProperty("error").GetString(), StringComparison.Ordinal);

        using var mixed = await host.PostAsync(
            "/api/batch",
            $$$"""[{{{item}}},{"type":"event","payload":{"website":"KEY-1","url":"/kept"}},{"type":"event","payload":{"website":"no","url":"/no"}}]"""
        );

        var answer = await ApiHost.JsonAsync(mixed);
        Assert.StartsWith("""{"size":3,"processed":1,"errors":2,"details":[""", answer.GetRawText(), StringComparison.Ordinal);
        Assert.Equal([0, 2], answer.GetProperty("details").EnumerateArray().Select(detail => detail.GetProperty("index").GetInt32()));
        Assert.Contains(
            message,
            answer.GetProperty("details")[0].GetProperty("response").GetProperty("error").GetProperty("message").GetString()
        );
        Assert.Contains("unknown_site", Assert.Single(mixed.Headers.GetValues("X-Analytics-Rejected")), StringComparison.Ordinal);
        Assert.Contains("/kept", host.LogText(), StringComparison.Ordinal);
        Assert.DoesNotContain("/x", host.LogText(), StringComparison.Ordinal);

        using var unknown = await host.PostAsync(
            "/api/batch",
            $$$"""[{{{item}}},{"type":"event","payload":{"website":"no","url":"/no"}}]"""
        );
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
    }

    [Fact]
    public async Task A_page_of_another_origin_may_send_and_read_even_a_refusal()
    {
        await using var host = await StartAsync("snowplow", Key);
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/com.snowplowanalytics.snowplow/tp2");
        preflight.Headers.Add("Origin", "https://shop.example");
        preflight.Headers.Add("Access-Control-Request-Headers", "content-type, sp-anonymous");
        using var allowed = await host.Client.SendAsync(preflight, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal("content-type, sp-anonymous", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Headers")));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/i?e=pv&aid=unknown");
        request.Headers.Add("Origin", "https://shop.example");
        using var response = await host.Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("https://shop.example", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("true", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Credentials")));
    }

    private static async Task<ApiHost> StartAsync(string protocol, params string[] keys)
    {
        var host = await ApiHost.StartAsync();
        host.Time.SetNow(Now);
        await host.AddSiteAsync(Site);
        await SetAsync(host, Setting(protocol, keys));
        return host;
    }

    private static string Setting(string protocol, params string[] keys) =>
        JsonSerializer.Serialize(new Dictionary<string, object> { ["clients"] = new Dictionary<string, string[]> { [protocol] = keys } });

    private static async Task SetAsync(ApiHost host, string body)
    {
        using var response = await host.PutAsync("/api/v1/sites/" + Site, body, ApiHost.AdminKey);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<HttpResponseMessage> SendAsync(ApiHost host, ClientCase one)
    {
        var (method, address) = Split(one);
        using var request = new HttpRequestMessage(new HttpMethod(method), address)
        {
            Content =
                one.Body.Length == 0
                    ? null
                    : ApiHost.Text(one.Body, one.Body[0] is '{' or '[' or '\n' ? "application/json" : "application/x-www-form-urlencoded"),
        };
        foreach (var (name, value) in one.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Client.SendAsync(request, Cancel);
    }

    private static (string Method, string Address) Split(ClientCase one)
    {
        var space = one.Request.IndexOf(' ');
        return (one.Request[..space], one.Request[(space + 1)..]);
    }

    private static string Written(ClientEvent read)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonAnswer.Options))
        {
            read.Write(writer, Site);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
