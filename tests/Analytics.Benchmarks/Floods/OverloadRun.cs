using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Analytics.Benchmarks.Scale;

namespace Analytics.Benchmarks.Floods;

/// <summary>
/// Three times the events that a server can take, at one site, beside a quiet one. <c>overload [--seconds N] [--visitors N] [--server
/// FILE]</c> measures the rate that it sustains, then sends three times as many, and reports the latency of what was accepted of a client
/// that does not flood, refusals, memory, and the time until everything counts. It ends with 1 where a bound is broken.
/// </summary>
internal static class OverloadRun
{
    private const string Site = "hot.example";
    private const int BatchEvents = MerchantReport.EventsOfBatch;
    private const int ManyVisitors = 200_000;
    private const int Senders = 16;
    private const int Times = 3;
    private const int MaxUnderWay = 2_000;
    private const double MaxP99 = 2_000;
    private const long MaxMegabytes = 1_024;
    private static readonly TimeSpan MaxRecovery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = TimeSpan.FromSeconds(args.Option("--seconds", 20));
        var visitors = args.Option("--visitors", ManyVisitors);
        var directory = Path.Combine(Path.GetTempPath(), $"analytics-overload-{Guid.NewGuid():n}");
        try
        {
            using var server = await FloodedServer.StartAsync(directory, args.Option("--server"));
            using var http = FloodClient.Create(server.Url, TimeSpan.FromSeconds(60), MaxUnderWay);
            await QuietMerchant.RegisterAsync(http);
            await FloodClient.RegisterAsync(http, Site);
            Console.WriteLine(
                $"{Environment.ProcessorCount} processors for server and senders, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}"
            );
            var alone = await BesideAsync(server.Url, () => Task.Delay(TimeSpan.FromSeconds(5)));
            Console.WriteLine($"alone: {alone}; accepted batches {FloodClient.Percentiles(alone.Batches)}");
            var (rate, counted) = await SustainedAsync(http, EventsOf(alone), visitors, seconds / 2);
            Console.WriteLine($"sustained: {rate:N0} events/s in batches of {BatchEvents}; memory {server.Memory().Now} MB");
            var load = new Load(http, visitors, rate * Times);
            var beside = await BesideAsync(server.Url, () => load.RunAsync(seconds));
            var ended = Stopwatch.GetTimestamp();
            await UntilCountedAsync(http, counted + load.Accepted + EventsOf(beside));
            var recovery = Stopwatch.GetElapsedTime(ended);
            Console.WriteLine($"{Times} times as much for {seconds.TotalSeconds:0} s: {load.Report()}");
            Console.WriteLine($"beside it: {beside}; accepted batches {FloodClient.Percentiles(beside.Batches)}");
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"memory at most {server.Memory().Peak} MB; all that was accepted counts {recovery.TotalSeconds:F1} s after the end"
                )
            );
            return Failed(FloodClient.Percentile(beside.Batches, 99) <= MaxP99, $"p99 of accepted batches above {MaxP99} ms")
                | Failed(server.Memory().Peak <= MaxMegabytes, $"memory above {MaxMegabytes} MB")
                | Failed(recovery <= MaxRecovery, $"fresh later than {MaxRecovery.TotalSeconds:0} s after the end")
                | Failed(load.Unexplained == 0, $"{load.Unexplained} answers neither accepted nor refused with Retry-After");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static long EventsOf(MerchantReport report) => (long)report.Batches.Count * MerchantReport.EventsOfBatch;

    private static int Failed(bool isKept, string broken)
    {
        if (isKept)
        {
            return 0;
        }

        Console.WriteLine($"BROKEN: {broken}");
        return 1;
    }

    /// <summary>Returns what a merchant measures beside some work, and a client who sends the hot site's batches.</summary>
    private static async Task<MerchantReport> BesideAsync(Uri url, Func<Task> work)
    {
        using var merchant = await QuietMerchant.StartAsync(url, Site);
        await work();
        return await merchant.StopAsync();
    }

    /// <summary>Events a second from the first that is sent to the moment in which all of them count, sent as fast as they are
    /// answered; and the number of all that count.</summary>
    private static async Task<(double Rate, long Counted)> SustainedAsync(HttpClient http, long before, int visitors, TimeSpan time)
    {
        var warmUp = before + await SendAsync(TimeSpan.FromSeconds(2));
        var started = Stopwatch.GetTimestamp();
        var sent = await SendAsync(time);
        await UntilCountedAsync(http, warmUp + sent);
        return (sent / Stopwatch.GetElapsedTime(started).TotalSeconds, warmUp + sent);

        async Task<long> SendAsync(TimeSpan span)
        {
            var (first, events) = (Stopwatch.GetTimestamp(), 0L);
            await Task.WhenAll(
                Enumerable
                    .Range(0, Senders)
                    .Select(_ =>
                        Task.Run(async () =>
                        {
                            while (Stopwatch.GetElapsedTime(first) < span)
                            {
                                using var body = FloodClient.Json(FloodClient.Batch(Site, BatchEvents, visitors));
                                using var answer = await http.PostAsync("/api/events", body);
                                Interlocked.Add(ref events, answer.StatusCode == HttpStatusCode.Accepted ? BatchEvents : 0);
                            }
                        })
                    )
            );
            return events;
        }
    }

    /// <summary>Asks as a merchant does, until the answer has as many events as were accepted.</summary>
    private static async Task UntilCountedAsync(HttpClient http, long accepted)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(50))
        {
            var counted = await FloodClient.CountAsync(http, Site);
            if (counted == accepted)
            {
                return;
            }

            if (counted > accepted || Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException($"{counted:N0} events count, of {accepted:N0} that were accepted.");
            }
        }
    }

    /// <summary>Batches at a fixed rate. A request that would be one too many under way is not sent, and counted.</summary>
    private sealed class Load(HttpClient http, int visitors, double rate)
    {
        private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);
        private readonly ConcurrentBag<double> _accepted = [];
        private int _underWay;

        public long Accepted => (long)_accepted.Count * BatchEvents;

        /// <summary>Answers that tell neither that a batch was taken nor when to send it again.</summary>
        public int Unexplained =>
            _answers
                .Where(answer =>
                    !answer.Key.StartsWith("202", StringComparison.Ordinal)
                    && !answer.Key.EndsWith("Retry-After", StringComparison.Ordinal)
                    && answer.Key != "not sent"
                )
                .Sum(answer => answer.Value);

        public async Task RunAsync(TimeSpan time)
        {
            var (started, number) = (Stopwatch.GetTimestamp(), 0);
            var sending = new List<Task>();
            for (; Stopwatch.GetElapsedTime(started) < time; await Task.Delay(1))
            {
                for (; number < Stopwatch.GetElapsedTime(started).TotalSeconds * rate / BatchEvents; number++)
                {
                    if (_underWay < MaxUnderWay)
                    {
                        Interlocked.Increment(ref _underWay);
                        sending.Add(Task.Run(SendAsync));
                    }
                    else
                    {
                        Count("not sent");
                    }
                }
            }

            await Task.WhenAll(sending);
        }

        public string Report()
        {
            var answers = _answers
                .OrderBy(answer => answer.Key, StringComparer.Ordinal)
                .Select(answer => $"{answer.Value} x {answer.Key}");
            return $"{string.Join(", ", answers)}; accepted of the flood {FloodClient.Percentiles([.. _accepted])}";
        }

        private async Task SendAsync()
        {
            var sent = Stopwatch.GetTimestamp();
            try
            {
                using var body = FloodClient.Json(FloodClient.Batch(Site, BatchEvents, visitors));
                using var answer = await http.PostAsync("/api/events", body);
                Count($"{(int)answer.StatusCode}{(answer.Headers.RetryAfter is null ? string.Empty : " with Retry-After")}");
                if (answer.StatusCode == HttpStatusCode.Accepted)
                {
                    _accepted.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                Count(exception.GetType().Name);
            }
            finally
            {
                Interlocked.Decrement(ref _underWay);
            }
        }

        private void Count(string answer) => _answers.AddOrUpdate(answer, 1, static (_, count) => count + 1);
    }
}
