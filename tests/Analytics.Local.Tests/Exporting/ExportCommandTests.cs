using System.IO.Compression;
using Analytics.Local.Clients;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Analytics.Local.Tests.Exporting;

public sealed class ExportCommandTests : IAsyncLifetime
{
    private const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";
    private readonly TemporaryDirectory _files = new();
    private RunningServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _files.Dispose();
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("parquet")]
    [InlineData("parquet", "zip")]
    public async Task What_was_exported_is_imported_into_another_site_with_the_same_numbers(string format, string? wrap = null)
    {
        var log = Path.Combine(_files.Path, "access.log");
        await File.WriteAllLinesAsync(
            log,
            Enumerable
                .Range(0, 500)
                .Select(i =>
                    $"203.0.113.{i % 50} - - [{17 + (i / 200)}/May/2025:{i % 24:00}:05:{i % 60:00} +0000] \"GET "
                    + $"/page{i % 7}?utm_source=s{i % 3} HTTP/1.1\" 200 1 \"https://www.google.com/\" \"{Agent}\""
                ),
            Stop
        );
        await RunAsync("site", "add", "old.example");
        await RunAsync("site", "add", "new.example");
        await RunAsync("import", log, "--site", "old.example");
        var events = Path.Combine(_files.Path, "events.ndjson");
        await File.WriteAllTextAsync(
            events,
            """
            {"name":"Buy","url":"https://old.example/caf%C3%A9","timestamp":"2025-05-18T10:00:00.125Z","visitor_id":"v","value":0.1,"revenue":{"currency":"EUR","amount":12.345678},"props":{"plan":"p,\"1\"","n":"2"},"dimensions":{"visit:country":"DE","visit:region":"DE-BE","visit:city":"2950159"}}
            {"name":"engagement","url":"https://old.example/caf%C3%A9","timestamp":"2025-05-18T10:00:09Z","visitor_id":"v","scroll_depth":40,"engagement_time":900}
            {"name":"Quiet","url":"https://old.example/","timestamp":"2025-05-18T10:01:00Z","visitor_id":"w","interactive":false}
            """,
            Stop
        );
        await RunAsync("import", events, "--site", "old.example");
        var file = Path.Combine(_files.Path, $"old.{format}");

        var exported = await RunAsync("export", "old.example", "--format", format, "--output", file);
        if (wrap is not null)
        {
            await using var archive = await ZipFile.OpenAsync(Path.ChangeExtension(file, wrap), ZipArchiveMode.Create, Stop);
            await archive.CreateEntryFromFileAsync(file, Path.GetFileName(file), Stop);
        }

        var path = wrap is null ? file : Path.ChangeExtension(file, wrap);
        var imported = await RunAsync("import", path, "--site", "new.example");
        await RunAsync("import", path, "--site", "new.example");
        var own = await ProgramRun.Of("import", path, "--site", "old.example", "--url", _server.Url, "--key", _server.Key);

        Assert.Contains(file, exported, StringComparison.Ordinal);
        Assert.Contains("503", imported, StringComparison.Ordinal);
        Assert.Equal(1, own.ExitCode);
        Assert.Contains("exported from this site", own.Output, StringComparison.Ordinal);
        foreach (
            var dimensions in new[]
            {
                "[]",
                "[\"event:page\"]",
                "[\"event:name\",\"event:props:plan\"]",
                "[\"visit:city\"]",
                "[\"time:day\"]",
                "[\"visit:source\",\"visit:utm_source\"]",
                "[\"visit:entry_page\"]",
                "[\"visit:browser\",\"visit:os\"]",
            }
        )
        {
            Assert.Equal(await AskAsync("old.example", dimensions), await AskAsync("new.example", dimensions));
        }
    }

    [Fact]
    public async Task Reports_are_a_zip_and_a_file_that_is_there_is_kept()
    {
        await RunAsync("site", "add", "old.example");
        var file = Path.Combine(_files.Path, "reports.zip");
        string[] january = ["--from", "2025-01-01", "--to", "2025-01-31"];
        await RunAsync(["export", "old.example", "--format", "reports", "--imports", .. january, "--output", file]);
        await using var archive = await ZipFile.OpenReadAsync(file, Stop);
        Assert.NotNull(archive.GetEntry("sources.csv"));
        Assert.NotNull(archive.GetEntry("imports.csv"));

        var again = await ProgramRun.Of("export", "old.example", "--output", file, "--url", _server.Url, "--key", _server.Key);

        Assert.Equal(2, again.ExitCode);
        Assert.Contains("is there already", again.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_a_directory_that_is_not_there_is_refused_before_anything_is_asked()
    {
        var file = Path.Combine(_files.Path, "missing", "events.ndjson");

        var run = await ProgramRun.Of("export", "old.example", "--output", file, "--url", _server.Url, "--key", _server.Key);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(
            $"There is no directory '{Path.Combine(_files.Path, "missing")}'; create it, or name another file with --output.",
            run.Errors,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_the_server_refuses_leaves_no_file()
    {
        var file = Path.Combine(_files.Path, "none.ndjson");

        var run = await ProgramRun.Of("export", "nobody.example", "--output", file, "--url", _server.Url, "--key", _server.Key);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("nobody.example", run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_files.Path));
    }

    [Fact]
    public async Task An_export_that_a_server_ends_before_its_range_does_goes_on_there()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        server.MapGet(
            "/api/v1/sites/old.example/export",
            (HttpRequest request) =>
                request.Query["continue"].ToString() switch
                {
                    "" => "{\"a\":1}\n{\"continue\":\"2026-03-05\"}\n",
                    "2026-03-05" when request.Query["to"] == "2026-03-31" => "{\"a\":2}\n{\"continue\":\"2026-03-06\"}\n",
                    "2026-03-06" => "{\"a\":3}\n",
                    _ => "{}\n",
                }
        );
        await server.StartAsync(Stop);
        var file = Path.Combine(_files.Path, "old.ndjson");

        var run = await ProgramRun.Of(
            "export",
            "old.example",
            "--to",
            "2026-03-31",
            "--output",
            file,
            "--url",
            server.Urls.First(),
            "--key",
            _server.Key
        );

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", await File.ReadAllTextAsync(file, Stop));
    }

    private async Task<string> RunAsync(params string[] words)
    {
        var run = await ProgramRun.Of([.. words, "--url", _server.Url, "--key", _server.Key]);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', words)}: {run.Errors}{run.Output}");
        return run.Output;
    }

    private async Task<string> AskAsync(string site, string dimensions)
    {
        using var client = new ApiClient(new Uri(_server.Url), _server.Key);
        var answer = await client.PostAsync(
            "/api/v2/query",
            $$"""{"site_id":"{{site}}","metrics":[{{(dimensions.Contains("event:name", StringComparison.Ordinal) ? "" : "\"visits\",\"bounce_rate\",\"visit_duration\",\"pageviews\",")}}"visitors","events","value_sum"],"date_range":["2025-05-16","2025-05-21"],"dimensions":{{dimensions}}}""",
            ClientJson.Default.JsonElement,
            Stop
        );
        return answer.GetProperty("results").GetRawText();
    }
}
