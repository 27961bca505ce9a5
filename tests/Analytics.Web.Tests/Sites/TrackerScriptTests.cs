using System.Net;
using System.Text.Json;
using Analytics.Web.Tests.Hosting;
using Analytics.Web.Tracker;

namespace Analytics.Web.Tests.Sites;

/// <summary>The script's configuration and the custom properties of a site, as clients of Plausible's Sites API set and read them.</summary>
public sealed class TrackerScriptTests : IAsyncLifetime
{
    private const string Sites = "/api/v1/sites";
    private const string Site = "/api/v1/sites/shop.example";
    private const string Json =
        """{"domain":"shop.example","tracker_script_configuration":{"outbound_links":true,"track_404_pages":true,"revenue_tracking":true,"installation_type":"manual"}}""";

    private ApiHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_configuration_is_kept_changed_by_members_and_named_by_the_id_of_a_script()
    {
        using var created = await _host.PostAsync(Sites, Json, ApiHost.AdminKey);
        var site = await ReadAsync(created);
        Assert.Equal("[]", site.GetProperty("custom_properties").GetRawText());
        Assert.Equal(
            """{"id":"pa-for_shop.example","installation_type":"manual","track_404_pages":true,"hash_based_routing":false,"outbound_links":true,"file_downloads":false,"revenue_tracking":true,"tagged_events":false,"form_submissions":false,"pageview_props":false}""",
            Script(site)
        );

        using var property = await _host.PutAsync(
            "/api/v1/sites/custom-props",
            """{"site_id":"shop.example","property":"plan"}""",
            ApiHost.AdminKey
        );
        Assert.Equal(HttpStatusCode.OK, property.StatusCode);
        using var changed = await _host.PutAsync(
            Site,
            """{"tracker_script_configuration":{"id":"pa-x","outbound_links":false,"hash_based_routing":true,"tagged_events":true,"file_downloads":true,"form_submissions":true,"pageview_props":true,"installation_type":null}}""",
            ApiHost.AdminKey
        );
        var after = Script(await ReadAsync(changed));
        Assert.Equal(
            """{"id":"pa-for_shop.example","installation_type":null,"track_404_pages":true,"hash_based_routing":true,"outbound_links":false,"file_downloads":true,"revenue_tracking":true,"tagged_events":true,"form_submissions":true,"pageview_props":true}""",
            after
        );

        using var other = await _host.PutAsync(Site, """{"public":true}""", ApiHost.AdminKey);
        Assert.Equal(after, Script(await ReadAsync(other)));
        using var read = await _host.GetAsync(Site, ApiHost.AdminKey);
        var now = await ReadAsync(read);
        Assert.Equal(after, Script(now));
        Assert.Equal("""["plan"]""", now.GetProperty("custom_properties").GetRawText());

        using var list = await _host.GetAsync(Sites, ApiHost.AdminKey);
        Assert.False((await ReadAsync(list)).GetProperty("sites")[0].TryGetProperty("custom_properties", out _));
    }

    [Fact]
    public async Task A_site_without_a_configuration_measures_nothing_more_and_a_form_may_have_one()
    {
        using var plain = await _host.PostAsync(Sites, """{"domain":"plain.example"}""", ApiHost.AdminKey);
        Assert.StartsWith(
            """{"id":"pa-for_plain.example","installation_type":null,"track_404_pages":false""",
            Script(await ReadAsync(plain))
        );

        using var form = await FormAsync(("domain", "form.example"), ("tracker_script_configuration[file_downloads]", "true"));
        Assert.StartsWith("""{"id":"pa-for_form.example",""", Script(await ReadAsync(form)));
    }

    [Fact]
    public async Task The_script_of_a_site_names_it_and_measures_what_it_configures_also_after_changes_under_the_same_id()
    {
        Assert.SkipUnless(TrackerFiles.Built().AreBuilt, "The tracker is not part of this build, which needs Node.js.");
        using var created = await _host.PostAsync(Sites, Json, ApiHost.AdminKey);
        var address = $"/js/{(await ReadAsync(created)).GetProperty("tracker_script_configuration").GetProperty("id").GetString()}.js";

        Assert.EndsWith("""({init:1,notFound:1,outboundLinks:1,domain:"shop.example"})""", await ScriptAsync(address));

        using var changed = await _host.PutAsync(
            Site,
            """{"domain":"store.example","tracker_script_configuration":{"outbound_links":false,"track_404_pages":false,"hash_based_routing":true,"tagged_events":true,"file_downloads":true,"form_submissions":true}}""",
            ApiHost.AdminKey
        );
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        _host.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.EndsWith(
            """({init:1,fileDownloads:1,formSubmissions:1,hashBasedRouting:1,taggedEvents:1,domain:"store.example"})""",
            await ScriptAsync(address)
        );

        using var none = await _host.GetAsync("/js/pa-for_none.example.js");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Contains("'pa-for_none.example.js'", await ApiHost.ErrorAsync(none), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"installation_type":"magic"}""", "tracker_script_configuration.installation_type: 'magic' is unknown; use wordpress")]
    [InlineData("""{"outbound":true}""", "'tracker_script_configuration.outbound' is unknown")]
    [InlineData("""{"outbound_links":1}""", "outbound_links")]
    public async Task A_bad_member_is_refused_by_name(string configuration, string message)
    {
        using var response = await _host.PostAsync(
            Sites,
            $$$"""{"domain":"shop.example","tracker_script_configuration":{{{configuration}}}}""",
            ApiHost.AdminKey
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, await ApiHost.ErrorAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tracker_script_configuration[outbound]", "true", "'tracker_script_configuration[outbound]' is unknown; in")]
    [InlineData("tracker_script_configuration[outbound_links]", "x", "tracker_script_configuration[outbound_links]: 'x' is neither")]
    public async Task A_bad_field_of_a_form_is_refused_by_name(string field, string value, string message)
    {
        using var response = await FormAsync(("domain", "shop.example"), (field, value));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, await ApiHost.ErrorAsync(response), StringComparison.Ordinal);
    }

    private Task<string> ScriptAsync(string address) => _host.Client.GetStringAsync(address, TestContext.Current.CancellationToken);

    private static string Script(JsonElement site) => site.GetProperty("tracker_script_configuration").GetRawText();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await ApiHost.JsonAsync(response);
    }

    private async Task<HttpResponseMessage> FormAsync(params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Sites)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
            Headers = { Authorization = new("Bearer", ApiHost.AdminKey) },
        };
        return await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
