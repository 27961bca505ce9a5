using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Analytics.Benchmarks.Scale;

namespace Analytics.Benchmarks.Floods;

/// <summary>Single events at a fixed rate, whatever the server does: each is due at its moment and its latency counts from then.</summary>
internal sealed class EventStream(Uri url, int rate)
{
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 2000 })
    {
        BaseAddress = url,
        Timeout = TimeSpan.FromMinutes(2),
    };

    private readonly ConcurrentBag<(double At, double Milliseconds)> _answered = [];
    private int _failed;

    /// <summary>Sends until cancelled, then waits for the answers.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(Browser);
        var started = Stopwatch.GetTimestamp();
        var sending = new List<Task>();
        for (var number = 0; !cancellationToken.IsCancellationRequested; )
        {
            for (; number < Stopwatch.GetElapsedTime(started).TotalSeconds * rate; number++)
            {
                sending.Add(SendAsync(number, started, number / (double)rate));
            }

            await Task.Delay(1, CancellationToken.None);
        }

        await Task.WhenAll(sending);
    }

    /// <summary>Writes the latencies of the events that were due within a stretch of seconds.</summary>
    public void Report(string name, double from, double to)
    {
        var times = _answered.Where(answer => answer.At >= from && answer.At < to).Select(answer => answer.Milliseconds).Order().ToList();
        Console.WriteLine(
            times.Count == 0
                ? $"{name}: no event answered"
                : $"{name}: {times.Count} events answered, p50 {times[times.Count / 2]:F1} ms, "
                    + $"p99 {times[times.Count * 99 / 100]:F1} ms, slowest {times[^1]:F0} ms; {_failed} failed in the whole run"
        );
    }

    private async Task SendAsync(int number, long started, double due)
    {
        // The request is made on another thread, so that the clock of the next ones goes on.
        await Task.Yield();
        using var content = new StringContent(
            $$"""{"domain":"{{ShopTraffic.Site}}","name":"pageview","url":"https://{{ShopTraffic.Site}}/products/{{number % 500}}"}""",
            Encoding.UTF8,
            "application/json"
        );
        try
        {
            using var answer = await _http.PostAsync("/api/event", content);
            if (answer.StatusCode == HttpStatusCode.Accepted)
            {
                _answered.Add((due, (Stopwatch.GetElapsedTime(started).TotalSeconds - due) * 1000));
                return;
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            // Counted below: a lost connection is as bad as a refusal.
        }

        Interlocked.Increment(ref _failed);
    }
}
