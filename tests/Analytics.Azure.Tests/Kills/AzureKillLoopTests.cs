using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Analytics.Azure.Tests.Kills;

/// <summary>
/// The worker of Azure, over an event hub in this process and Azurite, is killed again and again while it takes events, aggregates, rolls
/// up and makes history again. ANALYTICS_AZURE_KILLS sets how often, ANALYTICS_KILL_SEED the seed.
/// </summary>
public sealed class AzureKillLoopTests : IDisposable
{
    private const string Site = "killed.example";
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
    private const int Partitions = 2;
    private const int Pages = 200;
    private const int MaxBatches = 25;
    private const int Speed = 20;

    // A question that takes longer is ended by the worker, whose answer must still arrive.
    private static readonly TimeSpan QueryLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Answer = 2 * QueryLimit;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly string[] Work = ["RollUpHourly ended", "RollUpDaily ended", "Maintain ended", "Reprocess ended"];

    private readonly AzuriteServer _azurite;
    private readonly ITestOutputHelper _output;
    private readonly TemporaryDirectory _checkpoints = new();
    private readonly EventHubEndpoint _hub = new(Partitions);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Answer };
    private readonly Random _random = new(TestSetting.Number("ANALYTICS_KILL_SEED", 1));
    private readonly DateTimeOffset _start = TimeProvider.System.GetUtcNow();
    private readonly Dictionary<string, int> _done = Work.ToDictionary(work => work, _ => 0, StringComparer.Ordinal);
    private readonly KilledLoad _load;
    private AnalyticsProcess? _process;
    private string _url = string.Empty;
    private string _tables = string.Empty;

    public AzureKillLoopTests(AzuriteServer azurite, ITestOutputHelper output)
    {
        (_azurite, _output) = (azurite, output);
        _load = new(Site, Pages, _random, _start, SendAsync);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _process?.Dispose();
        _hub.Dispose();
        _http.Dispose();
        _checkpoints.Dispose();
    }

    [Fact(Explicit = true)]
    public async Task Whatever_a_worker_was_at_when_it_was_killed_each_event_counts_once_in_the_end()
    {
        var (kills, jobs) = (TestSetting.Number("ANALYTICS_AZURE_KILLS", 40), 0);
        _tables = _azurite.TakeAccount();
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AnalyticsProcess.AdminKey);
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(Browser);
        await StartAsync();
        Assert.True(await PostAsync("/api/v1/sites", $$"""{"domain":"{{Site}}"}""") is HttpStatusCode.OK or HttpStatusCode.Created);
        for (var kill = 0; kill < kills; kill++)
        {
            var job = kill % 3 == 0 ? ReprocessAsync() : Task.FromResult(false);
            await _load.SendAsync(1 + _random.Next(MaxBatches));

            // The kill falls between any two answers, and while the batch after the last of them is on its way.
            var last = _load.SendAsync(1);
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(2) * _random.Next(1500)), TimeProvider.System, Stop);
            await KillAsync();
            await last;
            jobs += await job ? 1 : 0;
            await StartAsync();
        }

        await _load.SendUnansweredAsync();
        await CheckAsync("after the last start");
        await JobsEndAsync();
        Assert.True(await ReprocessAsync(), "No job was taken.");
        await JobsEndAsync();
        await CheckAsync("after history was made again");
        await KillAsync();
        _output.WriteLine(
            $"{kills} kills, {_load.Events} events, {_load.Acknowledged} of them acknowledged at first, {jobs} jobs begun; "
                + string.Join(", ", _done.Select(work => $"{work.Key} {work.Value} times"))
        );
        Assert.All(_done, work => Assert.True(kills < 10 || work.Value > 0, $"{work.Key} never."));
    }

    private async Task StartAsync()
    {
        _process?.Dispose();
        _process = AnalyticsProcess.Launch(
            new Dictionary<string, string>
            {
                ["EventHub"] = _hub.ConnectionString,
                ["EventHubName"] = EventHubEndpoint.Name,
                ["EventHubConsumerGroup"] = "aggregate",
                ["EventHubPartitionCount"] = $"{Partitions}",
                ["Tables"] = _tables,
                ["Analytics__Web__QuerySeconds"] = $"{QueryLimit.TotalSeconds * Speed}",
                ["ANALYTICS_CHECKPOINTS"] = _checkpoints.Path,
                ["ANALYTICS_CLOCK_ORIGIN"] = $"{_start.ToUnixTimeMilliseconds()}",
                ["ANALYTICS_CLOCK_SPEED"] = $"{Speed}",
            },
            [],
            [],
            "Analytics.AzureWorker.dll"
        );
        var line = await _process.WaitForLineAsync("Listening on", Stop);
        _url = line[line.IndexOf("http", StringComparison.Ordinal)..].Trim();
    }

    private async Task KillAsync()
    {
        await _process!.KillAsync(Stop);
        var lines = _process.Output.Split('\n');
        foreach (var work in Work)
        {
            _done[work] += lines.Count(line => line == work);
        }
    }

    private async Task<bool> SendAsync(IReadOnlyList<string> batch) =>
        await PostAsync("/api/events", $"[{string.Join(',', batch)}]") == HttpStatusCode.Accepted;

    private async Task<bool> ReprocessAsync() =>
        await PostAsync("/api/v1/jobs", _load.ReprocessJob) is HttpStatusCode.Accepted or HttpStatusCode.Created or HttpStatusCode.OK;

    private async Task JobsEndAsync()
    {
        var jobs = string.Empty;
        for (var waits = 0; waits < 480; waits++)
        {
            jobs = await GetAsync("/api/v1/jobs");
            if (!jobs.Contains("\"running\"", StringComparison.Ordinal) && !jobs.Contains("\"queued\"", StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(Pause, TimeProvider.System, Stop);
        }

        Assert.Fail($"A job does not end: {jobs}\n{_process!.Output}");
    }

    /// <summary>Asks until all events count, at most two minutes, and then compares each page.</summary>
    private async Task CheckAsync(string when)
    {
        var pages = new Dictionary<string, long>();
        for (var waits = 0; waits < 480 && !_load.IsCounted(pages); waits++)
        {
            await Task.Delay(Pause, TimeProvider.System, Stop);
            pages = await PagesAsync();
        }

        _load.AssertCounted($"{_process!.Output}\n{when}", pages);
    }

    private async Task<Dictionary<string, long>> PagesAsync()
    {
        using var content = Json(
            $$"""{"site_id":"{{Site}}","date_range":["{{_start.AddDays(-4):yyyy-MM-dd}}","{{_start.AddDays(2):yyyy-MM-dd}}"],"metrics":["pageviews"],"dimensions":["event:page"],"pagination":{"limit":10000} }"""
        );
        using var answer = await _http.PostAsync(_url + "/api/v2/query", content, Stop);
        var body = await answer.Content.ReadAsStringAsync(Stop);
        if (answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
        {
            return [];
        }

        Assert.True(answer.IsSuccessStatusCode, body);
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

    /// <summary>The status of an answer; null if there was none.</summary>
    private async Task<HttpStatusCode?> PostAsync(string path, string body)
    {
        try
        {
            using var content = Json(body);
            using var answer = await _http.PostAsync(_url + path, content, Stop);
            return answer.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !Stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<string> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(_url + path, Stop);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
