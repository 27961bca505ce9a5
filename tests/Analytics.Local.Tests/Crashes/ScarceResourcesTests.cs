using System.Net;
using System.Text;

namespace Analytics.Local.Tests.Crashes;

/// <summary>A process that has too little of something says so in a line or goes on.</summary>
[Collection(ProcessTests.Name)]
public sealed class ScarceResourcesTests : IDisposable
{
    private const string Prlimit = "/usr/bin/prlimit";
    private const int MaxBatches = 200;

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

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
        Assert.SkipUnless(File.Exists(Prlimit), "prlimit, which limits the size of a process' files, is not installed.");
        var url = $"http://127.0.0.1:{FreePort.Take()}";

        // The runtime's own executable memory must not be a file then.
        using var server = AnalyticsProcess.Launch(
            new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" },
            [Prlimit, "--fsize=2000000"],
            ["serve", "--data", _directory.Path, "--urls", url]
        );
        await server.WaitForLineAsync("Listening on", Stop);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", AnalyticsProcess.AdminKey);
        using (var site = Json("""{"domain":"shop.example"}"""))
        {
            (await http.PostAsync("/api/v1/sites", site, Stop)).EnsureSuccessStatusCode();
        }

        var events = string.Join(
            '\n',
            Enumerable.Range(0, 1000).Select(i => $$"""{"domain":"shop.example","name":"pageview","url":"https://shop.example/{{i}}"}""")
        );
        var (status, said) = (HttpStatusCode.Accepted, string.Empty);
        for (var batch = 0; batch < MaxBatches && status == HttpStatusCode.Accepted; batch++)
        {
            using var content = Json(events);
            using var answer = await http.PostAsync("/api/events", content, Stop);
            (status, said) = (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("the disk or the size allowed to the file is used up", said, StringComparison.Ordinal);
        Assert.Equal(0, await server.TerminateAsync(Stop));
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
