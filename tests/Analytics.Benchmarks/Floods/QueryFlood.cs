using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Analytics.Benchmarks.Scale;

namespace Analytics.Benchmarks.Floods;

/// <summary>
/// Many clients that each ask a question that nobody asked before; with a time, again and again as soon as they are answered.
/// </summary>
internal sealed class QueryFlood(Uri url, string? key)
{
    private static readonly string[] Dimensions =
    [
        "event:page",
        "visit:source",
        "visit:country",
        "visit:browser",
        "visit:entry_page",
        "visit:os",
        "visit:exit_page",
        "time:hour",
    ];
    private static readonly string[] Countries =
    [
        "US",
        "DE",
        "GB",
        "FR",
        "EE",
        "FI",
        "SE",
        "NL",
        "PL",
        "ES",
        "IT",
        "IN",
        "BR",
        "JP",
        "CA",
        "AU",
    ];

    private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<double> _times = [];
    private int _next;

    public async Task RunAsync(int clients, TimeSpan time)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = clients })
        {
            BaseAddress = url,
            Timeout = TimeSpan.FromMinutes(3),
        };
        http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, clients)
                .Select(async _ =>
                {
                    do
                    {
                        await AskAsync(http);
                    } while (Stopwatch.GetElapsedTime(started) < time);
                })
        );
        var sorted = _times.Order().ToList();
        Console.WriteLine(
            $"queries: {string.Join(", ", _answers.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} x {pair.Key}"))} in "
                + $"{Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s"
                + (
                    sorted.Count == 0
                        ? string.Empty
                        : $"; the answered ones p50 {sorted[sorted.Count / 2]:F0} ms, slowest {sorted[^1]:F0} ms"
                )
        );
    }

    private async Task AskAsync(HttpClient http)
    {
        var number = Interlocked.Increment(ref _next);
        var query = $$"""
            {"site_id":"{{ShopTraffic.Site}}","metrics":["visitors","visits","pageviews","bounce_rate"],"date_range":["2026-10-01","2026-10-{{10
                + (number % 20)}}"],
             "dimensions":["{{Dimensions[number % Dimensions.Length]}}"],"filters":[["is","visit:country",["{{Countries[
                number % Countries.Length
            ]}}"]],["is_not","event:page",["/products/{{number % 40}}/item-{{number}}"]]]}
            """;
        var sent = Stopwatch.GetTimestamp();
        using var content = new StringContent(query, Encoding.UTF8, "application/json");
        try
        {
            using var answer = await http.PostAsync("/api/v2/query", content);
            if (answer.IsSuccessStatusCode)
            {
                _times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            Count(((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            Count(exception.GetType().Name);
        }
    }

    private void Count(string answer) => _answers.AddOrUpdate(answer, 1, static (_, count) => count + 1);
}
