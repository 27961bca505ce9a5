using System.Net.Http.Headers;
using System.Text;

namespace Analytics.Local.Tests.Crashes;

/// <summary>A data directory with the server on it, which may be killed and started again, and the commands to it.</summary>
internal sealed class ServedDirectory : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });

    public ServedDirectory() =>
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AnalyticsProcess.AdminKey);

    public string Path => _directory.Path;

    public string Url { get; } = $"http://127.0.0.1:{FreePort.Take()}";

    public HttpClient Http => _http;

    /// <summary>The server that was started last.</summary>
    public AnalyticsProcess Server { get; private set; } = null!;

    /// <summary>Starts the server and does not wait for it.</summary>
    public AnalyticsProcess Launch()
    {
        Server?.Dispose();
        return Server = AnalyticsProcess.Launch("serve", "--data", Path, "--urls", Url);
    }

    /// <summary>Starts the server and waits until it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Launch().WaitForLineAsync("Listening on", cancellationToken);
        using var answer = await _http.GetAsync(Url + "/health/ready", cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Stops the server in order, so that all that it has acknowledged is counted, and starts it again.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        Assert.Equal(0, await Server.TerminateAsync(cancellationToken));
        await StartAsync(cancellationToken);
    }

    /// <summary>Runs a command against the server to its successful end.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken, params IEnumerable<string> words)
    {
        using var run = LaunchCommand(words);
        Assert.True(await run.WaitForExitAsync(cancellationToken) == 0, run.Output);
        return run.Output;
    }

    /// <summary>Starts a command against the server.</summary>
    public AnalyticsProcess LaunchCommand(params IEnumerable<string> words) =>
        AnalyticsProcess.Launch([.. words, "--url", Url, "--key", AnalyticsProcess.AdminKey]);

    /// <summary>The server's whole answer to a query.</summary>
    public async Task<string> QueryAsync(string query, CancellationToken cancellationToken)
    {
        using var content = new StringContent(query, Encoding.UTF8, "application/json");
        using var answer = await PostAsync(content, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{query}\n{text}");
        return text;
    }

    /// <summary>
    /// Asks until the answer is as expected, at most ten seconds: how long the newest events take to be counted is not fixed.
    /// </summary>
    /// <returns>The last answer.</returns>
    public async Task<string> QueryUntilAsync(string query, Func<string, bool> isExpected, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var left = 200; ; left--)
        {
            var answer = await QueryAsync(query, cancellationToken);
            if (left == 0 || isExpected(answer))
            {
                return answer;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(HttpContent query, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.PostAsync(Url + "/api/v2/query", query, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            var state = Server.HasExited ? $"ended with {await Server.WaitForExitAsync(cancellationToken)}" : "runs";
            throw new InvalidOperationException($"The server did not answer; it {state}. It wrote:\n{Server.Output}", exception);
        }
    }

    public void Dispose()
    {
        Server?.Dispose();
        _http.Dispose();
        _directory.Dispose();
    }
}
