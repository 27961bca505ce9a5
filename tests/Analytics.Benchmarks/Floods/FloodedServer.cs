using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Testing.Processes;

namespace Analytics.Benchmarks.Floods;

/// <summary>The server as a process of its own on a free port of 127.0.0.1. Disposing ends it, by its id.</summary>
internal sealed partial class FloodedServer : IDisposable
{
    public const string AdminKey = "admin-key-of-the-benchmark";

    private readonly Process _process;

    private FloodedServer(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    public Uri Url { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a server on a free port of 127.0.0.1, without a limit of questions an hour, and waits until it listens.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="program">A published program; null for the one that was built with the benchmarks.</param>
    public static async Task<FloodedServer> StartAsync(string data, string? program = null)
    {
        string[] serve = ["serve", "--data", data, "--urls", "http://127.0.0.1:0"];
        var start = program is null
            ? new ProcessStartInfo(ChildProcess.Dotnet, [Path.Combine(AppContext.BaseDirectory, "analytics.dll"), .. serve])
            : new ProcessStartInfo(program, serve);
        start.RedirectStandardOutput = true;
        start.Environment["ANALYTICS_ADMIN_KEY"] = AdminKey;
        start.Environment["Analytics__Web__StatsRequestsPerHour"] = "0";
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) =>
        {
            if (Address().Match(line.Data ?? string.Empty) is { Success: true } address)
            {
                listening.TrySetResult(new Uri(address.Value));
            }
        };
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The server ended before it listened."));
        process.Start();
        process.BeginOutputReadLine();
        return new FloodedServer(process, await listening.Task);
    }

    /// <summary>Megabytes resident now and at most.</summary>
    public (long Now, long Peak) Memory()
    {
        var lines = File.ReadLines($"/proc/{_process.Id}/status").ToList();
        return (Kibibytes(lines, "VmRSS:") / 1024, Kibibytes(lines, "VmHWM:") / 1024);
    }

    /// <summary>The messages that are not aggregated, as the server measured it at most ten seconds ago.</summary>
    /// <param name="http">A client with the admin's key.</param>
    public async Task<long> WaitingAsync(HttpClient http)
    {
        using var json = JsonDocument.Parse(await http.GetStreamAsync(new Uri(Url, "/api/v1/status")));
        return json
            .RootElement.GetProperty("operations")
            .GetProperty("partitions")
            .EnumerateArray()
            .Sum(partition => partition.GetProperty("waiting").GetInt64());
    }

    /// <summary>Processor time that it has used.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    public void Dispose() => ChildProcess.End(_process);

    private static long Kibibytes(List<string> lines, string name) =>
        long.Parse(
            lines
                .First(line => line.StartsWith(name, StringComparison.Ordinal))
                .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
