using System.Net;
using System.Text.Json;
using Analytics.Core.DeadLetters;
using Analytics.Core.Jobs;
using Analytics.Core.Reprocessing;
using Analytics.Core.Tables;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Sites;

/// <summary>Exports and erasures of a site whose domain has changed, under its current domain and its former one.</summary>
public sealed class RenamedSiteTests : IAsyncLifetime
{
    private const string Event =
        """{"name":"pageview","url":"https://old.example/","visitor_id":"v","timestamp":"2026-03-10T11:59:00Z","domain":""";
    private ApiHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync("old.example");
        await SendAsync("old.example");
        using var renamed = await _host.PutAsync("/api/v1/sites/old.example", """{"domain":"new.example"}""", ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        await SendAsync("new.example");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("old.example")]
    [InlineData("new.example")]
    public async Task An_export_under_either_domain_is_of_the_same_site_and_named_by_that_of_today(string domain)
    {
        using var export = await _host.GetAsync($"/api/v1/sites/{domain}/export?format=ndjson", ApiHost.AdminKey);

        Assert.Equal(HttpStatusCode.OK, export.StatusCode);
        Assert.StartsWith("new.example", export.Content.Headers.ContentDisposition!.FileName!.Trim('"'), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("old.example")]
    [InlineData("new.example")]
    public async Task An_erasure_under_either_domain_takes_what_came_under_both(string domain)
    {
        using var asked = await _host.PostAsync($"/api/v1/sites/{domain}/erasures", """{"visitor_id":"v"}""", key: ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);

        await RunAsync();

        Assert.DoesNotContain("old.example", _host.LogText(), StringComparison.Ordinal);
        using var listed = await _host.GetAsync("/api/v1/sites/new.example/erasures", ApiHost.AdminKey);
        Assert.Contains("completed", await listed.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_site_frees_all_its_domains_and_leaves_no_row()
    {
        string[] domains = ["old.example", "new.example", "newest.example"];
        using var renamed = await _host.PutAsync("/api/v1/sites/new.example", """{"domain":"newest.example"}""", ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        using var deleted = await _host.DeleteAsync("/api/v1/sites/newest.example", ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync();

        Assert.DoesNotContain(_host.Tables.RowsOf(TableNames.Sites), row => domains.Contains(row.PartitionKey));
        Assert.DoesNotContain("old.example", _host.LogText(), StringComparison.Ordinal);
        foreach (var domain in domains)
        {
            using var again = await _host.PostAsync("/api/v1/sites", $$"""{"domain":"{{domain}}"}""", key: ApiHost.AdminKey);
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        }
    }

    [Fact]
    public async Task Jobs_and_their_reports_name_the_domain_of_today()
    {
        const string Body = """{"kind":"reprocess","from":"2026-03-01","to":"2026-03-02","sites":["new.example"],"dryRun":true}""";
        await _host
            .Services.GetRequiredService<DifferenceTable>()
            .WriteAsync("1", new("old.example", new(2026, 3, 1), DayCounts.Zero, DayCounts.Zero with { Events = 1 }), Stop);

        using var made = await _host.PostAsync("/api/v1/jobs", Body, key: ApiHost.AdminKey);
        using var list = await _host.GetAsync("/api/v1/jobs", ApiHost.AdminKey);
        using var read = await _host.GetAsync("/api/v1/jobs/1", ApiHost.AdminKey);
        using var report = await _host.GetAsync("/api/v1/jobs/1/report", ApiHost.AdminKey);
        using var cancelled = await _host.DeleteAsync("/api/v1/jobs/1", ApiHost.AdminKey);

        Assert.Equal("new.example", SiteOf(await ApiHost.JsonAsync(made)));
        Assert.Equal("new.example", SiteOf((await ApiHost.JsonAsync(list)).GetProperty("jobs")[0]));
        Assert.Equal("new.example", SiteOf(await ApiHost.JsonAsync(read)));
        Assert.Equal("new.example", (await ApiHost.JsonAsync(report)).GetProperty("differences")[0].GetProperty("site").GetString());
        Assert.Equal("new.example", SiteOf(await ApiHost.JsonAsync(cancelled)));
        Assert.Equal("old.example", (await _host.Services.GetRequiredService<JobTable>().FindAsync("1", Stop))!.Sites![0]);
    }

    [Fact]
    public async Task Erasures_name_the_domain_of_today()
    {
        using var asked = await _host.PostAsync("/api/v1/sites/new.example/erasures", """{"visitor_id":"v"}""", key: ApiHost.AdminKey);
        using var listed = await _host.GetAsync("/api/v1/sites/new.example/erasures", ApiHost.AdminKey);

        Assert.Equal("new.example", SiteOf(await ApiHost.JsonAsync(asked)));
        Assert.Equal("new.example", SiteOf((await ApiHost.JsonAsync(listed)).GetProperty("jobs")[0]));
    }

    [Fact]
    public async Task Dead_letters_and_the_status_name_the_domain_of_today_and_are_found_by_it()
    {
        await _host
            .Services.GetRequiredService<DeadLetterTable>()
            .SetAsideAsync(
                new(DeadLetterStage.RollUp, "old.example", null, "h|2026-03-10T11", new("X", "Too much."), new byte[] { 1 }),
                Stop
            );

        using var listed = await _host.GetAsync("/api/v1/deadletters?site=new.example", ApiHost.AdminKey);
        var letter = Assert.Single((await ApiHost.JsonAsync(listed)).GetProperty("letters").EnumerateArray());
        using var read = await _host.GetAsync(
            $"/api/v1/deadletters/{Uri.EscapeDataString(letter.GetProperty("id").GetString()!)}",
            ApiHost.AdminKey
        );
        using var status = await _host.GetAsync("/api/v1/status", ApiHost.AdminKey);

        Assert.Equal("new.example", letter.GetProperty("site").GetString());
        Assert.Equal("new.example", (await ApiHost.JsonAsync(read)).GetProperty("site").GetString());
        Assert.Equal(
            """{"new.example":1}""",
            (await ApiHost.JsonAsync(status)).GetProperty("operations").GetProperty("set_aside_sites").GetRawText()
        );
    }

    private static string? SiteOf(JsonElement job) => Assert.Single(job.GetProperty("sites").EnumerateArray()).GetString();

    private async Task RunAsync()
    {
        await AggregateAsync();
        Assert.True(await _host.Services.GetRequiredService<JobRunner>().RunNextAsync(Stop));
    }

    /// <summary>Says that everything in the log was counted, for which an erasure waits.</summary>
    private async Task AggregateAsync()
    {
        for (var partition = 0; partition < _host.Log.PartitionCount; partition++)
        {
            var aggregator = new Core.Aggregation.PartitionAggregator(
                partition,
                _host.Log,
                _host.Tables,
                new Core.Aggregation.RollingStatistics(_host.Time),
                new()
            );
            await aggregator.StartAsync(Stop);
            await aggregator.ProcessAsync(_host.Log.Records(partition), Stop);
        }
    }

    private async Task SendAsync(string domain)
    {
        using var sent = await _host.PostAsync("/api/event", $"{Event}\"{domain}\"}}");
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
    }
}
