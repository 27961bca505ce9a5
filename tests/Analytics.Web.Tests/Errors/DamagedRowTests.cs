using System.Net;
using Analytics.Core.Keys;
using Analytics.Core.Tables;
using Analytics.Testing.Damage;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Errors;

/// <summary>Rows that cannot be read: what does not need them is answered, and what does is 503 and says who can help.</summary>
public sealed class DamagedRowTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_damaged_salt_refuses_events_for_now_and_the_process_is_not_ready()
    {
        var tables = new DamagedRow(new InMemoryTableStore(), TableNames.Control, "salts", "2026-03-10") { IsDamaged = false };
        await using (var first = await ApiHost.StartAsync(tables: tables))
        {
            await first.AddSiteAsync("example.com");
            using var ready = await first.GetAsync("/health/ready");
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        }

        tables.IsDamaged = true;
        await using var host = await ApiHost.StartAsync(tables: tables);

        using var unready = await host.GetAsync("/health/ready");
        using var sent = await host.PostAsync("/api/event", """{"domain":"example.com","name":"pageview","url":"https://example.com/"}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        Assert.Contains("visitor salts", await unready.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, sent.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(60), sent.Headers.RetryAfter?.Delta);
        Assert.Contains("Stored data that this needs is damaged", await ApiHost.ErrorAsync(sent));
        Assert.True(tables.IsDamaged);
    }

    [Fact]
    public async Task Keys_of_a_site_whose_registration_is_damaged_are_listed_with_its_id()
    {
        var tables = new DamagedRow(new InMemoryTableStore(), TableNames.Sites, "example.com", "site") { IsDamaged = false };
        await using var host = await ApiHost.StartAsync(tables: tables);
        await host.AddSiteAsync("example.com");
        await host.AddKeyAsync(KeyScopes.Stats, "example.com");
        tables.IsDamaged = true;

        using var listed = await host.GetAsync("/api/v1/keys", ApiHost.AdminKey);

        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
        Assert.Equal("example.com", (await ApiHost.JsonAsync(listed)).GetProperty("keys")[0].GetProperty("site").GetString());
    }
}
