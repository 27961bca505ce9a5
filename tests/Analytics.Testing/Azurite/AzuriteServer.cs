using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Analytics.Testing.Processes;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Analytics.Testing.Azurite;

/// <summary>
/// The storage emulator of this run: installed from tests/Azurite when needed, in memory, on free ports. Tests that ask for it are skipped
/// without npm.
/// </summary>
public sealed partial class AzuriteServer : IAsyncLifetime
{
    /// <summary>Accounts that a test has for itself, for what uses the tables by their own names.</summary>
    private const int OwnAccounts = 16;

    private const string Shared = "tests";
    private static readonly string Folder = Repository.File("tests/Azurite");
    private static readonly string Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, string> _addresses = [];
    private Process? _process;
    private Task<string> _output = Task.FromResult("");
    private string? _skipReason;
    private int _taken;

    public TableServiceClient Tables => new(Connection(Shared));

    /// <summary>The tables by way of a handler that sees each request.</summary>
    public TableServiceClient TablesThrough(HttpClient http) =>
        new(Connection(Shared), new TableClientOptions { Transport = new HttpClientTransport(http) });

    public BlobServiceClient Blobs => new(Connection(Shared));

    /// <summary>The connection string of an account that no other test gets. Skips the running test without npm.</summary>
    public string TakeAccount() => Connection($"own{Interlocked.Increment(ref _taken)}");

    private static IEnumerable<string> Accounts => [Shared, .. Enumerable.Range(1, OwnAccounts).Select(i => $"own{i}")];

    private string Connection(string account)
    {
        Assert.SkipWhen(_skipReason is not null, _skipReason ?? "");
        return $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};"
            + $"BlobEndpoint={_addresses["Blob"]}/{account};TableEndpoint={_addresses["Table"]}/{account}";
    }

    public async ValueTask InitializeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        if (Executables.Find("node") is not { } node || Executables.Find("npm") is not { } npm)
        {
            _skipReason = "node and npm are not on the path; install Node.js 20 or later for the tests against Azurite.";
            return;
        }

        await NodePackages.InstallAsync(Folder, npm, patience.Token);
        _process = Start(
            node,
            "--require",
            Path.Combine(Folder, "until-stdin-closes.cjs"),
            Path.Combine(Folder, "node_modules/azurite/dist/src/azurite.js"),
            "--inMemoryPersistence",
            "--silent",
            "--disableTelemetry",
            "--skipApiVersionCheck",
            "--blobPort",
            "0",
            "--queuePort",
            "0",
            "--tablePort",
            "0"
        );
        var errors = _process.StandardError.ReadToEndAsync(patience.Token);
        while (!_addresses.ContainsKey("Blob") || !_addresses.ContainsKey("Table"))
        {
            var line =
                await _process.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException($"Azurite ended before it listened: {await errors}");
            if (Listening().Match(line) is { Success: true } match)
            {
                _addresses[match.Groups[1].Value] = match.Groups[2].Value;
            }
        }

        // It goes on to write, and would wait if nobody read.
        _output = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            await _output;
            process.Dispose();
        }
    }

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', Accounts.Select(static account => $"{account}:{Key}"));
        return Process.Start(start)!;
    }

    [GeneratedRegex("Azurite (Blob|Table) service is successfully listening at (.*)")]
    private static partial Regex Listening();
}
