using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Analytics.Testing;
using Analytics.Testing.Processes;

namespace Analytics.Benchmarks.Azure;

/// <summary>The storage emulator of tests/Azurite, in memory and on free ports. It ends with this process, and when disposed.</summary>
internal sealed partial class Emulator : IDisposable
{
    private const string Account = "benchmark";
    private static readonly string Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private Emulator(Process process, Uri tables)
    {
        _process = process;
        Tables = tables;
    }

    /// <summary>Where the tables are.</summary>
    public Uri Tables { get; }

    /// <summary>Starts it.</summary>
    /// <exception cref="DirectoryNotFoundException">It is not installed.</exception>
    public static async Task<Emulator> StartAsync()
    {
        var folder = Repository.File("tests/Azurite");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            throw new DirectoryNotFoundException($"Azurite is not installed; run npm ci --ignore-scripts in {folder}.");
        }

        var start = new ProcessStartInfo(
            "node",
            [
                "--require",
                "./until-stdin-closes.cjs",
                "node_modules/azurite/dist/src/azurite.js",
                "--inMemoryPersistence",
                "--silent",
                "--disableTelemetry",
                "--skipApiVersionCheck",
                "--blobPort",
                "0",
                "--queuePort",
                "0",
                "--tablePort",
                "0",
            ]
        )
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["AZURITE_ACCOUNTS"] = $"{Account}:{Key}";
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) =>
        {
            if (Listening().Match(line.Data ?? string.Empty) is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Groups[1].Value));
            }
        };
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("Azurite ended before it listened."));
        process.Start();
        process.BeginOutputReadLine();
        try
        {
            return new Emulator(process, await listening.Task.WaitAsync(Patience));
        }
        catch
        {
            ChildProcess.End(process);
            throw;
        }
    }

    /// <summary>The connection string of the tables behind an address, such as that of a proxy.</summary>
    public static string Connection(Uri tables) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};TableEndpoint={new Uri(tables, Account)}";

    public void Dispose() => ChildProcess.End(_process);

    [GeneratedRegex("Azurite Table service is successfully listening at (.*)")]
    private static partial Regex Listening();
}
