using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Benchmarks.Scale;
using Analytics.Testing.Processes;

namespace Analytics.Benchmarks.Floods;

/// <summary>
/// Somebody with a small site who sends an event and asks a question five times a second, whatever others do: each is due at its moment,
/// and its latency counts from then. Runs in a process of its own, because the continuations of a process that floods a server wait for its
/// threads longer than for the server.
/// </summary>
/// <remarks>
/// <c>merchant --url URL</c> is that process: it goes on until its input ends, then writes what it has measured as one line of JSON.
/// </remarks>
internal sealed class QuietMerchant : IDisposable
{
    private const string Site = "quiet.example";

    /// <summary>Batches are sent every turn, an event and a question every fourth.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(50);
    private const int TurnsOfQuestion = 4;

    private readonly Process _process;

    private QuietMerchant(Process process) => _process = process;

    /// <summary>Registers the merchant's site.</summary>
    public static Task RegisterAsync(HttpClient http) => FloodClient.RegisterAsync(http, Site);

    /// <summary>Starts the process, and waits until it has connected.</summary>
    /// <param name="url">The server.</param>
    /// <param name="batches">A site to which it also sends batches of events, twenty a second; null for none.</param>
    public static async Task<QuietMerchant> StartAsync(Uri url, string? batches = null)
    {
        string[] words = [typeof(QuietMerchant).Assembly.Location, "merchant", "--url", url.OriginalString];
        var start = new ProcessStartInfo(ChildProcess.Dotnet, batches is null ? words : [.. words, "--batches", batches])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        await process.StandardOutput.ReadLineAsync();
        return new(process);
    }

    /// <summary>Lets it wait for its answers, and returns what it has measured.</summary>
    public async Task<MerchantReport> StopAsync()
    {
        _process.StandardInput.Close();
        var line = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return JsonSerializer.Deserialize<MerchantReport>(line) ?? throw new InvalidOperationException("The merchant measured nothing.");
    }

    public void Dispose() => ChildProcess.End(_process);

    /// <summary>The process of a merchant.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var http = FloodClient.Create(new(args.Option("--url")!), TimeSpan.FromSeconds(60));
        var batches = args.Option("--batches");
        var report = new MerchantReport();
        var page = 0;

        // What is compiled and connected first is not the server's time.
        await AskAsync(http, "/api/event", FloodClient.Event(Site, ++page), []);
        await AskAsync(http, "/api/v2/query", FloodClient.Question(Site), []);
        Console.WriteLine("connected");
        var ended = Task.Run(Console.In.ReadToEnd);
        var (asking, sending) = (new List<Task<bool>>(), new List<Task<bool>>());
        var started = Stopwatch.GetTimestamp();
        for (var turn = 0; !ended.IsCompleted; turn++)
        {
            if (turn % TurnsOfQuestion == 0)
            {
                asking.Add(AskAsync(http, "/api/event", FloodClient.Event(Site, ++page), report.Events));
                asking.Add(AskAsync(http, "/api/v2/query", FloodClient.Question(Site), report.Questions));
            }

            if (batches is not null)
            {
                sending.Add(AskAsync(http, "/api/events", FloodClient.Batch(batches, MerchantReport.EventsOfBatch), report.Batches));
            }

            var next = (Turn * (turn + 1)) - Stopwatch.GetElapsedTime(started);
            await (next > TimeSpan.Zero ? Task.Delay(next) : Task.CompletedTask);
        }

        await Task.WhenAll(sending);
        var refused = (await Task.WhenAll(asking)).Count(static isAnswered => !isAnswered);
        Console.WriteLine(JsonSerializer.Serialize(report with { Refused = refused }));
        return 0;
    }

    /// <summary>Sends a request, and adds its latency if it succeeds.</summary>
    /// <returns>False if it was refused or lost.</returns>
    private static async Task<bool> AskAsync(HttpClient http, string path, string text, List<double> times)
    {
        var due = Stopwatch.GetTimestamp();
        await Task.Yield();
        try
        {
            using var body = FloodClient.Json(text);
            using var answer = await http.PostAsync(path, body);
            if (answer.IsSuccessStatusCode)
            {
                lock (times)
                {
                    times.Add(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
                }
            }

            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}

/// <summary>Latencies in milliseconds of what a merchant sent and asked.</summary>
internal sealed record MerchantReport
{
    public const int EventsOfBatch = 100;

    /// <summary>Latencies of the questions that were answered.</summary>
    public List<double> Questions { get; init; } = [];

    /// <summary>Latencies of the events that were accepted.</summary>
    public List<double> Events { get; init; } = [];

    /// <summary>Latencies of the batches that were accepted.</summary>
    public List<double> Batches { get; init; } = [];

    /// <summary>Questions and events that were refused or lost.</summary>
    public int Refused { get; init; }

    /// <summary>The slower p99 of questions and events.</summary>
    [JsonIgnore]
    public double P99 => Math.Max(FloodClient.Percentile(Questions, 99), FloodClient.Percentile(Events, 99));

    public override string ToString() =>
        $"the quiet site's questions {FloodClient.Percentiles(Questions)}, its events {FloodClient.Percentiles(Events)}, "
        + $"{Refused} refused or lost";
}
