using System.Net;
using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Web.Tests.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task A_working_process_is_live_and_ready()
    {
        await using var host = await ApiHost.StartAsync();

        using var live = await host.GetAsync("/health/live");
        using var ready = await host.GetAsync("/health/ready");

        Assert.Equal("""{"status":"live","failing":[]}""", await live.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("""{"status":"ready","failing":[]}""", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_process_whose_tables_fail_is_live_and_not_ready_and_says_why()
    {
        await using var host = await ApiHost.StartAsync(tables: new FailingTables());

        using var live = await host.GetAsync("/health/live");
        using var ready = await host.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(
            """{"status":"unready","failing":["tables"]}""",
            await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_process_with_a_partition_that_stands_still_for_five_minutes_while_messages_wait_is_not_ready()
    {
        await using var host = await ApiHost.StartAsync();
        await host.Log.AppendAsync(2, (ReadOnlyMemory<byte>)"message"u8.ToArray(), TestContext.Current.CancellationToken);

        for (var minute = 0; minute <= 5; minute++)
        {
            using var ready = await host.GetAsync("/health/ready");
            Assert.Equal(minute < 5 ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            host.Time.Advance(TimeSpan.FromMinutes(1));
        }

        using var unready = await host.GetAsync("/health/ready");
        Assert.Equal(
            """{"status":"unready","failing":["aggregation"]}""",
            await unready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_process_whose_log_was_replaced_is_not_ready_as_new_messages_would_not_be_counted()
    {
        await using var host = await ApiHost.StartAsync();
        var aggregator = new PartitionAggregator(2, host.Log, host.Tables, new RollingStatistics(host.Time), new AggregationOptions());
        await aggregator.StartAsync(TestContext.Current.CancellationToken);
        await aggregator.ProcessAsync([new LogRecord(2, 5, host.Time.Now, "message"u8.ToArray())], TestContext.Current.CancellationToken);

        using var unready = await host.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        Assert.Equal(
            """{"status":"unready","failing":["aggregation"]}""",
            await unready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_request_that_the_tables_fail_is_503_with_retry_after()
    {
        await using var host = await ApiHost.StartAsync(tables: new FailingTables());
        using var log = new ListLogger<HealthTests>(LogLevel.Error);
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/jobs")
        {
            Headers = { Authorization = new("Bearer", ApiHost.AdminKey) },
        };

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
        var id = Assert.Single(response.Headers.GetValues("X-Request-Id"));
        Assert.NotEmpty(id);
        Assert.Equal($"GET /api/v1/jobs failed, request {id}", Assert.Single(log.Lines));
        Assert.Contains("The storage does not answer now", await ApiHost.ErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_shuts_down_is_not_ready()
    {
        await using var host = await ApiHost.StartAsync();
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();

        // Kestrel stops only after the callbacks, so within one the process still answers.
        HttpResponseMessage? ready = null;
        using var registration = lifetime.ApplicationStopping.Register(() =>
            ready = host.GetAsync("/health/ready").GetAwaiter().GetResult()
        );
        lifetime.StopApplication();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready!.StatusCode);
        ready.Dispose();
    }
}
