using System.Net;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Bodies;

/// <summary>
/// A list with a null in it was stored as it came, and its row could not be read again: the list of all sites failed from then on.
/// </summary>
public sealed class NullItemTests
{
    [Theory]
    [InlineData("PUT", "/api/v1/sites/a.example", """{"clients":{"segment":[null]}}""", "clients.segment[0]")]
    [InlineData("PUT", "/api/v1/sites/a.example", """{"clients":{"segment":["k",null]}}""", "clients.segment[1]")]
    [InlineData("PUT", "/api/v1/sites/a.example", """{"clients":{"umami":[],"segment":null}}""", "clients.segment")]
    [InlineData("POST", "/api/v1/sites", """{"domain":"b.example","clients":{"segment":[null]}}""", "clients.segment[0]")]
    [InlineData("POST", "/api/v1/keys", """{"scopes":[null]}""", "scopes[0]")]
    [InlineData("POST", "/api/v1/jobs", """{"kind":"reprocess","from":"2026-01-01","to":"2026-01-02","sites":[null]}""", "sites[0]")]
    [InlineData(
        "POST",
        "/api/v1/sites/a.example/goals",
        """{"goal_type":"event","event_name":"x","custom_props":{"plan":null}}""",
        "custom_props.plan"
    )]
    public async Task A_null_in_a_list_or_map_is_refused_by_its_place(string method, string path, string body, string place)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync("a.example");

        using var response = await host.SendAsync(new HttpMethod(method), path, ApiHost.Text(body, "application/json"), ApiHost.AdminKey);
        using var sites = await host.GetAsync("/api/v1/sites", ApiHost.AdminKey);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (response.StatusCode, sites.StatusCode));
        Assert.Equal($"{place}: null is no item; give a value, or leave it out", await ApiHost.ErrorAsync(response));
    }
}
