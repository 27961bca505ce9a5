using System.Text;
using System.Text.RegularExpressions;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;

namespace Analytics.Local.Tests.Importing;

/// <summary>An import reports every line, however many problems a receipt lists and whatever bytes the lines hold.</summary>
public sealed class ImportedReceiptsTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        Assert.Equal(0, (await RunAsync("site", "add", "a.example")).ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task All_rejected_lines_are_counted_by_code_though_a_receipt_lists_a_hundred()
    {
        var run = await ImportAsync(
            Enumerable
                .Range(0, 900)
                .Select(i =>
                    (i % 3) switch
                    {
                        0 => Event(i, "https://a.example/"),
                        1 => Event(i, "/relative"),
                        _ => Event(i, "https://a.example/", ",\"timestamp\":\"x\""),
                    }
                )
        );

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"imported\s+300\b", run.Output);
        Assert.Matches(@"skipped: invalid_url\s+300\s+first at line 2, 5, 8", run.Output);
        Assert.Matches(@"skipped: invalid_timestamp\s+300\s+first at line 3, 6, 9", run.Output);
    }

    [Fact]
    public async Task No_name_escape_or_byte_sequence_ends_an_import()
    {
        string[] members =
        [
            "\"\\ud83d\":1",
            "\"a\":\"\\udc00\"",
            "\"\\u0000\":\"\\u0000\"",
            "\"{E9}\":\"{FF}{FE}\"",
            "\"a\":\"{ED}{A0}{BD}\"",
            "\"id\":\"\\ud83d\"",
            "\"props\":{\"\\ud83d\":\"\\ud83d\"}",
            "\"props\":\"{\\\"\\\\ud83d\\\":1}\"",
            "\"x\":[[[[[[[[[[[[1]]]]]]]]]]]]",
            "\"a\":\"{00}\"",
            "\"a\":1e99999",
            "\"dimensions\":{\"\\ud83d\":\"a\"}",
            "\"a\":NaN",
            "\"revenue\":{\"currency\":\"\\ud83d\"}",
            "\"user_agent\":\"\\ud83d{E9}\"",
            "\"ip\":\"{E9}\"",
        ];

        var run = await ImportAsync([
            .. members.Select((member, i) => Event(i, "https://a.example/", "," + member)),
            Event(99, "https://a.example/last"),
        ]);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"read\s+17\b", run.Output);
        Assert.Matches(@"imported\s+14\b", run.Output);
        Assert.Matches(@"skipped: malformed\s+2\b", run.Output);
        Assert.Matches(@"skipped: unknown_dimension\s+1\b", run.Output);
    }

    private static string Event(int number, string url, string more = "") =>
        $$"""{"name":"pageview","url":"{{url}}","timestamp":"2026-05-01T00:00:00Z","visitor_id":"v{{number}}"{{more}}}""";

    private async Task<ProgramRun> ImportAsync(IEnumerable<string> lines)
    {
        var file = System.IO.Path.Combine(_directory.Path, "events.ndjson");
        await File.WriteAllBytesAsync(file, Raw(string.Join('\n', lines)), TestContext.Current.CancellationToken);
        return await RunAsync("import", file, "--site", "a.example");
    }

    private Task<ProgramRun> RunAsync(params string[] words) => ProgramRun.Of([.. words, "--url", _server.Url, "--key", _server.Key]);

    /// <summary>Text in which {XX} is a raw byte.</summary>
    private static byte[] Raw(string text) =>
        Encoding.Latin1.GetBytes(
            Regex.Replace(text, @"\{([0-9A-F]{2})\}", match => ((char)Convert.ToByte(match.Groups[1].Value, 16)).ToString())
        );
}
