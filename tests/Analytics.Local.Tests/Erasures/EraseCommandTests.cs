using System.Globalization;
using System.Net;
using System.Text;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Local.Clients;
using Analytics.Local.Storage;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Local.Tests.Erasures;

/// <summary>Data erased at a running server can't be read in any file of the data directory, nor be reprocessed.</summary>
public sealed class EraseCommandTests
{
    private const string Site = "a.example";
    private const int Slice = 32;
    private const string NotFound = "No event of this visitor was found";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_erased_site_is_in_no_file_and_its_name_starts_empty_and_its_key_opens_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new ApiClient(new Uri(server.Url), server.Key);
        await RunAsync(server, ["site", "add", Site]);
        await RunAsync(server, ["site", "add", "b.example"]);
        var key = await client.PostAsync(
            "/api/v1/keys",
            $$"""{"name":"old","scopes":["stats"],"site":"{{Site}}"}""",
            ClientJson.Default.KeyAnswer,
            Stop
        );
        await SendAsync(server, "b.example", events: 20);
        await SendAsync(server, Site, events: 300);
        await server.Services.GetRequiredService<RollupRounds>().RunAsync(openHoursToo: true, Stop);
        await SendAsync(server, Site, events: 20);
        var slices = await SlicesAsync(server);
        Assert.True(slices.Count >= 8, $"{slices.Count} slices");
        await TruncateAsync(server);
        Assert.All(slices, slice => Assert.NotEmpty(FilesWith(server, slice)));

        var run = await RunAsync(server, ["erase", Site, "--all"]);

