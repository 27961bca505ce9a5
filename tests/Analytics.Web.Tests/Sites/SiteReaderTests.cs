using System.Text.Json;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Sites;

public sealed class SiteReaderTests
{
    private const string Path = "/api/v1/sites/example.com";

    [Fact]
    public async Task Keys_of_other_products_clients_are_shown_to_keys_that_manage_the_site_alone()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync("example.com", isPublic: true);
        await host.AddSiteAsync("other.com");
        using var set = await host.PutAsync(Path, """{"clients":{"segment":["WRITEKEY"]}}""", ApiHost.AdminKey);
        Assert.Equal(1, Count(await ApiHost.JsonAsync(set)));

        string?[] readers = [null, await host.AddKeyAsync(KeyScopes.Stats), await host.AddKeyAsync(KeyScopes.Sites, "other.com")];
        foreach (var reader in readers)
        {
            using var read = await host.GetAsync(Path, reader);
            Assert.Equal(0, Count(await ApiHost.JsonAsync(read)));
        }

        using var listed = await host.GetAsync("/api/v1/sites", readers[1]);
        Assert.Equal(0, Count((await ApiHost.JsonAsync(listed)).GetProperty("sites")[0]));
        using var managed = await host.GetAsync(Path, await host.AddKeyAsync(KeyScopes.Sites, "example.com"));
        Assert.Equal(1, Count(await ApiHost.JsonAsync(managed)));
        using var all = await host.GetAsync("/api/v1/sites", ApiHost.AdminKey);
        Assert.Equal(1, Count((await ApiHost.JsonAsync(all)).GetProperty("sites")[0]));

        static int Count(JsonElement site) => site.GetProperty("clients").EnumerateObject().Count();
    }
}
