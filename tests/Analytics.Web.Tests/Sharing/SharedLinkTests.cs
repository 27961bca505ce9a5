using System.Net;
using System.Text.Json;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Sharing;

public sealed class SharedLinkTests : IAsyncLifetime
{
    private const string Links = "/api/v1/sites/example.com/shared-links";
    private const string Session = "/api/v1/session";

    private static readonly long Noon = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private ApiHost _host = null!;
    private string _owner = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            events:
            [
                new("example.com", Noon - 60, 1, Page: "/a"),
                new("example.com", Noon - 60, 2, Page: "/a"),
                new("example.com", Noon - 60, 3, Page: "/b"),
                new("other.com", Noon - 60, 4, Page: "/a"),
            ]
        );
        await _host.AddSiteAsync("example.com");
        await _host.AddSiteAsync("other.com");
        await _host.AddSiteAsync("public.com", isPublic: true);
        _owner = await _host.AddKeyAsync(KeyScopes.Stats | KeyScopes.Sites, "example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_link_is_made_read_listed_changed_and_deleted()
    {
        using var made = await _host.PostAsync(
            Links,
            """{"name":"Newsletter","password":"a long password","expires_at":"2026-04-01T00:00:00Z","embed":true}""",
            _owner
        );
        var link = await ApiHost.JsonAsync(made);
        Assert.Equal("1", link.GetProperty("id").GetString());
        Assert.EndsWith("/v/" + link.GetProperty("token").GetString(), link.GetProperty("url").GetString());
        Assert.StartsWith(_host.Client.BaseAddress!.ToString(), link.GetProperty("url").GetString());
        Assert.True(link.GetProperty("has_password").GetBoolean());
        Assert.DoesNotContain("a long password", link.GetRawText());

        using var changed = await _host.PutAsync(Links + "/1", """{"name":"Letter"}""", _owner);
        using var read = await _host.GetAsync(Links + "/1", _owner);
        var now = await ApiHost.JsonAsync(read);
        Assert.Equal((await ApiHost.JsonAsync(changed)).GetRawText(), now.GetRawText());
        Assert.True(now.GetProperty("has_password").GetBoolean());
        Assert.Equal(JsonValueKind.Null, now.GetProperty("expires_at").ValueKind);
        Assert.Equal(link.GetProperty("url").GetString(), now.GetProperty("url").GetString());

        using var open = await _host.PutAsync(Links + "/1", """{"name":"Letter","password":null}""", _owner);
        Assert.False((await ApiHost.JsonAsync(open)).GetProperty("has_password").GetBoolean());
        using var list = await _host.GetAsync(Links, _owner);
        Assert.Single((await ApiHost.JsonAsync(list)).GetProperty("shared_links").EnumerateArray());
        using var deleted = await _host.DeleteAsync(Links + "/1", _owner);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        foreach (
            var gone in (Task<HttpResponseMessage>[])
                [
                    _host.GetAsync(Links + "/1", _owner),
                    _host.DeleteAsync(Links + "/1", _owner),
                    _host.PutAsync(Links + "/1", """{"name":"a"}""", _owner),
                ]
        )
        {
            using var response = await gone;
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Contains("shared link of id '1'", await ApiHost.ErrorAsync(response));
        }
    }

    [Fact]
    public async Task Plausibles_address_finds_or_makes_a_link_by_its_name()
    {
        const string Put = "/api/v1/sites/shared-links";
        using var made = await _host.PutAsync(Put, """{"site_id":"example.com","name":"Wordpress"}""", _owner);
        using var parts = new MultipartFormDataContent
        {
            { new StringContent("example.com"), "site_id" },
            { new StringContent("Wordpress"), "name" },
        };
        using var found = await _host.SendAsync(HttpMethod.Put, Put, parts, _owner);
        using var other = await _host.PutAsync(Put, """{"site_id":"other.com","name":"Wordpress"}""", _owner);

        var link = await ApiHost.JsonAsync(made);
        Assert.Equal("Wordpress", link.GetProperty("name").GetString());
        Assert.Equal(link.GetProperty("url").GetString(), (await ApiHost.JsonAsync(found)).GetProperty("url").GetString());
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task A_reader_of_a_link_reads_its_site_and_nothing_else_and_changes_nothing()
    {
        var bearer = await OpenAsync("""{"name":"a"}""");
        (string Method, string Path, string? Body, HttpStatusCode Status)[] requests =
        [
            ("POST", "/api/v2/query", """{"site_id":"example.com","metrics":["visitors"],"date_range":"day"}""", HttpStatusCode.OK),
            (
                "POST",
                "/api/v2/query/batch",
                """{"queries":[{"id":"a","query":{"site_id":"example.com","metrics":["visitors"],"date_range":"day"}}]}""",
                HttpStatusCode.OK
            ),
            (
                "POST",
                "/api/v2/funnel",
                """{"site_id":"example.com","date_range":"day","steps":[{"page":"/a"},{"page":"/b"}]}""",
                HttpStatusCode.OK
            ),
            ("GET", "/api/v1/stats/aggregate?site_id=example.com&period=day", null, HttpStatusCode.OK),
            ("GET", "/api/v1/stats/realtime/visitors?site_id=example.com", null, HttpStatusCode.OK),
            ("GET", "/api/v1/sites/example.com/live", null, HttpStatusCode.OK),
            ("GET", "/api/v1/sites/example.com", null, HttpStatusCode.OK),
            ("GET", "/api/v1/sites/example.com/goals", null, HttpStatusCode.OK),
            ("GET", "/api/v1/sites/example.com/annotations", null, HttpStatusCode.OK),
            ("GET", Session, null, HttpStatusCode.OK),
            ("POST", "/api/v2/query", """{"site_id":"other.com","metrics":["visitors"],"date_range":"day"}""", HttpStatusCode.NotFound),
            ("POST", "/api/v2/query", """{"site_id":"public.com","metrics":["visitors"],"date_range":"day"}""", HttpStatusCode.NotFound),
            ("GET", "/api/v1/sites/other.com", null, HttpStatusCode.NotFound),
            ("GET", Links, null, HttpStatusCode.Forbidden),
            ("POST", Links, """{"name":"b"}""", HttpStatusCode.Forbidden),
            ("PUT", "/api/v1/sites/example.com", "{}", HttpStatusCode.Forbidden),
            ("DELETE", "/api/v1/sites/example.com", null, HttpStatusCode.Forbidden),
            ("POST", "/api/v1/sites", """{"domain":"new.com"}""", HttpStatusCode.Forbidden),
            (
                "POST",
                "/api/v1/sites/example.com/annotations",
                """{"name":"a","personal":true,"content":{"at":"2026-03-10"}}""",
                HttpStatusCode.Forbidden
            ),
            ("POST", "/api/v1/sites/example.com/goals", """{"goal_type":"event","event_name":"A"}""", HttpStatusCode.Forbidden),
            ("GET", "/api/v1/keys", null, HttpStatusCode.Forbidden),
            ("POST", "/api/v1/keys", """{"scopes":["stats"]}""", HttpStatusCode.Forbidden),
            ("GET", "/api/v1/jobs", null, HttpStatusCode.Forbidden),
            ("POST", "/api/events?import=true", "[]", HttpStatusCode.Forbidden),
        ];

        foreach (var (method, path, body, status) in requests)
        {
            using var response = await _host.SendAsync(
                new HttpMethod(method),
                path,
                body is null ? null : ApiHost.Text(body, "application/json"),
                bearer
            );
            Assert.Equal((method, path, body, status), (method, path, body, response.StatusCode));
        }
    }

    [Fact]
    public async Task What_a_link_is_exchanged_for_says_what_it_reads_and_sets_no_cookie()
    {
        var token = await TokenAsync("""{"name":"Newsletter","embed":true}""");
        using var opened = await _host.PostAsync(Session, $$"""{"link":"{{token}}"}""");
        var answer = await ApiHost.JsonAsync(opened);
        var bearer = answer.GetProperty("bearer").GetString()!;
        using var who = await _host.GetAsync(Session, bearer);

        Assert.False(opened.Headers.Contains("Set-Cookie"));
        Assert.Equal("no-store", opened.Headers.CacheControl!.ToString());
        Assert.Equal(
            """{"name":"Newsletter","key_id":null,"scopes":["stats"],"sites":["example.com"],"expires_at":"2026-03-24T12:00:00+00:00","csrf_token":null,"link":{"segment":null,"embed":true}}""",
            (await ApiHost.JsonAsync(who)).GetRawText()
        );
    }

    [Fact]
    public async Task A_link_with_a_password_is_opened_with_that_password_alone()
    {
        var token = await TokenAsync("""{"name":"a","password":"a long password"}""");

        using var without = await _host.PostAsync(Session, $$"""{"link":"{{token}}"}""");
        using var wrong = await _host.PostAsync(Session, $$"""{"link":"{{token}}","password":"another password"}""");
        using var right = await _host.PostAsync(Session, $$"""{"link":"{{token}}","password":"a long password"}""");

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal("password_required", (await ApiHost.JsonAsync(without)).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal("password_wrong", (await ApiHost.JsonAsync(wrong)).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task Passwords_are_tried_sixty_times_an_hour_and_address()
    {
        var token = await TokenAsync("""{"name":"a","password":"a long password"}""");
        var other = await TokenAsync("""{"name":"b","password":"a long password"}""");
        for (var i = 0; i < 60; i++)
        {
            using var wrong = await _host.PostAsync(Session, $$"""{"link":"{{token}}","password":"another password"}""");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var over = await _host.PostAsync(Session, $$"""{"link":"{{token}}","password":"a long password"}""");
        using var ofOther = await _host.PostAsync(Session, $$"""{"link":"{{other}}","password":"a long password"}""");
        _host.Time.Advance(TimeSpan.FromHours(1));
        using var later = await _host.PostAsync(Session, $$"""{"link":"{{token}}","password":"a long password"}""");

        Assert.Equal(HttpStatusCode.TooManyRequests, over.StatusCode);
        Assert.NotNull(over.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, ofOther.StatusCode);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Right_passwords_count_against_no_limit()
    {
        var token = await TokenAsync("""{"name":"a","password":"a long password"}""");
        for (var i = 0; i < 59; i++)
        {
            using var wrong = await _host.PostAsync(Session, $$"""{"link":"{{token}}","password":"another password"}""");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        // More than of wrong ones; with more seeds also more than of the wrong ones of all addresses.
        for (var i = 0; i < (RandomSeeds.IsLong ? 310 : 70); i++)
        {
            using var right = await _host.PostAsync(Session, $$"""{"link":"{{token}}","password":"a long password"}""");
            Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        }

        using var last = await _host.PostAsync(Session, $$"""{"link":"{{token}}","password":"another password"}""");
        using var over = await _host.PostAsync(Session, $$"""{"link":"{{token}}","password":"another password"}""");

        Assert.Equal(HttpStatusCode.Unauthorized, last.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, over.StatusCode);
    }

    [Fact]
    public async Task A_former_password_is_wrong_however_often_it_was_right()
    {
        using var made = await _host.PostAsync(Links, """{"name":"a","password":"a long password"}""", _owner);
        var link = await ApiHost.JsonAsync(made);
        var (id, token) = (link.GetProperty("id").GetString(), link.GetProperty("token").GetString());
        using var before = await _host.PostAsync(Session, $$"""{"link":"{{token}}","password":"a long password"}""");
        using var change = await _host.SendAsync(
            HttpMethod.Put,
            $"/api/v1/sites/example.com/shared-links/{id}",
            ApiHost.Text("""{"name":"a","password":"a new password"}""", "application/json"),
            ApiHost.AdminKey
        );
        using var former = await _host.PostAsync(Session, $$"""{"link":"{{token}}","password":"a long password"}""");
        using var current = await _host.PostAsync(Session, $$"""{"link":"{{token}}","password":"a new password"}""");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.OK, change.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, former.StatusCode);
        Assert.Equal(HttpStatusCode.OK, current.StatusCode);
    }

    [Fact]
    public async Task A_link_that_is_unknown_deleted_or_expired_is_not_found_and_its_bearer_is_refused()
    {
        var token = await TokenAsync("""{"name":"a","expires_at":"2026-03-10T13:00:00Z"}""");
        using var opened = await _host.PostAsync(Session, $$"""{"link":"{{token}}"}""");
        var bearer = (await ApiHost.JsonAsync(opened)).GetProperty("bearer").GetString();
        _host.Time.Advance(TimeSpan.FromHours(1));

        using var expired = await _host.PostAsync(Session, $$"""{"link":"{{token}}"}""");
        using var unknown = await _host.PostAsync(Session, """{"link":"nowhere.com~AAAAAAAAAAAAAAAAAAAAAA"}""");
        using var used = await _host.GetAsync("/api/v1/sites/example.com/live", bearer);

        Assert.Equal(HttpStatusCode.NotFound, expired.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(await ApiHost.ErrorAsync(expired), await ApiHost.ErrorAsync(unknown));
        Assert.Equal(HttpStatusCode.Unauthorized, used.StatusCode);
    }

    [Fact]
    public async Task A_link_ends_with_its_site()
    {
        var token = await TokenAsync("""{"name":"a"}""");
        using var opened = await _host.PostAsync(Session, $$"""{"link":"{{token}}"}""");
        var bearer = (await ApiHost.JsonAsync(opened)).GetProperty("bearer").GetString();
        using var deleted = await _host.DeleteAsync("/api/v1/sites/example.com", ApiHost.AdminKey);
        await _host.AddSiteAsync("example.com");

        using var again = await _host.PostAsync(Session, $$"""{"link":"{{token}}"}""");
        using var used = await _host.GetAsync("/api/v1/sites/example.com", bearer);

        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, used.StatusCode);
    }

    [Theory]
    [InlineData("{}", "name:")]
    [InlineData("""{"name":"a","password":"short"}""", "password: has 5 characters")]
    [InlineData("""{"name":"a","expires_at":"2026-03-10T12:00:00Z"}""", "expires_at: 2026-03-10T12:00:00.0000000+00:00 is past")]
    [InlineData("""{"name":"a","expires_at":"tomorrow"}""", "expires_at")]
    [InlineData("""{"name":"a","segment":"7"}""", "segment: site 'example.com' has no segment '7'")]
    [InlineData("""{"name":"a","segment":"1"}""", "segment: site 'example.com' has no segment '1' that is not personal")]
    [InlineData("""{"name":"a","site_id":"example.com"}""", "site_id:")]
    [InlineData("""{"name":"a","colour":"red"}""", "colour")]
    [InlineData("""{"name":"taken"}""", "name: 'taken' is the name of another shared link")]
    public async Task A_bad_link_is_refused_with_the_member(string body, string expected)
    {
        using var personal = await _host.PostAsync(
            "/api/v1/sites/example.com/segments",
            """{"name":"Mine","personal":true,"content":{"filters":[["is","event:page",["/a"]]]}}""",
            _owner
        );
        using var taken = await _host.PostAsync(Links, """{"name":"taken"}""", _owner);
        using var response = await _host.PostAsync(Links, body, _owner);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await ApiHost.ErrorAsync(response));
    }

    [Theory]
    [InlineData("""{"link":"a","key":"b"}""")]
    [InlineData("""{"key":"b","password":"c"}""")]
    [InlineData("""{"password":"c"}""")]
    public async Task A_session_is_for_a_key_or_for_a_link(string body)
    {
        using var response = await _host.PostAsync(Session, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Only_a_link_whose_owner_allows_it_is_shown_in_frames()
    {
        var framed = await TokenAsync("""{"name":"a","embed":true}""");
        var plain = await TokenAsync("""{"name":"b"}""");

        foreach (
            var (path, mayBeFramed) in (IEnumerable<(string, bool)>)
                [
                    ($"/v/{framed}", true),
                    ($"/v/{framed}/?embed=1", true),
                    ($"/v/{plain}", false),
                    ("/v/nowhere", false),
                    ("/v", false),
                    ("/s/example.com", false),
                ]
        )
        {
            using var page = await _host.SendAsync(HttpMethod.Get, path, accept: "text/html");
            var policy = page.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Equal((path, mayBeFramed), (path, !policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal)));
        }
    }

    private async Task<string> TokenAsync(string body)
    {
        using var made = await _host.PostAsync(Links, body, _owner);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (await ApiHost.JsonAsync(made)).GetProperty("token").GetString()!;
    }

    private async Task<string> OpenAsync(string body)
    {
        using var opened = await _host.PostAsync(Session, $$"""{"link":"{{await TokenAsync(body)}}"}""");
        return (await ApiHost.JsonAsync(opened)).GetProperty("bearer").GetString()!;
    }
}
