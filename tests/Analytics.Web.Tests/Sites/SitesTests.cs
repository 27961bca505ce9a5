using System.Net;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Sites;

public sealed class SitesTests : IAsyncLifetime
{
    private ApiHost _host = null!;
    private string _key = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        _key = await _host.AddKeyAsync(KeyScopes.Sites);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_site_is_registered_read_changed_listed_and_deleted()
    {
        using var created = await _host.PostAsync("/api/v1/sites", """{"domain":"Example.com","timezone":"Europe/Tallinn"}""", _key);
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        Assert.Equal(
            """{"domain":"example.com","timezone":"Europe/Tallinn","week_start":"monday","public":false,"pinned":false,"retention_days":null,"created_at":"2026-03-10T12:00:00+00:00","clients":{},"generated":false,"custom_properties":[],"tracker_script_configuration":{"id":"pa-for_example.com","installation_type":null,"track_404_pages":false,"hash_based_routing":false,"outbound_links":false,"file_downloads":false,"revenue_tracking":false,"tagged_events":false,"form_submissions":false,"pageview_props":false}}""",
            await created.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );

        using var changed = await _host.PutAsync("/api/v1/sites/example.com", """{"public":true,"retention_days":90}""", _key);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);

        using var read = await _host.GetAsync("/api/v1/sites/EXAMPLE.com", _key);
        var site = await ApiHost.JsonAsync(read);
        Assert.True(site.GetProperty("public").GetBoolean());
        Assert.Equal(90, site.GetProperty("retention_days").GetInt32());
        Assert.Equal("Europe/Tallinn", site.GetProperty("timezone").GetString());

