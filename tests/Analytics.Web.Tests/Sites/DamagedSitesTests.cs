using System.Net;
using Analytics.Core.Tables;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Sites;

/// <summary>Sites whose registrations cannot be read.</summary>
public sealed class DamagedSitesTests : IAsyncLifetime
{
    private ApiHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_damaged_registration_is_named_and_the_others_are_listed()
    {
        await _host.AddSiteAsync("damaged.example");
        await _host.AddSiteAsync("other.example");
        await AssertUnreadableAsync(null);
        var damaged = "{"u8.ToArray();
        await _host.Tables.CommitAsync(
            TableNames.Control,
            "sites",
            [TableOperation.Upsert("damaged.example", default, damaged)],
            TestContext.Current.CancellationToken
        );
        await _host.Tables.CommitAsync(
            TableNames.Sites,
            "damaged.example",
            [TableOperation.Upsert("site", damaged)],
            TestContext.Current.CancellationToken
        );

        await AssertUnreadableAsync("damaged.example");

        async Task AssertUnreadableAsync(string? id)
        {
            using var answer = await _host.GetAsync("/api/v1/sites", ApiHost.AdminKey);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var list = await ApiHost.JsonAsync(answer);
            Assert.Contains(
                "other.example",
                list.GetProperty("sites").EnumerateArray().Select(site => site.GetProperty("domain").GetString())
            );
            Assert.Equal(id is not null, list.TryGetProperty("unreadable", out var unreadable));
            Assert.Equal(id, id is null ? null : Assert.Single(unreadable.EnumerateArray()).GetString());
        }
    }
}
