using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Analytics.Benchmarks.Floods;

/// <summary>Requests of floods and merchants, and percentiles of their latencies as text.</summary>
internal static class FloodClient
{
    /// <summary>A client with a key, usually the admin's, and a browser's agent.</summary>
    public static HttpClient Create(Uri url, TimeSpan timeout, int connections = 256, string key = FloodedServer.AdminKey)
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
    public static async Task RegisterAsync(HttpClient http, string site)
    {
        using var body = Json($$"""{"domain":"{{site}}"}""");
        using var answer = await http.PostAsync("/api/v1/sites", body);
        answer.EnsureSuccessStatusCode();
    }

    public static string Percentiles(List<double> times) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"p50 {Percentile(times, 50):F0} ms, p99 {Percentile(times, 99):F0} ms of {times.Count}"
        );

    public static double Percentile(List<double> times, int percent) =>
        times.Count == 0 ? double.PositiveInfinity : times.Order().ElementAt(Math.Min(times.Count - 1, times.Count * percent / 100));

    public static string Event(string site, int page) => $$"""{"domain":"{{site}}","name":"pageview","url":"https://{{site}}/{{page}}"}""";

    /// <summary>A batch of views of different pages by visitors who come back, as those of a large site do.</summary>
    public static string Batch(string site, int events, int visitors = 200_000) =>
        $"[{string.Join(',', Enumerable.Range(0, events).Select(page => Event(site, page, $"v{Random.Shared.Next(visitors)}")))}]";

    public static string Question(string site) => $$"""{"site_id":"{{site}}","metrics":["visitors","pageviews"],"date_range":"day"}""";

    /// <summary>All events of a site, as an answer counts them; 0 if the server does not answer.</summary>
    public static async Task<long> CountAsync(HttpClient http, string site)
    {
        using var body = Json($$"""{"site_id":"{{site}}","metrics":["events"],"date_range":"all"}""");
        using var answer = await http.PostAsync("/api/v2/query", body);
        if (!answer.IsSuccessStatusCode)
        {
            return 0;
        }

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        var rows = json.RootElement.GetProperty("results");
        return rows.GetArrayLength() == 0 ? 0 : rows[0].GetProperty("metrics")[0].GetInt64();
    }

    private static string Event(string site, int page, string visitor) =>
        $$"""{"domain":"{{site}}","name":"pageview","url":"https://{{site}}/{{page}}","visitor_id":"{{visitor}}"}""";
}
