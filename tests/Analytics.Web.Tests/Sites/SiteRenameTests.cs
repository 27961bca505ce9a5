using System.Net;
using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Sites;

/// <summary>Changes of a site's domain, and everything that names the site.</summary>
public sealed class SiteRenameTests : IAsyncLifetime
{
    private const string Question = """{"site_id":"SITE","metrics":["pageviews"],"date_range":"7d"}""";
    private ApiHost _host = null!;
    private string _key = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        _key = await _host.AddKeyAsync(KeyScopes.Sites | KeyScopes.Stats);
        using var made = await _host.PostAsync(
            "/api/v1/sites",
            """{"domain":"a.example","public":false,"clients":{"segment":["WRITEKEY"]}}""",
            _key
        );
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_change_answers_with_the_new_domain_and_the_end_of_the_old_one()
    {
        using var changed = await _host.PutAsync(
            "/api/v1/sites/a.example",
            """{"domain":"B\u00fccher.Example","timezone":"Europe/Tallinn"}""",
            _key
        );
        var site = await ApiHost.JsonAsync(changed);
        Assert.Equal(
            ("xn--bcher-kva.example", "Europe/Tallinn"),
            (site.GetProperty("domain").GetString(), site.GetProperty("timezone").GetString())
        );
        Assert.Equal("""[{"domain":"a.example","until":"2026-03-13T12:00:00+00:00"}]""", site.GetProperty("former_domains").GetRawText());

        using var same = await _host.PutAsync("/api/v1/sites/a.example", """{"domain":"b\u00fccher.example"}""", _key);
        Assert.Equal(site.GetRawText(), (await ApiHost.JsonAsync(same)).GetRawText());
        using var list = await _host.GetAsync("/api/v1/sites", _key);
        Assert.Equal("xn--bcher-kva.example", (await ApiHost.JsonAsync(list)).GetProperty("sites")[0].GetProperty("domain").GetString());

        _host.Time.Advance(Site.Grace);
        using var old = await _host.GetAsync("/api/v1/sites/a.example", _key);
        Assert.Equal(HttpStatusCode.NotFound, old.StatusCode);
        using var now = await _host.GetAsync("/api/v1/sites/b%C3%BCcher.example", _key);
        Assert.False((await ApiHost.JsonAsync(now)).TryGetProperty("former_domains", out _));
    }

    [Fact]
    public async Task Events_come_under_both_names_and_other_products_keys_and_then_under_the_new_one()
    {
        await RenameAsync("a.example", "b.example");
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (await SendAsync("a.example"), await SendAsync("b.example")));
        using var both = await _host.PostAsync(
            "/api/events",
            """[{"domain":"a.example,b.example","name":"pageview","url":"https://b.example/"}]"""
        );
        Assert.Equal(1, (await ApiHost.JsonAsync(both)).GetProperty("accepted").GetInt32());
        foreach (var key in (string[])["WRITEKEY", "a.example", "b.example"])
        {
            Assert.Equal(HttpStatusCode.OK, await SegmentAsync(key));
        }

