using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Analytics.Faults.Tests.Drivers;

/// <summary>
/// The real server in a process of its own, on a free port of 127.0.0.1 and a data directory that outlives restarts. Disposing ends and
/// deletes both.
/// </summary>
/// <remarks>
/// Set <see cref="Environment"/>, <see cref="Wrapper"/> and <see cref="Options"/> before <see cref="StartAsync"/>. Only the process that
/// was started is ever ended, by its id. Safe for concurrent use while the server runs.
/// </remarks>
internal sealed partial class RealServer : IDisposable
{
    // A person's browser; without one the events would be filtered as a robot's.
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";

    private readonly TemporaryDirectory _directory = new();
    private AnalyticsProcess? _process;

    public RealServer()
    {
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AnalyticsProcess.AdminKey);
        Http.DefaultRequestHeaders.UserAgent.ParseAdd(Browser);
    }

    /// <summary>The data directory.</summary>
    public string DataPath => _directory.Path;

    /// <summary>Environment variables of the next start, such as DOTNET_GCHeapHardLimit (hexadecimal bytes).</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>
    /// A program and its arguments that the next start runs the server with, such as <c>prlimit --fsize=…</c>. It must replace itself with
    /// the server.
    /// </summary>
    public IReadOnlyList<string> Wrapper { get; set; } = [];

    /// <summary>Further options of <c>serve</c>.</summary>
    public IReadOnlyList<string> Options { get; set; } = [];

    /// <summary>A client with the admin key and a browser's agent.</summary>
    public HttpClient Http { get; }

    /// <summary>The address of the server that was started last, without a slash at the end.</summary>
    public string Url { get; private set; } = string.Empty;

    /// <summary>The process that was started last.</summary>
    public AnalyticsProcess Process => _process ?? throw new InvalidOperationException("The server was not started yet.");

    /// <summary>The path of a file of the data directory.</summary>
    public string File(string name) => _directory.File(name);

    /// <summary>Starts the server and does not wait for it.</summary>
    public AnalyticsProcess Launch()
    {
        _process?.Dispose();
        _process = AnalyticsProcess.Launch(
            Environment,
            Wrapper,
            ["serve", "--data", DataPath, "--urls", "http://127.0.0.1:0", .. Options]
        );
        return _process;
    }

    /// <summary>Starts the server and waits until it listens.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var line = await Launch().WaitForLineAsync("Listening on", cancellationToken);
        Url = Address().Match(line).Value;
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync(CancellationToken cancellationToken) => Process.KillAsync(cancellationToken);

    /// <summary>SIGTERM, and waits for an orderly end: everything acknowledged is aggregated then.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) => Assert.Equal(0, await Process.TerminateAsync(cancellationToken));

    /// <summary>Bytes of memory that the process has resident now.</summary>
    public long ResidentBytes() => StatusBytes("VmRSS");

    /// <summary>The most bytes of memory that the process ever had resident.</summary>
    public long PeakResidentBytes() => StatusBytes("VmHWM");

    /// <summary>Registers a site.</summary>
    public async Task AddSiteAsync(string site, CancellationToken cancellationToken)
    {
        using var content = Json($$"""{"domain": "{{site}}"}""");
        using var answer = await Http.PostAsync(Url + "/api/v1/sites", content, cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Sends a pageview.</summary>
    public async Task<HttpStatusCode> SendAsync(string site, string page, CancellationToken cancellationToken)
    {
        using var content = Json(Pageview(site, page));
        using var answer = await Http.PostAsync(Url + "/api/event", content, cancellationToken);
        return answer.StatusCode;
    }

    /// <summary>Sends events as one batch.</summary>
    public async Task<HttpStatusCode> SendBatchAsync(IEnumerable<string> events, CancellationToken cancellationToken)
    {
        using var content = Json($"[{string.Join(',', events)}]");
        using var answer = await Http.PostAsync(Url + "/api/events", content, cancellationToken);
        return answer.StatusCode;
    }

    /// <summary>A pageview of <c>/api/event</c> and <c>/api/events</c>. Its id is its page: sent twice, it counts once.</summary>
    public static string Pageview(string site, string page) =>
        $$"""{"domain": "{{site}}", "name": "pageview", "url": "https://{{site}}{{page}}", "id": "{{page}}"}""";

    /// <summary>The status and the body of a GET.</summary>
    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await Http.GetAsync(Url + path, cancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>The status and the body of a query.</summary>
    public async Task<(HttpStatusCode Status, string Body)> QueryAsync(string query, CancellationToken cancellationToken)
    {
        using var content = Json(query);
        using var answer = await Http.PostAsync(Url + "/api/v2/query", content, cancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Pageviews of each page of a site, as they are counted now.</summary>
    public async Task<Dictionary<string, long>> PagesAsync(string site, CancellationToken cancellationToken)
    {
        var (status, body) = await QueryAsync(
            $$"""{"site_id": "{{site}}", "date_range": "all", "metrics": ["pageviews"], "dimensions": ["event:page"]}""",
            cancellationToken
        );
        Assert.True(status == HttpStatusCode.OK, body);
        using var json = JsonDocument.Parse(body);
        return json
            .RootElement.GetProperty("results")
            .EnumerateArray()
            .ToDictionary(
                row => row.GetProperty("dimensions")[0].GetString()!,
                row => row.GetProperty("metrics")[0].GetInt64(),
                StringComparer.Ordinal
            );
    }

    /// <summary>
    /// Asks for the pages until they are as expected, at most ten seconds: how long the newest events take to be counted is not fixed.
    /// </summary>
    /// <returns>The last answer.</returns>
    public Task<Dictionary<string, long>> PagesUntilAsync(
        string site,
        Func<Dictionary<string, long>, bool> isExpected,
        CancellationToken cancellationToken
    ) => AskUntilAsync(() => PagesAsync(site, cancellationToken), isExpected, cancellationToken);

    /// <summary>Asks until the answer is as expected, at most ten seconds.</summary>
    /// <returns>The last answer.</returns>
    public static async Task<T> AskUntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isExpected, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var left = 200; ; left--)
        {
            var answer = await ask();
            if (left == 0 || isExpected(answer))
            {
                return answer;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        _process?.Dispose();
        Http.Dispose();
        _directory.Dispose();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private long StatusBytes(string name)
    {
        var line = System
            .IO.File.ReadLines($"/proc/{Process.Id}/status")
            .First(line => line.StartsWith(name + ':', StringComparison.Ordinal));
        return long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
