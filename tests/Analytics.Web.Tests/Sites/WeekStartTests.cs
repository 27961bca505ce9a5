using System.Net;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Sites;

/// <summary>A site's first day of the week, as clients set it and see it in answers.</summary>
public sealed class WeekStartTests : IAsyncLifetime
{
    private const string Site = "shop.example";
    private const string Weekly =
        $$$"""{"site_id":"{{{Site}}}","metrics":["pageviews"],"dimensions":["time:week"],"date_range":["2026-02-27","2026-03-09"],"include":{"time_labels":true}}""";
    private const string Cohorts = $$"""{"site_id":"{{Site}}","date_range":["2026-02-27","2026-03-09"],"cohort_by":"week"}""";

    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private ApiHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // Either side of two midnights of the site's clock, those before Sunday and before Monday, at 23:00 UTC.
        var pipeline = new Pipeline(Noon, partitions: 4);
        await pipeline.SendAsync([
            .. new[] { "2026-02-28T22:30:00Z", "2026-02-28T23:30:00Z", "2026-03-01T22:30:00Z", "2026-03-01T23:30:00Z" }.Select(
                (time, i) => new NaiveEvent(Site, DateTimeOffset.Parse(time).ToUnixTimeSeconds(), (ulong)(11 + (2 * i)), Page: "/")
            ),
        ]);
        await pipeline.AggregateAsync();
        _host = await ApiHost.StartAsync(scanner: pipeline.Scanner);
        using var created = await _host.PostAsync(
            "/api/v1/sites",
            $$"""{"domain":"{{Site}}","timezone":"Europe/Berlin"}""",
            ApiHost.AdminKey
        );
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Weeks_begin_on_monday_until_the_site_says_otherwise_and_then_at_once()
    {
        var (monday, mondayTag) = await QueryAsync();
        Assert.Equal("time:week,pageviews\n2026-02-27,3\n2026-03-02,1\n", monday);

        await SetAsync("sunday");
        var (sunday, sundayTag) = await QueryAsync();
        Assert.Equal("time:week,pageviews\n2026-02-27,1\n2026-03-01,3\n", sunday);
        Assert.NotEqual(mondayTag, sundayTag);

        await SetAsync("tuesday");
        Assert.Equal("time:week,pageviews\n2026-02-27,4\n", (await QueryAsync()).Csv);

        await SetAsync("monday");
        Assert.Equal((monday, mondayTag), await QueryAsync());
    }

    [Fact]
    public async Task Cohorts_by_week_begin_with_the_sites_weeks()
    {
        Assert.Equal([("2026-02-27", 3), ("2026-03-02", 1), ("2026-03-09", 0)], await CohortsAsync());

        await SetAsync("sunday");
        Assert.Equal([("2026-02-27", 1), ("2026-03-01", 3), ("2026-03-08", 0)], await CohortsAsync());
    }

    [Fact]
    public async Task Several_sites_have_the_zone_and_the_weeks_of_the_first()
    {
        using var created = await _host.PostAsync(
            "/api/v1/sites",
            """{"domain":"other.example","timezone":"Etc/UTC"}""",
            ApiHost.AdminKey
        );
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        await SetAsync("sunday");

        // In UTC the event of Sunday, 23:30 belongs to Sunday; in Berlin it is Monday's.
        Assert.Equal("time:week,pageviews\n2026-02-27,1\n2026-03-01,3\n", (await QueryAsync(Site, "other.example")).Csv);
        Assert.Equal("time:week,pageviews\n2026-02-27,4\n", (await QueryAsync("other.example", Site)).Csv);
    }

    [Fact]
    public async Task A_change_of_another_setting_keeps_it()
    {
        await SetAsync("saturday");
        using var changed = await _host.PutAsync($"/api/v1/sites/{Site}", """{"public":true}""", ApiHost.AdminKey);

        Assert.Equal("saturday", (await ApiHost.JsonAsync(changed)).GetProperty("week_start").GetString());
        using var read = await _host.GetAsync($"/api/v1/sites/{Site}", ApiHost.AdminKey);
        Assert.Equal("saturday", (await ApiHost.JsonAsync(read)).GetProperty("week_start").GetString());
    }

    private async Task SetAsync(string day)
    {
        using var changed = await _host.PutAsync($"/api/v1/sites/{Site}", $$"""{"week_start":"{{day}}"}""", ApiHost.AdminKey);
        Assert.Equal(day, (await ApiHost.JsonAsync(changed)).GetProperty("week_start").GetString());
    }

    private async Task<(string Csv, string Tag)> QueryAsync(params string[] sites)
    {
        var query =
            sites.Length == 0
                ? Weekly
                : Weekly.Replace($"\"{Site}\"", $"[{string.Join(',', sites.Select(site => $"\"{site}\""))}]", StringComparison.Ordinal);
        using var json = await _host.PostAsync("/api/v2/query", query, ApiHost.AdminKey);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/query") { Content = ApiHost.Text(query, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {ApiHost.AdminKey}");
        request.Headers.TryAddWithoutValidation("Accept", "text/csv");
        using var csv = await _host.Client.SendAsync(request, Stop);
        return ((await csv.Content.ReadAsStringAsync(Stop)).ReplaceLineEndings("\n"), json.Headers.ETag!.Tag);
    }

    private async Task<List<(string, int)>> CohortsAsync()
    {
        using var response = await _host.PostAsync("/api/v2/retention", Cohorts, ApiHost.AdminKey);
        var answer = await ApiHost.JsonAsync(response);
        return
        [
            .. answer
                .GetProperty("results")
                .EnumerateArray()
                .Select(cohort => (cohort.GetProperty("cohort").GetString()!, cohort.GetProperty("visitors").GetInt32())),
        ];
    }
}