        Assert.Contains("320 events", run.Output, StringComparison.Ordinal);
        Assert.All(slices, slice => Assert.Empty(FilesWith(server, slice)));
        Assert.Equal(20, await server.PageviewsAsync("b.example", TimeProvider.System.GetUtcNow()));
        await RunAsync(server, ["site", "add", Site]);
        Assert.Equal(0, await server.PageviewsAsync(Site, TimeProvider.System.GetUtcNow()));
        using var old = new HttpClient { BaseAddress = new(server.Url) };
        old.DefaultRequestHeaders.Authorization = new("Bearer", key.Key);
        Assert.Equal(HttpStatusCode.Unauthorized, (await old.GetAsync($"/api/v1/sites/{Site}", Stop)).StatusCode);
        var today = TimeProvider.System.GetUtcNow().Date;
        await RunAsync(server, ["reprocess", "--from", $"{today.AddDays(-1):yyyy-MM-dd}", "--to", $"{today.AddDays(1):yyyy-MM-dd}"]);
        Assert.Equal(0, await server.PageviewsAsync(Site, TimeProvider.System.GetUtcNow()));
        Assert.Equal(20, await server.PageviewsAsync("b.example", TimeProvider.System.GetUtcNow()));
    }

    [Fact]
    public async Task An_erased_visitor_is_in_no_message_and_others_stay()
    {
        await using var server = await RunningServer.StartAsync();
        await RunAsync(server, ["site", "add", Site]);
        await SendAsync(server, Site, events: 50);
        await SendAsync(server, Site, events: 7, visitor: "customer-4711");
        Assert.Equal(57, await server.PageviewsAsync(Site, TimeProvider.System.GetUtcNow()));
        await server.RestartAsync();

        var run = await RunAsync(server, ["erase", Site, "--visitor", "customer-4711"]);

        Assert.Contains("7 events in 1 archived message", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(NotFound, run.Output, StringComparison.Ordinal);
        Assert.Contains(
            NotFound,
            (await RunAsync(server, ["erase", Site, "--visitor", "Customer-4711"])).Output,
            StringComparison.Ordinal
        );
        Assert.Equal(50, await server.PageviewsAsync(Site, TimeProvider.System.GetUtcNow()));
        await server.RestartAsync();
        Assert.Equal(50, await server.PageviewsAsync(Site, TimeProvider.System.GetUtcNow()));
        await SendAsync(server, Site, events: 3, visitor: "customer-4711");
        Assert.Equal(53, await server.PageviewsAsync(Site, TimeProvider.System.GetUtcNow()));
    }

    [Theory]
    [InlineData("Say what to erase", "erase", Site)]
    [InlineData("--all erases everything; leave it out, or", "erase", Site, "--all", "--visitor", "x")]
    [InlineData("full hour", "erase", Site, "--from", "2026-01-01T10:30:00Z", "--to", "2026-01-02")]
    [InlineData("could not be found", "erase", "unknown.example", "--all")]
    public async Task What_can_not_be_erased_is_refused_with_the_remedy(string message, params string[] words)
    {
        await using var server = await RunningServer.StartAsync();
        await RunAsync(server, ["site", "add", Site]);

        var run = await ProgramRun.Of([.. words, "--url", server.Url, "--key", server.Key]);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    private static async Task<ProgramRun> RunAsync(RunningServer server, string[] words)
    {
        var run = await ProgramRun.Of([.. words, "--url", server.Url, "--key", server.Key]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run;
    }

    /// <summary>Sends a batch whose texts do not compress, and waits until it is counted.</summary>
    private static async Task SendAsync(RunningServer server, string site, int events, string? visitor = null)
    {
        var random = new Random(events + site[0] + (visitor?.Length ?? 0));
        var body = new StringBuilder();
        for (var i = 0; i < events; i++)
        {
            var page = Convert.ToHexString([.. Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256))]);
            body.Append(
                    CultureInfo.InvariantCulture,
                    $$"""{"domain":"{{site}}","name":"pageview","url":"https://{{site}}/{{page}}","visitor_id":"{{visitor ?? $"v{i}"}}"}"""
                )
                .Append('\n');
        }

        using var client = new HttpClient { BaseAddress = new(server.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", server.Key);
        using var content = new StringContent(body.ToString(), Encoding.UTF8, "application/x-ndjson");
        using var answer = await client.PostAsync("/api/events", content, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        await UntilCountedAsync(server);
    }

    private static async Task UntilCountedAsync(RunningServer server)
    {
        var log = server.Services.GetRequiredService<IEventLog>();
        var tables = server.Services.GetRequiredService<ITableStore>();
        for (var partition = 0; partition < log.PartitionCount; partition++)
        {
            var end = await log.LastSequenceNumberAsync(partition, Stop);
            for (var look = 0; (await Watermark.ReadAsync(tables, partition, Stop)).SequenceNumber < end; look++)
            {
                Assert.True(look < 10_000, $"Partition {partition} is not aggregated up to {end}.");
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Stop);
            }
        }
    }

    /// <summary>Pieces of what is stored of the site alone: rollups with their parts, live rows and messages.</summary>
    private static async Task<List<byte[]>> SlicesAsync(RunningServer server)
    {
        var tables = server.Services.GetRequiredService<SqliteTableStore>();
        var log = server.Services.GetRequiredService<IEventLog>();
        var slices = new List<byte[]>();
        await foreach (var row in tables.ReadRangeAsync(TableNames.Rollups, Site, string.Empty, null, headsOnly: false, Stop))
        {
            Add(row.Body);
        }

        for (var partition = 0; partition < log.PartitionCount; partition++)
        {
            foreach (var record in await log.ReadAsync(partition, 0, int.MaxValue, Stop))
            {
                if (EventMessage.Decode(record.Body).Span.IndexOf("a.example"u8) >= 0)
                {
                    Add(record.Body);
                }
            }

            await foreach (
                var row in tables.ReadRangeAsync(
                    TableNames.Live,
                    LiveRow.PartitionKey(partition),
                    string.Empty,
                    LiveRow.BlocksEnd,
                    headsOnly: false,
                    Stop
                )
            )
            {
                if (row.Body.Span.IndexOf("a.example"u8) >= 0)
                {
                    Add(row.Body);
                }
            }
        }

        return slices;

        // A long text lies on several pages: pieces are looked for of which one at least is whole.
        void Add(ReadOnlyMemory<byte> bytes)
        {
            for (var at = 200; at + Slice < bytes.Length && at < 1500; at += 400)
            {
                slices.Add(bytes.Slice(at, Slice).ToArray());
            }
        }
    }

    private static async Task TruncateAsync(RunningServer server)
    {
        await server.Services.GetRequiredService<SqliteTableStore>().TruncateWalAsync();
        await server.Services.GetRequiredService<SqliteEventLog>().TruncateWalAsync();
    }

    private static List<string> FilesWith(RunningServer server, byte[] bytes) =>
        [
            .. Directory
                .EnumerateFiles(server.Data)
                .Where(path => Path.GetFileName(path) != "analytics.lock" && Read(path).AsSpan().IndexOf(bytes) >= 0),
        ];

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
