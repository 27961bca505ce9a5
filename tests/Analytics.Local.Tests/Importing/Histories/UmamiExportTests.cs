using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Analytics.Local.Importing.Histories;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;

namespace Analytics.Local.Tests.Importing.Histories;

/// <summary>Umami's own export: several CSV files with CRLF and no line end at their ends, in a zip or unpacked.</summary>
public sealed class UmamiExportTests : IAsyncLifetime
{
    private const string Events =
        "website_id,session_id,visit_id,event_id,hostname,url_path,event_type,event_name,created_at\r\n"
        + "w,s1,v,e0,s.example,/,1,,2026-05-01T10:00:00.000Z\r\n"
        + "w,s1,v,e1,s.example,/a,1,,2026-05-01T10:01:00.000Z\r\n"
        + "w,s1,v,e2,s.example,/buy,2,purchase,2026-05-01T10:02:00.000Z";

    private const string Properties =
        "website_id,session_id,event_id,url_path,event_name,data_key,string_value,number_value,date_value,data_type,created_at,job_id\r\n"
        + "w,s1,e2,/buy,purchase,revenue,19.9000,19.9000,,2,2026-05-01T10:02:00.000Z,\r\n"
        + "w,s1,e2,/buy,purchase,currency,EUR,,,1,2026-05-01T10:02:00.000Z,\r\n"
        + "w,s1,e2,/buy,purchase,seats,3.0000,3.0000,,2,2026-05-01T10:02:00.000Z,\r\n"
        + "w,s1,e2,/buy,purchase,gift,true,,,3,2026-05-01T10:02:00.000Z,\r\n"
        + "w,s1,e2,/buy,purchase,tags,\"[\"\"a\"\"]\",,,5,2026-05-01T10:02:00.000Z,\r\n"
        + "w,s1,e2,/buy,purchase,plan,\"pro, max\",,,1,2026-05-01T10:02:00.000Z,";

    private const string Visitors =
        "website_id,session_id,data_key,string_value,number_value,date_value,data_type,distinct_id,created_at,job_id\r\n"
        + "w,s1,plan,pro,,,1,,2026-05-01T10:02:00.000Z,";

    private readonly TemporaryDirectory _directory = new();
    private RunningServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        await RunAsync("site", "add", "s.example");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("directory")]
    public async Task Every_event_counts_with_its_properties_and_revenue(string kind)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_directory.Path, "export")).FullName;
        await WriteAsync(directory, "website_event.csv", kind == "zip" ? Events : Events + "\r\n");
        await WriteAsync(directory, kind == "zip" ? "event_data.csv" : "z_properties.csv", Properties);
        await WriteAsync(directory, "session_data.csv", Visitors);
        var path = directory;
        if (kind == "zip")
        {
            path = Path.Combine(_directory.Path, "umami.zip");
            await ZipFile.CreateFromDirectoryAsync(directory, path, Stop);
        }

        var output = await RunAsync("import", path, "--site", "s.example");

        Assert.Contains("session_data.csv has Umami's properties of visitors, which are not imported.", output, StringComparison.Ordinal);
        var events = await ExportAsync();
        Assert.Equal(["pageview", "pageview", "purchase"], events.Select(e => e.GetProperty("name").GetString()));
        var purchase = events[2];
        Assert.Equal("EUR", purchase.GetProperty("revenue").GetProperty("currency").GetString());
        Assert.Equal("19.9", purchase.GetProperty("revenue").GetProperty("amount").ToString());
        Assert.Equal(
            ["gift=true", "plan=pro, max", "seats=3"],
            purchase
                .GetProperty("props")
                .EnumerateObject()
                .Select(property => $"{property.Name}={property.Value}")
                .Order(StringComparer.Ordinal)
        );
        Assert.False(events[0].TryGetProperty("revenue", out _));
    }

    [Fact]
    public async Task A_column_that_is_named_twice_is_refused_by_name_with_the_remedy()
    {
        var file = await WriteAsync(
            _directory.Path,
            "website_event.csv",
            "event_id,session_id,url_path,event_type,created_at,session_id\ne1,s1,/,1,2026-05-01 10:00:00,s1\n"
        );

        var run = await ProgramRun.Of("import", file, "--site", "s.example", "--url", _server.Url, "--key", _server.Key);

        Assert.Equal(1, run.ExitCode);
        var told = run.Errors + run.Output;
        Assert.Contains("website_event.csv has two columns 'session_id'", told, StringComparison.Ordinal);
        Assert.Contains("export it again with each column once", told.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Properties_that_do_not_fit_the_memory_are_refused_with_the_remedy()
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(Properties));

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() =>
            new UmamiEventData(300).ReadAsync("event_data.csv", content, Stop)
        );

        Assert.Contains("Export shorter times", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<string> WriteAsync(string directory, string name, string content)
    {
        var file = Path.Combine(directory, name);
        await File.WriteAllTextAsync(file, content, Stop);
        return file;
    }

    private async Task<List<JsonElement>> ExportAsync()
    {
        var file = Path.Combine(_directory.Path, "exported.ndjson");
        await RunAsync("export", "s.example", "--output", file);
        return
        [
            .. (await File.ReadAllLinesAsync(file, Stop)).Where(line => line.Contains("\"name\"")).Select(line => JsonElement.Parse(line)),
        ];
    }

    private async Task<string> RunAsync(params string[] words)
    {
        var run = await ProgramRun.Of([.. words, "--url", _server.Url, "--key", _server.Key]);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', words)}: {run.Errors}{run.Output}");
        return run.Output;
    }
}
