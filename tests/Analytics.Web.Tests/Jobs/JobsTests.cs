using System.ComponentModel;
using System.Net;
using System.Reflection;
using Analytics.Core.Erasures;
using Analytics.Core.Jobs;
using Analytics.Core.Keys;
using Analytics.Core.Rollups;
using Analytics.Web.Jobs;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.Jobs;

public sealed class JobsTests : IAsyncLifetime
{
    private const string Body = """{"kind":"reprocess","from":"2026-02-01","to":"2026-03-01","dryRun":true}""";

    private ApiHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync("example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_job_is_started_run_and_read_with_its_report()
    {
        using var made = await _host.PostAsync("/api/v1/jobs", Body, ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.Accepted, made.StatusCode);
        var job = await ApiHost.JsonAsync(made);
        Assert.Equal(
            ("1", "queued", true),
            (job.GetProperty("id").GetString(), job.GetProperty("state").GetString(), job.GetProperty("dryRun").GetBoolean())
        );

        Assert.True(await _host.Services.GetRequiredService<JobRunner>().RunNextAsync(TestContext.Current.CancellationToken));

        using var read = await _host.GetAsync("/api/v1/jobs/1", ApiHost.AdminKey);
        var done = await ApiHost.JsonAsync(read);
        Assert.Equal("completed", done.GetProperty("state").GetString());
        Assert.Equal(28, done.GetProperty("progress").GetProperty("days_done").GetInt32());
        using var list = await _host.GetAsync("/api/v1/jobs", ApiHost.AdminKey);
        Assert.Equal(1, (await ApiHost.JsonAsync(list)).GetProperty("jobs").GetArrayLength());
        using var report = await _host.GetAsync("/api/v1/jobs/1/report?limit=10&after=2026-02-03|example.com~2", ApiHost.AdminKey);
        Assert.Equal(0, (await ApiHost.JsonAsync(report)).GetProperty("differences").GetArrayLength());
    }

    [Fact]
    public async Task Every_kind_is_described_and_runs_to_its_end()
    {
        // Erasures have calls of their own.
        var kinds = _host.Services.GetServices<IJobKind>().Select(kind => kind.Name).Where(name => name != Eraser.Kind).ToList();
        var description = typeof(JobBody).GetProperty(nameof(JobBody.Kind))!.GetCustomAttribute<DescriptionAttribute>()!.Description;
        Assert.NotEmpty(kinds);
        foreach (var kind in kinds)
        {
            Assert.Contains(kind, description, StringComparison.Ordinal);
            using var made = await _host.PostAsync("/api/v1/jobs", Body.Replace("reprocess", kind), ApiHost.AdminKey);
            var id = (await ApiHost.JsonAsync(made)).GetProperty("id").GetString();

            Assert.True(await _host.Services.GetRequiredService<JobRunner>().RunNextAsync(TestContext.Current.CancellationToken));
            using var read = await _host.GetAsync($"/api/v1/jobs/{id}", ApiHost.AdminKey);
            Assert.Equal("completed", (await ApiHost.JsonAsync(read)).GetProperty("state").GetString());
        }
    }

    [Fact]
    public async Task An_overlapping_job_is_refused_until_the_first_is_cancelled()
    {
        using var first = await _host.PostAsync("/api/v1/jobs", Body, ApiHost.AdminKey);
        using var refused = await _host.PostAsync("/api/v1/jobs", Body.Replace("2026-02-01", "2026-02-28T23:30:00Z"), ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("Job 1 ", await ApiHost.ErrorAsync(refused));

        using var cancelled = await _host.DeleteAsync("/api/v1/jobs/1", ApiHost.AdminKey);
        Assert.Equal("cancelled", (await ApiHost.JsonAsync(cancelled)).GetProperty("state").GetString());
        using var second = await _host.PostAsync("/api/v1/jobs", Body, ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
    }

    [Theory]
    [InlineData("""{"from":"2026-02-01","to":"2026-03-01"}""", "kind")]
    [InlineData("""{"kind":"delete","from":"2026-02-01","to":"2026-03-01"}""", "'delete'")]
    [InlineData("""{"kind":"reprocess","from":"2026-02","to":"2026-03-01"}""", "from: '2026-02'")]
    [InlineData("""{"kind":"reprocess","from":"2026-02-01"}""", "to")]
    [InlineData("""{"kind":"reprocess","from":"2026-02-01","to":"2026-02-01"}""", "exclusive")]
    [InlineData("""{"kind":"reprocess","from":"2027-02-01","to":"2027-02-02"}""", "future")]
    [InlineData("""{"kind":"reprocess","from":"2026-02-01","to":"2026-03-01","sites":["nowhere.com"]}""", "nowhere.com")]
    [InlineData("""{"kind":"reprocess","from":"2026-02-01","to":"2026-03-01","sites":[]}""", "sites")]
    [InlineData("""{"kind":"reprocess","from":"2026-02-01","to":"2026-03-01","site":"example.com"}""", "site")]
    public async Task A_bad_request_for_a_job_is_refused(string body, string expected)
    {
        using var response = await _host.PostAsync("/api/v1/jobs", body, ApiHost.AdminKey);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await ApiHost.ErrorAsync(response));
    }

    [Fact]
    public async Task Jobs_need_an_admin_key_and_must_exist()
    {
        var key = await _host.AddKeyAsync(KeyScopes.Stats | KeyScopes.Sites | KeyScopes.Import);
        foreach (var path in (string[])["/api/v1/jobs", "/api/v1/jobs/1", "/api/v1/jobs/1/report", "/api/v1/status"])
        {
            using var refused = await _host.GetAsync(path, key);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        foreach (var id in (string[])["7", "x", "01"])
        {
            using var unknown = await _host.GetAsync($"/api/v1/jobs/{id}", ApiHost.AdminKey);
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        }

        using var limit = await _host.GetAsync("/api/v1/jobs/7/report?limit=0", ApiHost.AdminKey);
        Assert.Equal(HttpStatusCode.NotFound, limit.StatusCode);
    }

    [Fact]
    public async Task The_status_names_the_logic_of_this_release_and_how_late_the_roll_up_is()
    {
        var hour = _host.Time.GetUtcNow().ToUnixTimeSeconds() / 3600 * 3600;
        await _host
            .Services.GetRequiredService<RollupClock>()
            .RecordAsync(DateTimeOffset.FromUnixTimeSeconds(hour - 10800), TestContext.Current.CancellationToken);
        using var response = await _host.GetAsync("/api/v1/status", ApiHost.AdminKey);
        var status = await ApiHost.JsonAsync(response);

        Assert.Equal(Core.Periods.Rollup.CurrentLogicVersion, status.GetProperty("logic_version").GetInt32());
        Assert.Equal(0, status.GetProperty("rollups").GetArrayLength());
        Assert.Equal(_host.Time.GetUtcNow(), status.GetProperty("counted_at").GetDateTimeOffset());
        var operations = status.GetProperty("operations");
        Assert.Equal(_host.Time.GetUtcNow(), operations.GetProperty("measured_at").GetDateTimeOffset());
        Assert.Equal(_host.Time.GetUtcNow().ToUnixTimeSeconds() - hour + 7200, operations.GetProperty("rollup_lag_seconds").GetDouble());
    }
}
