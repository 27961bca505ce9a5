using System.Diagnostics;
using System.Text.RegularExpressions;
using Analytics.Azure;
using Analytics.Azure.Copies;
using Analytics.Core.Tables;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Functions.Tests.Maintenance;

/// <summary>The commands that docs/deploy.md gives to restore tables, as they stand there, with the settings that they export.</summary>
public sealed partial class RestoreCommandTests(AzuriteServer azurite)
{
    private const string Built = "artifacts/bin/Analytics.Functions/release/";
    private static readonly string Document = File.ReadAllText(Repository.File("docs/deploy.md"));
    private readonly FakeTimeProvider _clock = new(new(2026, 11, 25, 6, 7, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_documented_commands_list_the_copies_and_restore_what_is_missing()
    {
        var account = azurite.TakeAccount();
        var settings = Settings(account);
        await using var services = Application(settings);
        await new BlobServiceClient(account).CreateBlobContainerAsync("copies", cancellationToken: Stop);
        var tables = services.GetRequiredService<ITableStore>();
        await PutAsync(tables, TableNames.Sites, "shop.example", "site");
        await PutAsync(tables, TableNames.Control, "keys", "one");
        await PutAsync(tables, TableNames.Control, "keys", "two");
        var name = await services.GetRequiredService<TableCopies>().CopyAsync(Stop);
        await new TableServiceClient(account).DeleteTableAsync(TableNames.Sites, Stop);
        var commands = Documented();
        Assert.Equal(["", name], commands.Select(static words => string.Join(' ', words.Skip(3))));

        Assert.Equal((0, $"{name}\n", ""), await RunAsync(commands[0], settings));
        Assert.Equal(
            (0, "sites: 1 rows restored, 0 were there\ncontrol: 0 rows restored, 2 were there\n", ""),
            await RunAsync(commands[1], settings)
        );

        Assert.NotNull(await tables.ReadAsync(TableNames.Sites, "shop.example", "site", Stop));
        var (code, _, errors) = await RunAsync([.. commands[0], "2026/11/25/120700"], settings);
        Assert.Equal(
            (1, true),
            (code, errors.StartsWith("There is no copy '2026/11/25/120700/sites.ndjson.gz'", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_missing_setting_is_named()
    {
        var settings = Settings("UseDevelopmentStorage=true");
        settings.Remove("EventHubName");

        var (code, _, errors) = await RunAsync(Documented()[0], settings);

        Assert.Equal((1, true), (code, errors.StartsWith("EventHubName is missing", StringComparison.Ordinal)));
    }

    /// <summary>Those of the application that the documented query takes, with connection strings in place of addresses.</summary>
    private static Dictionary<string, string> Settings(string account)
    {
        var application = new Dictionary<string, string>
        {
            ["ANALYTICS_ADMIN_KEY"] = "not exported",
            ["Archive"] = account,
            ["ArchiveContainer"] = "archive",
            ["CopiesContainer"] = "copies",
            ["EventHub"] = "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=tests;SharedAccessKey=none;UseDevelopmentEmulator=true",
            ["EventHubConsumerGroup"] = "aggregate",
            ["EventHubName"] = "events",
            ["EventHubPartitionCount"] = "4",
            ["Tables"] = account,
        };
        var exported = Exported()
            .Matches(Document)
            .Select(static match => (Prefix: match.Groups[1].Value, Name: match.Groups[2].Value))
            .ToList();
        return application
            .Where(setting =>
                exported.Any(part =>
                    part.Name == setting.Key || (part.Prefix.Length > 0 && setting.Key.StartsWith(part.Prefix, StringComparison.Ordinal))
                )
            )
            .ToDictionary();
    }

    private ServiceProvider Application(Dictionary<string, string> settings) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_clock)
            .AddAzureHost(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(
                        settings.Select(static setting => new KeyValuePair<string, string?>(setting.Key, setting.Value))
                    )
                    .Build()
            )
            .BuildServiceProvider();

    private static List<string[]> Documented() =>
        [
            .. Document
                .Split('\n')
                .Where(static line => line.StartsWith($"dotnet {Built}", StringComparison.Ordinal))
                .Select(static line => line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];

    /// <summary>Runs the application that is built beside the tests.</summary>
    private static async Task<(int Code, string Output, string Errors)> RunAsync(
        IReadOnlyList<string> words,
        Dictionary<string, string> settings
    )
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? words[0], words.Skip(1).Select(Beside))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Stop);
        var errors = process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await output, await errors);
    }

    private static string Beside(string word) =>
        word.StartsWith(Built, StringComparison.Ordinal) ? Path.Combine(AppContext.BaseDirectory, word[Built.Length..]) : word;

    private static async Task PutAsync(ITableStore tables, string table, string partition, string row) =>
        Assert.True((await tables.CommitAsync(table, partition, [TableOperation.Insert(row, "{}"u8.ToArray())], Stop)).Committed);

    [GeneratedRegex(@"starts_with\(name,'(\w+)'\)|name=='(\w+)'")]
    private static partial Regex Exported();
}
