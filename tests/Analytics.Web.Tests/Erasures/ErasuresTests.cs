using System.Net;
using Analytics.Core.Jobs;
using Analytics.Core.Keys;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Erasures;

public sealed class ErasuresTests
{
    private const string Site = "shop.example";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deleted_site_is_erased_by_a_job_and_its_name_is_free_when_that_has_completed()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync(Site);
        var key = await host.AddKeyAsync(KeyScopes.Sites, Site);

        using var deleted = await host.SendAsync(HttpMethod.Delete, $"/api/v1/sites/{Site}", key: key);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal("1", (await ApiHost.JsonAsync(deleted)).GetProperty("erasure").GetString());
        using var early = await RegisterAsync(host);
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        Assert.Contains("job 1", await early.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var cancelled = await host.SendAsync(HttpMethod.Delete, "/api/v1/jobs/1", key: ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.Conflict, cancelled.StatusCode);

        host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await host.Services.GetRequiredService<JobRunner>().RunNextAsync(Stop));

        using var job = await host.SendAsync(HttpMethod.Get, "/api/v1/jobs/1", key: ApiHost.AdminKey);
        var answer = await ApiHost.JsonAsync(job);
        Assert.Equal("completed", answer.GetProperty("state").GetString());
        Assert.Equal("site", answer.GetProperty("erases").GetString());
        Assert.Equal(0, answer.GetProperty("progress").GetProperty("erased").GetProperty("unreadable").GetInt64());
        using var again = await RegisterAsync(host);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using var refused = await host.SendAsync(HttpMethod.Get, $"/api/v1/sites/{Site}", key: key);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_visitors_id_is_in_no_answer_and_in_no_job()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync(Site);

        using var created = await host.PostAsync(
            $"/api/v1/sites/{Site}/erasures",
            """{"visitor_id":"customer-4711"}""",
            key: ApiHost.AdminKey
        );
        Assert.Equal(HttpStatusCode.Accepted, created.StatusCode);
        Assert.DoesNotContain("4711", await created.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        var jobs = host.Services.GetRequiredService<JobTable>();
        Assert.NotNull((await jobs.FindAsync("1", Stop))!.Visitors);
        Assert.True(await host.Services.GetRequiredService<JobRunner>().RunNextAsync(Stop));

        var ended = (await jobs.FindAsync("1", Stop))!;
        Assert.Equal((JobState.Completed, null), (ended.State, ended.Visitors));
        using var list = await host.SendAsync(HttpMethod.Get, $"/api/v1/sites/{Site}/erasures", key: ApiHost.AdminKey);
        Assert.Equal("visitor", (await ApiHost.JsonAsync(list)).GetProperty("jobs")[0].GetProperty("erases").GetString());
    }

    [Fact]
    public async Task One_request_names_as_many_visitors_as_the_limit_allows()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync(Site);

        using var created = await host.PostAsync($"/api/v1/sites/{Site}/erasures", Visitors(1_000), key: ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.Accepted, created.StatusCode);
        using var refused = await host.PostAsync($"/api/v1/sites/{Site}/erasures", Visitors(1_001), key: ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("visitor_ids: 1001 visitors", await ApiHost.ErrorAsync(refused), StringComparison.Ordinal);

        var jobs = host.Services.GetRequiredService<JobTable>();
        Assert.Equal(1_000, (await jobs.FindAsync("1", Stop))!.Visitors!.Split(',').Length);
        Assert.True(await host.Services.GetRequiredService<JobRunner>().RunNextAsync(Stop));
        Assert.Equal((JobState.Completed, null), ((await jobs.FindAsync("1", Stop))!.State, (await jobs.FindAsync("1", Stop))!.Visitors));

        static string Visitors(int count) =>
            $$"""{"visitor_ids":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{i:D200}\""))}}]}""";
    }

    [Fact]
    public async Task Waiting_erasures_of_a_site_are_limited_and_hold_up_no_other_site_and_no_other_job()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync(Site);
        await host.AddSiteAsync("other.example");
        for (var i = 0; i < JobTable.MaxWaiting; i++)
        {
            using var created = await EraseAsync(Site, i);
            Assert.Equal(HttpStatusCode.Accepted, created.StatusCode);
        }

        using var refused = await EraseAsync(Site, JobTable.MaxWaiting);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("10", refused.Headers.RetryAfter?.ToString());
        Assert.Contains("100 erasures of shop.example wait", await ApiHost.ErrorAsync(refused), StringComparison.Ordinal);
        using var other = await EraseAsync("other.example", 0);
        Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
        using var all = await host.PostAsync(
            "/api/v1/jobs",
            """{"kind":"reprocess","from":"2026-02-01","to":"2026-02-02"}""",
            key: ApiHost.AdminKey
        );
        Assert.Equal(HttpStatusCode.Accepted, all.StatusCode);

        // A turn for each site and one for the job of all sites.
        var runner = host.Services.GetRequiredService<JobRunner>();
        for (var turn = 0; turn < 3; turn++)
        {
            Assert.True(await runner.RunNextAsync(Stop));
        }

        Assert.False(await runner.RunNextAsync(Stop));

        Task<HttpResponseMessage> EraseAsync(string site, int visitor) =>
            host.PostAsync($"/api/v1/sites/{site}/erasures", $$"""{"visitor_id":"n{{visitor}}"}""", key: ApiHost.AdminKey);
    }

    [Theory]
    [InlineData("""{"visitor_ids":[]}""", "visitor_ids: 0 visitors are given")]
    [InlineData("""{"visitor_ids":["a",""]}""", "visitor_ids[1]: has 0 characters")]
    [InlineData("""{"visitor_ids":["a"],"visitor_id":"b"}""", "visitor_id: 'visitor_ids' names visitors as well")]
    [InlineData("{}", "from: is missing")]
    [InlineData("""{"from":"2026-01-01"}""", "to: is missing")]
    [InlineData("""{"from":"2026-01-01T00:30:00Z","to":"2026-01-02"}""", "full hour")]
    [InlineData("""{"from":"2026-01-02","to":"2026-01-02"}""", "to: 2026-01-02 is not after from")]
    [InlineData("""{"visitor_id":""}""", "visitor_id: has 0 characters")]
    [InlineData("""{"visitor_id":"a","to":"2026-01-02"}""", "visitor_id: a visitor is erased from all times")]
    public async Task A_bad_request_names_what_is_wrong(string body, string message)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync(Site);

        using var answer = await host.PostAsync($"/api/v1/sites/{Site}/erasures", body, key: ApiHost.AdminKey);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erasure_needs_a_key_for_the_site_and_is_not_started_as_any_job()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddSiteAsync(Site);
        var other = await host.AddKeyAsync(KeyScopes.Sites, "other.example");
        var stats = await host.AddKeyAsync(KeyScopes.Stats, Site);

        foreach (var (key, status) in new[] { (other, HttpStatusCode.NotFound), (stats, HttpStatusCode.Forbidden) })
        {
            using var refused = await host.PostAsync($"/api/v1/sites/{Site}/erasures", """{"visitor_id":"a"}""", key: key);
            Assert.Equal(status, refused.StatusCode);
        }

        using var job = await host.PostAsync(
            "/api/v1/jobs",
            """{"kind":"erase","from":"2026-01-01","to":"2026-01-02"}""",
            key: ApiHost.AdminKey
        );
        Assert.Equal(HttpStatusCode.BadRequest, job.StatusCode);
        Assert.Contains("/erasures", await job.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> RegisterAsync(ApiHost host) =>
        host.PostAsync("/api/v1/sites", $$"""{"domain":"{{Site}}"}""", key: ApiHost.AdminKey);
}
