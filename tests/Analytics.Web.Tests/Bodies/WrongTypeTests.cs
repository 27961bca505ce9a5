using System.Net;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Bodies;

/// <summary>A value of the wrong type was refused without the type that is expected and without the value.</summary>
public sealed class WrongTypeTests
{
    private const string Text = "send a string";
    private const string Flag = "send true or false";

    [Theory]
    [InlineData("POST", "keys", """{"scopes":["stats"],"name":5}""", "name: is 5; " + Text)]
    [InlineData("POST", "keys", """{"scopes":"stats"}""", "scopes: is \"stats\"; send a list of strings")]
    [InlineData("POST", "keys", """{"scopes":["stats",{}]}""", "scopes[1]: is {}; " + Text)]
    [InlineData("POST", "sites", """{"domain":["b.example"]}""", "domain: is [\"b.example\"]; " + Text)]
    [InlineData("POST", "sites", """{"domain":"b.example","public":"yes"}""", "public: is \"yes\"; " + Flag)]
    [InlineData("PUT", "sites/a.example", """{"retention_days":"30"}""", "retention_days: is \"30\"; send a whole number")]
    [InlineData("PUT", "sites/a.example", """{"retention_days":1.5}""", "retention_days: is 1.5; send a whole number")]
    [InlineData(
        "PUT",
        "sites/a.example",
        """{"retention_days":99999999999}""",
        "retention_days: is 99999999999; send a whole number of at most 2147483647"
    )]
    [InlineData("PUT", "sites/a.example", """{"clients":[]}""", "clients: is []; send an object whose values are lists of strings")]
    [InlineData("PUT", "sites/a.example", """{"clients":{"segment":"k"}}""", "clients.segment: is \"k\"; send a list of strings")]
    [InlineData("PUT", "sites/a.example", """{"clients":{"segment":[7]}}""", "clients.segment[0]: is 7; " + Text)]
    [InlineData("POST", "sites/a.example/shared-links", """{"name":true}""", "name: is true; " + Text)]
    [InlineData("POST", "sites/a.example/shared-links", """{"name":"n","embed":null}""", "embed: is null; " + Flag)]
    [InlineData(
        "POST",
        "sites/a.example/shared-links",
        """{"name":"n","expires_at":"soon"}""",
        "expires_at: is \"soon\"; send a date-time such as 2026-01-31T12:00:00Z"
    )]
    [InlineData("POST", "sites/a.example/goals", """{"goal_type":1}""", "goal_type: is 1; " + Text)]
    [InlineData(
        "POST",
        "sites/a.example/goals",
        """{"goal_type":"event","event_name":"x","custom_props":"plan"}""",
        "custom_props: is \"plan\"; send an object whose values are strings"
    )]
    [InlineData("POST", "sites/a.example/funnels", """{"name":{},"content":{}}""", "name: is {}; " + Text)]
    [InlineData("POST", "sites/a.example/segments", """{"name":"n","personal":0,"content":{}}""", "personal: is 0; " + Flag)]
    [InlineData("POST", "sites/a.example/annotations", """{"name":[],"content":{}}""", "name: is []; " + Text)]
    [InlineData("POST", "sites/a.example/alerts", """{"name":"n","threshold":"high"}""", "threshold: is \"high\"; send a number")]
    [InlineData("POST", "jobs", """{"kind":"reprocess","dryRun":1}""", "dryRun: is 1; " + Flag)]
    [InlineData("POST", "sites/a.example/erasures", """{"from":20260101}""", "from: is 20260101; " + Text)]
    [InlineData("POST", "session", """{"key":5}""", "key: is 5; " + Text)]
    [InlineData("PUT", "sites/custom-props", """{"site_id":5}""", "site_id: is 5; " + Text)]
    [InlineData("POST", "keys", "[]", "The body is []; send a JSON object as /openapi/v1.json describes it.")]
    [InlineData("POST", "keys", "\"x\"", "The body is \"x\"; send a JSON object as /openapi/v1.json describes it.")]
    [InlineData(
        "POST",
        "sites",
        """{"domains":"b.example"}""",
        "'domains' is unknown; domain, timezone, week_start, public, pinned, "
            + "retention_days, clients, tracker_script_configuration, team_id are known"
    )]
    [InlineData(
        "POST",
        "keys",
        """{"scopes":""",
        "The body is no JSON at line 1, byte 10. Send a JSON object as /openapi/v1.json " + "describes it."
    )]
    public async Task A_value_of_the_wrong_type_is_refused_with_what_is_expected(string method, string path, string body, string expected)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync("a.example");

        using var response = await host.SendAsync(
            new HttpMethod(method),
            "/api/v1/" + path,
            ApiHost.Text(body, "application/json"),
            ApiHost.AdminKey
        );

        Assert.Equal((HttpStatusCode.BadRequest, expected), (response.StatusCode, await ApiHost.ErrorAsync(response)));
    }

    [Fact]
    public async Task Long_values_and_names_are_cut()
    {
        await using var host = await ApiHost.StartAsync();

        using var value = await host.PostAsync("/api/v1/keys", $$"""{"name":["{{new string('x', 5_000)}}"]}""", ApiHost.AdminKey);
        Assert.Equal($"name: is [\"{new string('x', 58)}…; send a string", await ApiHost.ErrorAsync(value));

        using var name = await host.PostAsync("/api/v1/keys", $$"""{"{{new string('x', 5_000)}}":1}""", ApiHost.AdminKey);
        Assert.Equal($"'{new string('x', 60)}…' is unknown; name, scopes, site are known", await ApiHost.ErrorAsync(name));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("\"\u00e9\"")]
    public async Task A_body_that_is_nested_too_deeply_is_refused_as_that(string innermost)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync("a.example");
        var nested = string.Concat(Enumerable.Repeat("[", 100)) + innermost + new string(']', 100);

        using var response = await host.PostAsync(
            "/api/v1/sites/a.example/views",
            $$"""{"name":"n","content":{{nested}}}""",
            ApiHost.AdminKey
        );

        Assert.Equal(
            (HttpStatusCode.BadRequest, "The body is nested more than 32 deep; send it flatter."),
            (response.StatusCode, await ApiHost.ErrorAsync(response))
        );
    }
}
