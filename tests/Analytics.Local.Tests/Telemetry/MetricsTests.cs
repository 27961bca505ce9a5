using System.Net;
using Analytics.Core.EventLog;
using Analytics.Core.Operations;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Local.Tests.Telemetry;

public sealed class MetricsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_an_operator_watches_is_in_the_metrics_and_in_the_status()
    {
        await using var server = await RunningServer.StartAsync(showsMetrics: true);
        await server.Services.GetRequiredService<IEventLog>().AppendAsync(1, "no message"u8.ToArray(), Stop);
        await server.RestartAsync();
        var operations = server.Services.GetRequiredService<OperationsMonitor>();

        // Before the first roll-up there is no lag of it.
        for (var tries = 0; tries < 600 && (await operations.ReadAsync(TimeSpan.Zero, Stop)).RollupLag is null; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        }

        using var client = new HttpClient { BaseAddress = new Uri(server.Url) };
        using var response = await client.GetAsync("/metrics", Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);

        Assert.StartsWith("text/plain", response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        // Other servers of this process record to the same meter, so their values may be here.
        foreach (
            var pattern in (string[])
                [
                    @"^analytics_watermark_age_seconds\{.*partition=""3"".*\} \d",
                    @"^analytics_live_oldest_seconds(\{.*\})? \d",
                    @"^analytics_live_busiest(\{.*\})? \d",
                    @"^analytics_rollup_lag_seconds(\{.*\})? \d",
                    @"^analytics_deadletters_waiting\{.*stage=""aggregate"".*\} \d",
                ]
        )
        {
            Assert.Matches(new System.Text.RegularExpressions.Regex(pattern, System.Text.RegularExpressions.RegexOptions.Multiline), text);
        }

        var status = await ProgramRun.Of("status", "--url", server.Url, "--key", server.Key);
        Assert.Contains("All of the log is aggregated.", status.Output, StringComparison.Ordinal);
        Assert.Contains("Set aside: 1 by aggregate; see 'deadletters list'.", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_are_not_served_unless_they_are_asked_for()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(server.Url) };
        using var response = await client.GetAsync("/metrics", Stop);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
