using System.Net;
using System.Text.Json;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Goals;

/// <summary>Segments, funnels and alerts name a goal by its name, and follow it.</summary>
public sealed class GoalRenameTests : IAsyncLifetime
{
    private const string Site = "/api/v1/sites/example.com/";
    private const string Docs = """{"goal_type":"page","page_path":"/docs/**","display_name":"Docs"}""";

    private static readonly long Noon = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private ApiHost _host = null!;
    private string _owner = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            events: [new("example.com", Noon - 60, 1, Page: "/docs/a"), new("example.com", Noon - 60, 2, Page: "/")]
        );
        await _host.AddSiteAsync("example.com");
        _owner = await _host.AddKeyAsync(KeyScopes.Stats | KeyScopes.Sites, "example.com");
        await StoreAsync("goals", Docs);
        await StoreAsync("goals", """{"goal_type":"event","event_name":"Signup"}""");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("""[["is","event:goal",["Signup","Docs"]]]""", """[["is","event:goal",["Signup","Manual"]]]""")]
    [InlineData(
        """[["or",[["is_not","event:goal",["Docs"]],["is","event:page",["Docs"]]]]]""",
        """[["or",[["is_not","event:goal",["Manual"]],["is","event:page",["Docs"]]]]]"""
    )]
    [InlineData("""[["has_done",["is","event:goal",["Docs"]]]]""", """[["has_done",["is","event:goal",["Manual"]]]]""")]
    [InlineData(
        """[["is","event:goal",["docs"],{"case_sensitive":false}]]""",
        """[["is","event:goal",["Manual"],{"case_sensitive":false}]]"""
    )]
    [InlineData("""[["contains","event:goal",["Docs"]]]""", """[["contains","event:goal",["Docs"]]]""")]
    [InlineData("""[["is","event:props:goal",["Docs"]]]""", """[["is","event:props:goal",["Docs"]]]""")]
    public async Task The_filters_of_a_segment_follow_a_goal_that_is_renamed(string filters, string renamed)
    {
        await StoreAsync("segments", $$$"""{"name":"Readers","content":{"filters":{{{filters}}}}}""");

        await RenameAsync("Manual");

        Assert.Equal(renamed, (await ReadAsync("segments/1")).GetProperty("content").GetProperty("filters").GetRawText());
    }

    [Fact]
    public async Task Questions_with_a_segment_funnels_and_alerts_follow_a_goal_that_is_renamed()
    {
        var reader = await _host.AddKeyAsync(KeyScopes.Stats, "example.com");
        await StoreAsync("segments", """{"name":"Readers","content":{"filters":[["is","event:goal",["Docs"]]]}}""");
        await StoreAsync("segments", """{"name":"Mine","personal":true,"content":{"filters":[["is","event:goal",["Docs"]]]}}""", reader);
        await StoreAsync("funnels", """{"name":"Way","content":{"steps":[{"page":"/"},{"goal":"Docs"}],"window":"1d"}}""");
        await StoreAsync(
            "alerts",
            """{"name":"Few","kind":"conversion","goal":"Docs","threshold":1,"hours":24,"url":"https://example.org/hook"}"""
        );

        await RenameAsync("Manual");

        using var asked = await _host.PostAsync(
            "/api/v2/query",
            """{"site_id":"example.com","metrics":["visitors"],"date_range":"day","filters":[["is","segment",["1","2"]]]}""",
            reader
        );
        Assert.Equal(1, (await ApiHost.JsonAsync(asked)).GetProperty("results")[0].GetProperty("metrics")[0].GetInt32());
        Assert.Equal(
            """{"steps":[{"page":"/"},{"goal":"Manual"}],"window":"1d"}""",
            (await ReadAsync("funnels/1")).GetProperty("content").GetRawText()
        );
        Assert.Equal("Manual", (await ReadAsync("alerts")).GetProperty("alerts")[0].GetProperty("goal").GetString());
    }

    [Fact]
    public async Task A_goal_that_is_named_is_not_deleted_until_nothing_names_it()
    {
        await StoreAsync("segments", """{"name":"Readers","content":{"filters":[["is","event:goal",["Docs"]]]}}""");
        await StoreAsync("funnels", """{"name":"Way","content":{"steps":[{"page":"/"},{"goal":"Docs"}]}}""");
        await StoreAsync(
            "segments",
            """{"name":"Mine","personal":true,"content":{"filters":[["is","event:goal",["Docs"]]]}}""",
            await _host.AddKeyAsync(KeyScopes.Stats, "example.com")
        );

        using var refused = await _host.DeleteAsync(Site + "goals/1", _owner);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(
            "The goal 'Docs' is named by segment 'Readers' (id 1), funnel 'Way' (id 1); change or delete what names it first.",
            await ApiHost.ErrorAsync(refused)
        );
        Assert.Equal("Docs", (await ReadAsync("goals/1")).GetProperty("display_name").GetString());

        using var segment = await _host.DeleteAsync(Site + "segments/1", _owner);
        using var funnel = await _host.DeleteAsync(Site + "funnels/1", _owner);
        using var deleted = await _host.DeleteAsync(Site + "goals/1", _owner);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
    }

    [Theory]
    [InlineData("""{"goal_type":"event","event_name":"Buy","display_name":"Sales"}""", "total_revenue", false)]
    [InlineData("""{"goal_type":"event","event_name":"Buy","display_name":"Sold"}""", "total_revenue", false)]
    [InlineData("""{"goal_type":"page","page_path":"/sold","display_name":"Sales"}""", "total_revenue", false)]
    [InlineData("""{"goal_type":"event","event_name":"Buy","currency":"USD","display_name":"Sold"}""", "total_revenue", true)]
    [InlineData("""{"goal_type":"event","event_name":"Buy","display_name":"Sold"}""", "events", true)]
    public async Task A_goal_keeps_the_metric_that_an_alert_is_of(string changed, string metric, bool isAccepted)
    {
        await StoreAsync("goals", """{"goal_type":"event","event_name":"Buy","currency":"EUR","display_name":"Sales"}""");
        await StoreAsync(
            "alerts",
            $$"""{"name":"Slump","kind":"drop","goal":"Sales","metric":"{{metric}}","threshold":50,"url":"https://example.org/hook"}"""
        );

        using var answer = await _host.PutAsync(Site + "goals/3", changed, _owner);

        Assert.Equal(isAccepted ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
        var stored = await ReadAsync("goals/3");
        if (isAccepted)
        {
            Assert.Equal("Sold", (await ReadAsync("alerts")).GetProperty("alerts")[0].GetProperty("goal").GetString());
            return;
        }

        Assert.Equal(
            "goal_type or currency: goal 'Sales' would no longer have the metric of alert 'Slump' (id 1); "
                + "give it another metric, or delete it, first",
            await ApiHost.ErrorAsync(answer)
        );
        Assert.Equal("EUR", stored.GetProperty("currency").GetString());

        using var deleted = await _host.DeleteAsync(Site + "alerts/1", _owner);
        using var again = await _host.PutAsync(Site + "goals/3", changed, _owner);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_goal_is_renamed_with_as_many_definitions_as_a_transaction_takes_and_with_no_more()
    {
        for (var i = 0; i < 90; i++)
        {
            await StoreAsync("segments", """{"name":"Readers","content":{"filters":[["is","event:goal",["Docs"]]]}}""");
        }

        await RenameAsync("Manual");
        Assert.Contains("Manual", (await ReadAsync("segments/90")).GetRawText(), StringComparison.Ordinal);

        await StoreAsync("funnels", """{"name":"Way","content":{"steps":[{"page":"/"},{"goal":"Manual"}]}}""");
        using var refused = await _host.PutAsync(Site + "goals/1", Docs, _owner);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.StartsWith("display_name: 'Manual' is named by 91 segments, funnels and alerts", await ApiHost.ErrorAsync(refused));
        Assert.Equal("Manual", (await ReadAsync("goals/1")).GetProperty("display_name").GetString());
    }

    private async Task RenameAsync(string name)
    {
        using var changed = await _host.PutAsync(Site + "goals/1", Docs.Replace("\"Docs\"", $"\"{name}\""), _owner);
        Assert.Equal(name, (await ApiHost.JsonAsync(changed)).GetProperty("display_name").GetString());
    }

    private async Task StoreAsync(string kind, string body, string? key = null)
    {
        using var made = await _host.PostAsync(Site + kind, body, key ?? _owner);
        Assert.True(made.StatusCode == HttpStatusCode.OK, await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<JsonElement> ReadAsync(string address)
    {
        using var read = await _host.GetAsync(Site + address, _owner);
        return await ApiHost.JsonAsync(read);
    }
}