        _host.Time.Advance(Site.Grace);
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Accepted), (await SendAsync("a.example"), await SendAsync("b.example")));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await SegmentAsync("a.example"), await SegmentAsync("WRITEKEY")));

        // All under the id with which the visitors' ids were made.
        Assert.DoesNotContain("Sb.example", _host.LogText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_under_the_old_name_shows_the_new_one_and_ends_with_it()
    {
        await RenameAsync("a.example", "b.example");
        using var old = await AskAsync("A.example", _key);
        Assert.Equal(HttpStatusCode.OK, old.StatusCode);
        Assert.Equal("b.example", (await ApiHost.JsonAsync(old)).GetProperty("query").GetProperty("site_id").GetString());
        using var now = await AskAsync("b.example", _key);
        Assert.Equal(old.Headers.ETag, now.Headers.ETag);
        foreach (var path in (string[])["funnel", "journeys", "retention"])
        {
            var members = path switch
            {
                "funnel" => "\"steps\":[{\"page\":\"/\"},{\"page\":\"/b\"}]",
                "journeys" => "\"direction\":\"forward\",\"path\":[]",
                _ => "\"cohort_by\":\"week\"",
            };
            using var asked = await _host.PostAsync(
                $"/api/v2/{path}",
                $$"""{"site_id":"a.example","date_range":"7d",{{members}}}""",
                _key
            );
            Assert.NotEqual(HttpStatusCode.NotFound, asked.StatusCode);
        }

        _host.Time.Advance(Site.Grace);
        using var gone = await AskAsync("a.example", _key);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task What_belongs_to_a_site_stays_its_own_and_never_becomes_that_of_the_next_owner_of_the_name()
    {
        var bound = await _host.AddKeyAsync(KeyScopes.Stats | KeyScopes.Sites, "a.example");
        using var goal = await _host.PostAsync("/api/v1/sites/a.example/goals", """{"goal_type":"event","event_name":"Signup"}""", _key);
        Assert.Equal(HttpStatusCode.OK, goal.StatusCode);
        using var made = await _host.PostAsync("/api/v1/sites/a.example/shared-links", """{"name":"wall"}""", _key);
        var token = (await ApiHost.JsonAsync(made)).GetProperty("token").GetString()!;
        var session = await _host.SignInAsync(bound);
        await RenameAsync("a.example", "b.example");
        _host.Time.Advance(Site.Grace);
        using var next = await _host.PostAsync("/api/v1/sites", """{"domain":"a.example"}""", _key);
        Assert.Equal(
            (HttpStatusCode.OK, "a.example"),
            (next.StatusCode, (await ApiHost.JsonAsync(next)).GetProperty("domain").GetString())
        );

        // The key, its session and the link show b.example alone.
        using var own = await AskAsync("b.example", bound);
        using var other = await AskAsync("a.example", bound);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (own.StatusCode, other.StatusCode));
        using var list = await _host.GetAsync("/api/v1/sites", bound);
        Assert.Equal(
            "b.example",
            Assert.Single((await ApiHost.JsonAsync(list)).GetProperty("sites").EnumerateArray()).GetProperty("domain").GetString()
        );
        using var keys = await _host.GetAsync("/api/v1/keys", ApiHost.AdminKey);
        Assert.Contains(
            "\"site\":\"b.example\"",
            await keys.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        using var who = await session.SendAsync("GET", "/api/v1/session");
        Assert.Equal("b.example", (await ApiHost.JsonAsync(who)).GetProperty("sites")[0].GetString());
        using var opened = await _host.PostAsync("/api/v1/session", $$"""{"link":"{{token}}"}""");
        var reader = await ApiHost.JsonAsync(opened);
        Assert.Equal("b.example", reader.GetProperty("sites")[0].GetString());
        var bearer = reader.GetProperty("bearer").GetString();
        using var shown = await AskAsync("b.example", bearer);
        using var hidden = await AskAsync("a.example", bearer);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (shown.StatusCode, hidden.StatusCode));

        // The next owner has no goals, and what it makes is its own.
        using var goals = await _host.GetAsync("/api/v1/sites/a.example/goals", _key);
        Assert.Empty((await ApiHost.JsonAsync(goals)).GetProperty("goals").EnumerateArray());
        using var kept = await _host.GetAsync("/api/v1/sites/b.example/goals", _key);
        Assert.Single((await ApiHost.JsonAsync(kept)).GetProperty("goals").EnumerateArray());
        using var link = await _host.PostAsync("/api/v1/sites/a.example/shared-links", """{"name":"wall"}""", _key);
        using var nextOpened = await _host.PostAsync(
            "/api/v1/session",
            $$"""{"link":"{{(await ApiHost.JsonAsync(link)).GetProperty("token").GetString()}}"}"""
        );
        Assert.Equal("a.example", (await ApiHost.JsonAsync(nextOpened)).GetProperty("sites")[0].GetString());

        // And goes without taking anything of the other along.
        using var deleted = await _host.DeleteAsync("/api/v1/sites/a.example", _key);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        using var still = await AskAsync("b.example", bound);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        using var jobs = await _host.GetAsync("/api/v1/jobs", ApiHost.AdminKey);
        Assert.Equal("a.example~2", (await ApiHost.JsonAsync(jobs)).GetProperty("jobs")[0].GetProperty("sites")[0].GetString());
    }

    [Theory]
    [InlineData("taken.example", "domain: 'taken.example' is registered already")]
    [InlineData("a/b", "contains '/'")]
    [InlineData("", "can't be blank")]
    [InlineData("goals", "is reserved")]
    [InlineData("a.example~2", "contains '~'")]
    public async Task A_domain_that_a_site_can_not_have_is_refused(string domain, string expected)
    {
        await _host.AddSiteAsync("taken.example");
        using var refused = await _host.PutAsync("/api/v1/sites/a.example", $$"""{"domain":"{{domain}}","public":true}""", _key);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(expected, await ApiHost.ErrorAsync(refused), StringComparison.Ordinal);
        using var site = await _host.GetAsync("/api/v1/sites/a.example", _key);
        Assert.False((await ApiHost.JsonAsync(site)).GetProperty("public").GetBoolean());
    }

    [Fact]
    public async Task A_domain_that_another_site_had_until_lately_is_refused_with_the_time_from_which_it_is_free()
    {
        const string Refusal =
            "domain: 'a.example' was another site's until lately, and is free from 2026-03-13 12:00:00Z on; choose another, or take it then";
        await _host.AddSiteAsync("c.example");
        await RenameAsync("a.example", "b.example");

        using var registered = await _host.PostAsync("/api/v1/sites", """{"domain":"a.example"}""", key: _key);
        using var renamed = await _host.PutAsync("/api/v1/sites/c.example", """{"domain":"a.example"}""", _key);

        Assert.Equal((HttpStatusCode.BadRequest, Refusal), (registered.StatusCode, await ApiHost.ErrorAsync(registered)));
        Assert.Equal((HttpStatusCode.BadRequest, Refusal), (renamed.StatusCode, await ApiHost.ErrorAsync(renamed)));
    }

    [Fact]
    public async Task A_key_of_one_site_can_not_change_its_domain_and_learns_nothing_of_others()
    {
        await _host.AddSiteAsync("taken.example");
        var bound = await _host.AddKeyAsync(KeyScopes.Sites, "a.example");
        var answers = new List<(HttpStatusCode, string)>();
        foreach (var name in (string[])["taken.example", "free.example"])
        {
            using var refused = await _host.PutAsync("/api/v1/sites/a.example", $$"""{"domain":"{{name}}"}""", bound);
            answers.Add((refused.StatusCode, await ApiHost.ErrorAsync(refused)));
        }

        Assert.Equal(HttpStatusCode.Forbidden, answers[0].Item1);
        Assert.Single(answers.Distinct());
        using var kept = await _host.PutAsync("/api/v1/sites/a.example", """{"domain":"A.example","public":true}""", bound);
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
    }

    private async Task RenameAsync(string site, string name)
    {
        using var changed = await _host.PutAsync($"/api/v1/sites/{site}", $$"""{"domain":"{{name}}"}""", _key);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    private async Task<HttpStatusCode> SendAsync(string domain)
    {
        using var sent = await _host.PostAsync("/api/event", $$"""{"domain":"{{domain}}","name":"pageview","url":"https://b.example/"}""");
        return sent.StatusCode;
    }

    private async Task<HttpStatusCode> SegmentAsync(string key)
    {
        using var sent = await _host.PostAsync(
            "/v1/page",
            $$$"""{"writeKey":"{{{key}}}","anonymousId":"1","properties":{"url":"https://b.example/"}}"""
        );
        return sent.StatusCode;
    }

    private Task<HttpResponseMessage> AskAsync(string site, string? key) =>
        _host.PostAsync("/api/v2/query", Question.Replace("SITE", site, StringComparison.Ordinal), key);
}
