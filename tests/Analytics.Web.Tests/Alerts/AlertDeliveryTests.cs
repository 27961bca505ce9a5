using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Analytics.Core.Alerts;
using Analytics.Core.DeadLetters;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Testing.Damage;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Alerts;

/// <summary>Alerts of several sites, of which one has a receiver that does not answer or rows that are damaged.</summary>
public sealed class AlertDeliveryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_receiver_that_does_not_answer_delays_its_own_site_alone()
    {
        await using var host = await ApiHost.StartAsync();
        foreach (var site in (string[])["a.example", "b.example", "c.example"])
        {
            await AddAsync(host, site, alerts: site == "a.example" ? 5 : 1);
        }

        var sender = new HeldSender("a.example");
        var round = Rounds(host, sender, host.Tables).RunAsync(Stop);
        await sender.BegunAsync(3).WaitAsync(TimeSpan.FromSeconds(30), Stop);

        Assert.False(round.IsCompleted);
        Assert.Equal(["a.example", "b.example", "c.example"], sender.Sites.Order());
        host.Time.Advance(AlertDeliveries.TimeOfSite);
        sender.Release();

        // The rest of the site's calls stay due.
        Assert.Equal(3, (await round).Calls);
        Assert.Equal(4, (await Rounds(host, sender, host.Tables).RunAsync(Stop)).Calls);
    }

    [Fact]
    public async Task A_damaged_row_of_one_site_stops_its_own_alerts_alone_and_its_owner_is_told_the_remedy()
    {
        var tables = new DamagedRow(new InMemoryTableStore(), TableNames.Sites, "a.example", "incident|0000000001") { IsDamaged = false };
        await using var host = await ApiHost.StartAsync(tables: tables);
        await AddAsync(host, "a.example", alerts: 1);
        await AddAsync(host, "b.example", alerts: 1);
        var sender = new HeldSender(null);
        Assert.Equal(2, (await Rounds(host, sender, tables).RunAsync(Stop)).Calls);
        tables.IsDamaged = true;
        host.Time.Advance(AlertRounds.Quiet);

        var error = await Assert.ThrowsAsync<TableCorruptException>(() => Rounds(host, sender, tables).RunAsync(Stop));
        using var listed = await host.GetAsync("/api/v1/sites/a.example/alerts", ApiHost.AdminKey);

        Assert.Contains("'a.example'", error.Message);
        Assert.Equal(["a.example", "b.example", "b.example"], sender.Sites.Order());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, listed.StatusCode);
        Assert.Contains("Delete alert 1 and make it again", await ApiHost.ErrorAsync(listed));
        using var deleted = await host.DeleteAsync("/api/v1/sites/a.example/alerts/1", ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
    }

    private static async Task AddAsync(ApiHost host, string site, int alerts)
    {
        await host.AddSiteAsync(site);
        for (var i = 0; i < alerts; i++)
        {
            using var made = await host.PostAsync(
                $"/api/v1/sites/{site}/alerts",
                """{"name":"n","kind":"silence","url":"https://hooks.example/"}""",
                ApiHost.AdminKey
            );
            Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        }
    }

    private static AlertRounds Rounds(ApiHost host, IWebhookSender sender, ITableStore tables) =>
        new(
            host.Services.GetRequiredService<AlertRegistry>(),
            host.Services.GetRequiredService<AlertEvaluator>(),
            sender,
            host.Services.GetRequiredService<SiteRegistry>(),
            host.Services.GetRequiredService<DeadLetterList>(),
            tables,
            host.Time
        );

    /// <summary>Answers at once, but for one site only when it is released.</summary>
    private sealed class HeldSender(string? held) : IWebhookSender
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly SemaphoreSlim _begun = new(0);

        public ConcurrentBag<string> Sites { get; } = [];

        public async Task BegunAsync(int calls)
        {
            for (; calls > 0; calls--)
            {
                await _begun.WaitAsync(Stop);
            }
        }

        public void Release() => _released.TrySetResult();

        public async Task<string?> SendAsync(
            Uri url,
            string body,
            IReadOnlyDictionary<string, string> headers,
            CancellationToken cancellationToken
        )
        {
            var site = JsonDocument.Parse(body).RootElement.GetProperty("site").GetString()!;
            Sites.Add(site);
            _begun.Release();
            if (site == held)
            {
                await _released.Task.WaitAsync(cancellationToken);
                return "The receiver did not answer.";
            }

            return null;
        }
    }
}
