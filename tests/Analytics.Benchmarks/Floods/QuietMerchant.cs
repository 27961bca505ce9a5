using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Analytics.Benchmarks.Floods;

/// <summary>
/// Somebody with a small site who sends an event and asks a question five times a second, whatever others do: each is due at its moment,
/// and its latency counts from then.
/// </summary>
internal sealed class QuietMerchant : IDisposable
{
    private const string Site = "quiet.example";
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http;
    private readonly List<double> _questions = [];
    private readonly List<double> _events = [];
    private readonly Lock _gate = new();
    private int _refused;
    private int _pages;

    public QuietMerchant(Uri url)
    {
        _http = Client(url, TimeSpan.FromSeconds(60));
    }

    /// <summary>A client with a key, usually the admin's, and a browser's agent.</summary>
    public static HttpClient Client(Uri url, TimeSpan timeout, int connections = 256, string key = FloodedServer.AdminKey)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = connections })
        {
            BaseAddress = url,
            Timeout = timeout,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        http.DefaultRequestHeaders.UserAgent.ParseAdd(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
        );
        return http;
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>Registers a site.</summary>
    public static async Task RegisterAsync(HttpClient http, string site = Site)
    {
        using var body = Json($$"""{"domain":"{{site}}"}""");
        using var answer = await http.PostAsync("/api/v1/sites", body);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Goes on until cancelled, then waits for the answers.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var work = new List<Task>();
        for (var started = Stopwatch.GetTimestamp(); !cancellationToken.IsCancellationRequested; )
        {
            work.Add(AskAsync("/api/event", Event(Site, Interlocked.Increment(ref _pages)), _events));
            work.Add(AskAsync("/api/v2/query", Question(Site), _questions));
            var next = (Every * (work.Count / 2)) - Stopwatch.GetElapsedTime(started);
            await (next > TimeSpan.Zero ? Task.Delay(next, CancellationToken.None) : Task.CompletedTask);
        }

        await Task.WhenAll(work);
    }

    /// <summary>The latencies of its questions and events, as text, and the slower p99 of both.</summary>
    public (string Text, double P99) Report()
    {
        lock (_gate)
        {
            return (
                $"the quiet site's questions {Percentiles(_questions)}, its events {Percentiles(_events)}, {_refused} refused or lost",
                Math.Max(Percentile(_questions, 99), Percentile(_events, 99))
            );
        }
    }

    public static string Percentiles(List<double> times) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"p50 {Percentile(times, 50):F0} ms, p99 {Percentile(times, 99):F0} ms of {times.Count}"
        );

    public static double Percentile(List<double> times, int percent) =>
        times.Count == 0 ? double.PositiveInfinity : times.Order().ElementAt(Math.Min(times.Count - 1, times.Count * percent / 100));

    public static string Event(string site, int page) => $$"""{"domain":"{{site}}","name":"pageview","url":"https://{{site}}/{{page}}"}""";

    public static string Event(string site, int page, string visitor) =>
        $$"""{"domain":"{{site}}","name":"pageview","url":"https://{{site}}/{{page}}","visitor_id":"{{visitor}}"}""";

    public static string Question(string site) => $$"""{"site_id":"{{site}}","metrics":["visitors","pageviews"],"date_range":"day"}""";

    public void Dispose() => _http.Dispose();

    private async Task AskAsync(string path, string text, List<double> times)
    {
        var due = Stopwatch.GetTimestamp();
        await Task.Yield();
        try
        {
            using var body = Json(text);
            using var answer = await _http.PostAsync(path, body);
            lock (_gate)
            {
                if (answer.IsSuccessStatusCode)
                {
                    times.Add(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            // Counted below.
        }

        Interlocked.Increment(ref _refused);
    }
}
