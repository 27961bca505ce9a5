using System.Net;
using System.Text;
using System.Text.Json;

namespace Analytics.Local.Tests.Crashes;

/// <summary>A process that has too little of something says so in a line or goes on.</summary>
[Collection(ProcessTests.Name)]
public sealed class ScarceResourcesTests : IDisposable
{
    private const string Prlimit = "/usr/bin/prlimit";
    private const int MaxBatches = 200;
    private const int EventsOfBatch = 1_000;
    private const int MaxLooks = 300;
    private const long MaxFileBytes = 2_000_000;

    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new($"http://127.0.0.1:{FreePort.Take()}"),
        DefaultRequestHeaders = { Authorization = new("Bearer", AnalyticsProcess.AdminKey) },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("400000", 4)]
    [InlineData("4000000", 64)]
    public async Task Too_little_memory_stops_the_start_with_the_remedy(string limit, int megabytes)
    {
        using var server = AnalyticsProcess.Launch(
            new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = limit },
            [],
            ["serve", "--data", _directory.Path, "--urls", "http://127.0.0.1:0"]
        );

        Assert.Equal(1, await server.WaitForExitAsync(Stop));
        Assert.StartsWith(
            $"This process may use {megabytes} MB of memory, and the server needs at least 128 MB. Raise",
            server.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_limit_on_the_size_of_files_is_as_a_full_disk()
    {
        using var server = await StartAsync(MaxFileBytes);
        await RegisterAsync();

        var (_, said) = await SendUntilFullAsync();

        Assert.Contains("the disk or the size allowed to the file is used up", said, StringComparison.Ordinal);
        Assert.Equal(0, await server.TerminateAsync(Stop));
    }

    [Fact]
    public async Task A_server_that_ended_on_a_full_disk_starts_on_it_and_counts_the_rest_when_there_is_room()
    {
        long accepted;
        using (var server = await StartAsync(MaxFileBytes))
        {
            await RegisterAsync();
            (accepted, _) = await SendUntilFullAsync();
            await server.KillAsync(Stop);
        }

        // What the WAL has doesn't fit the file.
        using (var server = await StartAsync(MaxFileBytes / 4))
        {
            Assert.InRange(await CountAsync(), 0, accepted);
            await server.KillAsync(Stop);
        }

        using var last = await StartAsync(maxFileBytes: null);
        for (var attempt = 0; attempt < MaxLooks && await CountAsync() < accepted; attempt++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Stop);
        }

        Assert.Equal(accepted, await CountAsync());
    }

    private async Task<AnalyticsProcess> StartAsync(long? maxFileBytes)
    {
        Assert.SkipUnless(File.Exists(Prlimit), "prlimit, which limits the size of a process' files, is not installed.");

        // The runtime's own executable memory must not be a file then.
        var server = AnalyticsProcess.Launch(
            new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" },
            maxFileBytes is { } bytes ? [Prlimit, $"--fsize={bytes}"] : [],
            ["serve", "--data", _directory.Path, "--urls", _http.BaseAddress!.AbsoluteUri]
        );
        await server.WaitForLineAsync("Listening on", Stop);
        return server;
    }

    private async Task RegisterAsync()
    {
        using var site = Json("""{"domain":"shop.example"}""");
        using var answer = await _http.PostAsync("/api/v1/sites", site, Stop);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Sends events until they are refused; returns how many were accepted, and why no more were.</summary>
    private async Task<(long Accepted, string Said)> SendUntilFullAsync()
    {
        var events = string.Join(
            '\n',
            Enumerable
                .Range(0, EventsOfBatch)
                .Select(i => $$"""{"domain":"shop.example","name":"pageview","url":"https://shop.example/{{i}}"}""")
        );
        for (var batch = 0; batch < MaxBatches; batch++)
        {
            using var content = Json(events);
            using var answer = await _http.PostAsync("/api/events", content, Stop);
            if (answer.StatusCode != HttpStatusCode.Accepted)
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                return (batch * EventsOfBatch, await answer.Content.ReadAsStringAsync(Stop));
            }
        }

        throw new InvalidOperationException($"{MaxBatches} batches fit.");
    }

    private async Task<long> CountAsync()
    {
        using var question = Json("""{"site_id":"shop.example","metrics":["events"],"date_range":"all"}""");
        using var answer = await _http.PostAsync("/api/v2/query", question, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        var rows = json.RootElement.GetProperty("results");
        return rows.GetArrayLength() == 0 ? 0 : rows[0].GetProperty("metrics")[0].GetInt64();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