        using var kept = await _host.PutAsync("/api/v1/sites/example.com", """{"retention_days":null}""", _key);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await ApiHost.JsonAsync(kept)).GetProperty("retention_days").ValueKind);

        using var deleted = await _host.DeleteAsync("/api/v1/sites/example.com", _key);
        Assert.True((await ApiHost.JsonAsync(deleted)).GetProperty("deleted").GetBoolean());
        using var gone = await _host.GetAsync("/api/v1/sites/example.com", _key);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_site_may_be_named_in_unicode_wherever_it_is_named()
    {
        using var created = await _host.PostAsync("/api/v1/sites", """{"domain":"B\u00fccher.example"}""", _key);
        Assert.Equal("xn--bcher-kva.example", (await ApiHost.JsonAsync(created)).GetProperty("domain").GetString());

        using var read = await _host.GetAsync("/api/v1/sites/b%C3%BCcher.example", _key);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        using var changed = await _host.PutAsync(
            "/api/v1/sites/xn--bcher-kva.example",
            """{"domain":"b\u00fccher.example","public":true}""",
            _key
        );
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var sent = await _host.PostAsync(
            "/api/event",
            """{"domain":"b\u00fccher.example","name":"pageview","url":"https://b\u00fccher.example/"}"""
        );
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        var key = await _host.AddKeyAsync(KeyScopes.Stats, "xn--bcher-kva.example");
        using var asked = await _host.PostAsync(
            "/api/v2/query",
            """{"site_id":"b\u00fccher.example","metrics":["visitors"],"date_range":"7d"}""",
            key
        );
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
    }

    [Fact]
    public async Task A_site_can_be_registered_with_a_form()
    {
        using var urlEncoded = await _host.SendAsync(
            HttpMethod.Post,
            "/api/v1/sites",
            new FormUrlEncodedContent([new("domain", "a.com"), new("timezone", "Asia/Tokyo"), new("public", "true")]),
            _key
        );
        using var parts = new MultipartFormDataContent
        {
            { new StringContent("b.com"), "domain" },
            { new StringContent("30"), "retention_days" },
        };
        using var multipart = await _host.SendAsync(HttpMethod.Post, "/api/v1/sites", parts, _key);
        using var unknown = await _host.SendAsync(
            HttpMethod.Post,
            "/api/v1/sites",
            new FormUrlEncodedContent([new("domian", "a.com")]),
            _key
        );

        Assert.True((await ApiHost.JsonAsync(urlEncoded)).GetProperty("public").GetBoolean());
        Assert.Equal(30, (await ApiHost.JsonAsync(multipart)).GetProperty("retention_days").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Contains("domian", await ApiHost.ErrorAsync(unknown));
    }

    [Fact]
    public async Task The_list_comes_in_pages()
    {
        foreach (var domain in new[] { "c.com", "a.com", "b.com" })
        {
            await _host.AddSiteAsync(domain);
        }

        using var first = await _host.GetAsync("/api/v1/sites?limit=2", _key);
        var page = await ApiHost.JsonAsync(first);
        Assert.Equal(
            ["a.com", "b.com"],
            page.GetProperty("sites").EnumerateArray().Select(site => site.GetProperty("domain").GetString()!)
        );
        Assert.Equal(2, page.GetProperty("meta").GetProperty("limit").GetInt32());

        using var second = await _host.GetAsync(
            $"/api/v1/sites?limit=2&after={page.GetProperty("meta").GetProperty("after").GetString()}",
            _key
        );
        page = await ApiHost.JsonAsync(second);
        Assert.Equal("c.com", Assert.Single(page.GetProperty("sites").EnumerateArray()).GetProperty("domain").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, page.GetProperty("meta").GetProperty("after").ValueKind);

        using var found = await _host.GetAsync("/api/v1/sites?limit=2&search=B.C", _key);
        page = await ApiHost.JsonAsync(found);
        Assert.Equal("b.com", Assert.Single(page.GetProperty("sites").EnumerateArray()).GetProperty("domain").GetString());
    }

    [Fact]
    public async Task Pinned_sites_are_listed_alone_and_searched()
    {
        foreach (var domain in new[] { "a.com", "b.com", "c.com" })
        {
            await _host.AddSiteAsync(domain);
        }

        using var pinned = await _host.PutAsync("/api/v1/sites/b.com", """{"pinned":true}""", _key);
        using var kept = await _host.PutAsync("/api/v1/sites/b.com", """{"public":true}""", _key);

        Assert.True((await ApiHost.JsonAsync(kept)).GetProperty("pinned").GetBoolean());
        Assert.Equal(["b.com"], await ListAsync("?pinned=true"));
        Assert.Equal(["a.com", "c.com"], await ListAsync("?pinned=false"));
        Assert.Equal(["c.com"], await ListAsync("?pinned=false&search=c.c"));
        Assert.Equal(["a.com", "b.com", "c.com"], await ListAsync(""));
        using var form = new FormUrlEncodedContent([new("pinned", "false")]);
        using var unpinned = await _host.SendAsync(HttpMethod.Put, "/api/v1/sites/b.com", form, _key);
        Assert.Empty(await ListAsync("?pinned=true"));
    }

    [Fact]
    public async Task A_search_longer_than_any_domain_is_refused()
    {
        using var longest = await _host.GetAsync($"/api/v1/sites?search={new string('a', 253)}", _key);
        using var longer = await _host.GetAsync($"/api/v1/sites?search={new string('a', 254)}", _key);

        Assert.Equal(HttpStatusCode.OK, longest.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, longer.StatusCode);
        Assert.Contains("search: has 254 characters; send at most 253", await ApiHost.ErrorAsync(longer));
    }

    [Theory]
    [InlineData("{}", "domain")]
    [InlineData("""{"domain":"a/b"}""", "'/'")]
    [InlineData("""{"domain":"a.com","timezone":"Mars/Olympus"}""", "Mars/Olympus")]
    [InlineData("""{"domain":"a.com","retention_days":0}""", "retention_days")]
    [InlineData("""{"domain":"a.com","week_start":"Sunday"}""", "week_start: 'Sunday' is no day; use one of sunday, monday, tuesday")]
    [InlineData("""{"domain":"a.com","colour":"red"}""", "colour")]
    [InlineData("""{"domain":"a.com","public":"yes"}""", "public")]
    [InlineData("""{"domain":""", "line 1")]
    [InlineData("null", "object")]
    [InlineData("""{"domain":"taken.com"}""", "registered already")]
    public async Task A_bad_registration_is_refused_with_the_field(string body, string expected)
    {
        await _host.AddSiteAsync("taken.com");

        using var response = await _host.PostAsync("/api/v1/sites", body, _key);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await ApiHost.ErrorAsync(response));
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=1001", "limit")]
    [InlineData("?limit=x", "limit")]
    [InlineData("?before=a.com", "before")]
    [InlineData("?after=a%2Fb", "after")]
    [InlineData("?pinned=perhaps", "pinned: 'perhaps' is neither true nor false; send one of them")]
    public async Task A_bad_page_is_refused(string query, string expected)
    {
        using var response = await _host.GetAsync("/api/v1/sites" + query, _key);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await ApiHost.ErrorAsync(response));
    }

    [Fact]
    public async Task A_key_of_one_site_sees_that_site_alone_and_registers_none()
    {
        await _host.AddSiteAsync("example.com");
        await _host.AddSiteAsync("other.com");
        var bound = await _host.AddKeyAsync(KeyScopes.Sites, "example.com");

        using var list = await _host.GetAsync("/api/v1/sites", bound);
        using var nothing = await _host.GetAsync("/api/v1/sites?search=other", bound);
        using var own = await _host.GetAsync("/api/v1/sites/example.com", bound);
        using var other = await _host.GetAsync("/api/v1/sites/other.com", bound);
        using var delete = await _host.DeleteAsync("/api/v1/sites/other.com", bound);
        using var create = await _host.PostAsync("/api/v1/sites", """{"domain":"new.com"}""", bound);

        Assert.Single((await ApiHost.JsonAsync(list)).GetProperty("sites").EnumerateArray());
        Assert.Empty((await ApiHost.JsonAsync(nothing)).GetProperty("sites").EnumerateArray());
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, delete.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, create.StatusCode);
    }

    [Fact]
    public async Task A_site_that_is_registered_again_has_none_of_the_definitions_and_keys_of_the_deleted_one()
    {
        const string Site = "/api/v1/sites/example.com";
        var admin = ApiHost.AdminKey;
        (string Kind, string Body)[] definitions =
        [
            ("goals", """{"goal_type":"event","event_name":"Signup"}"""),
            ("annotations", """{"name":"Deploy","content":{"at":"2026-03-10"}}"""),
            ("segments", """{"name":"Home","content":{"filters":[["is","event:page",["/"]]]}}"""),
            ("funnels", """{"name":"Checkout","content":{"steps":[{"page":"/a"},{"page":"/b"}]}}"""),
            ("views", """{"name":"Paid","content":{}}"""),
        ];
        await _host.AddSiteAsync("example.com");
        foreach (var (kind, body) in definitions)
        {
            using var made = await _host.PostAsync($"{Site}/{kind}", body, admin);
            Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        }

        var bound = await _host.AddKeyAsync(KeyScopes.Stats | KeyScopes.Sites, "example.com");
        var unbound = await _host.AddKeyAsync(KeyScopes.Stats);
        using var own = await _host.GetAsync(Site, bound);

        using var deleted = await _host.DeleteAsync(Site, bound);
        using var after = await _host.GetAsync("/api/v1/session", bound);
        await _host.AddSiteAsync("example.com");

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        foreach (var (kind, _) in definitions)
        {
            using var list = await _host.GetAsync($"{Site}/{kind}", unbound);
            var items = (await ApiHost.JsonAsync(list)).GetProperty(kind == "goals" ? "goals" : "items");
            Assert.Equal((kind, 0), (kind, items.GetArrayLength()));
        }
    }

    [Theory]
    [InlineData("PUT", "/api/v1/sites/nowhere.com")]
    [InlineData("GET", "/api/v1/sites/nowhere.com")]
    [InlineData("DELETE", "/api/v1/sites/nowhere.com")]
    public async Task An_unknown_site_is_404(string method, string path)
    {
        using var response = await _host.SendAsync(
            new HttpMethod(method),
            path,
            method == "PUT" ? ApiHost.Text("{}", "application/json") : null,
            _key
        );

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("nowhere.com", await ApiHost.ErrorAsync(response));
    }

    [Fact]
    public async Task A_large_body_is_refused()
    {
        using var response = await _host.PostAsync("/api/v1/sites", $$"""{"domain":"{{new string('a', 20_000)}}"}""", _key);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Custom_properties_are_registered_listed_and_removed()
    {
        await _host.AddSiteAsync("example.com");
        using var parts = new MultipartFormDataContent
        {
            { new StringContent("example.com"), "site_id" },
            { new StringContent("plan"), "property" },
        };
        using var first = await _host.SendAsync(HttpMethod.Put, "/api/v1/sites/custom-props", parts, _key);
        using var again = await _host.PutAsync("/api/v1/sites/custom-props", """{"site_id":"example.com","property":"plan"}""", _key);
        using var list = await _host.GetAsync("/api/v1/sites/custom-props?site_id=example.com", _key);
        using var removed = await _host.DeleteAsync("/api/v1/sites/custom-props/plan?site_id=example.com", _key);
        using var gone = await _host.SendAsync(
            HttpMethod.Delete,
            "/api/v1/sites/custom-props/plan",
            ApiHost.Text("""{"site_id":"example.com"}""", "application/json"),
            _key
        );
        using var bad = await _host.PutAsync("/api/v1/sites/custom-props", """{"site_id":"example.com"}""", _key);

        Assert.True((await ApiHost.JsonAsync(first)).GetProperty("created").GetBoolean());
        Assert.True((await ApiHost.JsonAsync(again)).GetProperty("created").GetBoolean());
        Assert.Equal(
            """{"custom_properties":[{"property":"plan"}]}""",
            await list.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        Assert.True((await ApiHost.JsonAsync(removed)).GetProperty("deleted").GetBoolean());
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (gone.StatusCode, bad.StatusCode));
    }

    [Fact]
    public async Task Teams_and_guests_are_answered_by_name()
    {
        await _host.AddSiteAsync("example.com");
        using var teams = await _host.GetAsync("/api/v1/sites/teams", _key);
        using var guests = await _host.GetAsync("/api/v1/sites/guests?site_id=example.com", _key);
        using var invited = await _host.PutAsync(
            "/api/v1/sites/guests",
            """{"site_id":"example.com","email":"a@example.com","role":"viewer"}""",
            _key
        );
        using var removed = await _host.DeleteAsync("/api/v1/sites/guests/a@example.com?site_id=example.com", _key);

        Assert.Equal(0, (await ApiHost.JsonAsync(teams)).GetProperty("teams").GetArrayLength());
        Assert.Equal(0, (await ApiHost.JsonAsync(guests)).GetProperty("guests").GetArrayLength());
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (invited.StatusCode, removed.StatusCode));
        Assert.StartsWith("guests: this server has no accounts", await ApiHost.ErrorAsync(invited));
    }

    [Theory]
    [InlineData("custom-props")]
    [InlineData("goals")]
    [InlineData("guests")]
    [InlineData("shared-links")]
    [InlineData("teams")]
    public async Task No_address_beside_the_sites_says_that_a_site_of_its_name_is_missing(string name)
    {
        foreach (var method in (string[])["GET", "PUT", "DELETE", "POST"])
        {
            using var response = await _host.SendAsync(
                new HttpMethod(method),
                $"/api/v1/sites/{name}",
                method == "GET" ? null : ApiHost.Text("{}", "application/json"),
                _key
            );
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain($"Site '{name}'", text);
        }
    }

    private async Task<IEnumerable<string>> ListAsync(string query)
    {
        using var list = await _host.GetAsync("/api/v1/sites" + query, _key);
        return (await ApiHost.JsonAsync(list))
            .GetProperty("sites")
            .EnumerateArray()
            .Select(site => site.GetProperty("domain").GetString()!);
    }
}
