using System.Net;
using Analytics.Core.Sites;
using Analytics.Web.Sites;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Sites;

/// <summary>The list of public sites, which strangers read.</summary>
public sealed class PublicSitesTests
{
    [Fact]
    public async Task Strangers_see_the_domains_of_public_sites_and_no_others()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync("open.example", isPublic: true);
        await host.AddSiteAsync("closed.example");

        Assert.Equal("""{"sites":["open.example"]}""", await ListAsync(host));

        using var made = await host.PutAsync("/api/v1/sites/closed.example", """{"public":true}""", ApiHost.AdminKey);
        host.Time.Advance(SiteRegistry.Freshness);
        Assert.Equal("""{"sites":["closed.example","open.example"]}""", await ListAsync(host));
    }

    [Fact]
    public async Task However_often_it_is_asked_the_registrations_are_read_once_in_half_a_minute()
    {
        var tables = new CountingTableStore(new InMemoryTableStore());
        await using var host = await ApiHost.StartAsync(tables: tables);
        for (var i = 0; i < PublicSites.MaxListed + 1; i++)
        {
            await host.AddSiteAsync($"s{i:00}.example", isPublic: true);
        }

        Assert.Equal(PublicSites.MaxListed, (await ListAsync(host)).Split(',').Length);
        tables.Reads.Clear();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ListAsync(host)));
        Assert.Empty(tables.Reads);
    }

    [Fact]
    public async Task An_operator_hides_it()
    {
        await using var host = await ApiHost.StartAsync(new Dictionary<string, string?> { ["Analytics:Web:ListsPublicSites"] = "false" });
        await host.AddSiteAsync("open.example", isPublic: true);

        Assert.Equal("""{"sites":[]}""", await ListAsync(host));
    }

    private static async Task<string> ListAsync(ApiHost host)
    {
        using var answer = await host.GetAsync("/api/v1/sites/public");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
