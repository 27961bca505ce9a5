using Analytics.Local.Clients;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;

namespace Analytics.Local.Tests.Importing;

/// <summary>Lines that several imports have in common count once, and their order within a second is that of the first.</summary>
public sealed class OverlappingLogsTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        await RunAsync("site", "add", "a.example");
        await RunAsync("site", "add", "b.example");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("a.example,b.example=b.example")]
    [InlineData("*")]
    public async Task A_log_may_be_imported_again_with_more_hosts(string hosts)
    {
        string[] lines = [Line("b.example", "00", "/x"), Line("a.example", "00", "/y"), Line("a.example", "05", "/z")];
        await ImportAsync(lines);
        Assert.Equal("""[["/y",1],["/z",1]]""", await PagesAsync("a.example"));

        await ImportAsync(lines, "--host", hosts);
        await ImportAsync(lines, "--host", hosts);

        Assert.Equal(hosts == "*" ? """[["/x",1],["/y",1],["/z",1]]""" : """[["/y",1],["/z",1]]""", await PagesAsync("a.example"));
        Assert.Equal(hosts == "*" ? "[]" : """[["/x",1]]""", await PagesAsync("b.example"));
        Assert.Equal(hosts == "*" ? """[["/x",1]]""" : """[["/y",1]]""", await PagesAsync("a.example", "visit:entry_page"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_log_that_begins_inside_a_second_of_the_one_before_adds_what_that_lacks(bool oldestFirst)
    {
        // The order of the pages is not that of their names, which decide between equal times.
        string[] first = [Line("a.example", "00", "/9"), Line("a.example", "01", "/8"), Line("a.example", "01", "/7")];
        string[] second = [Line("a.example", "01", "/7"), Line("a.example", "01", "/6"), Line("a.example", "02", "/5")];

        await ImportAsync(oldestFirst ? first : second);
        await ImportAsync(oldestFirst ? second : first);

        Assert.Equal("""[["/5",1],["/6",1],["/7",1],["/8",1],["/9",1]]""", await PagesAsync("a.example"));
        Assert.Equal("""[["/9",1]]""", await PagesAsync("a.example", "visit:entry_page"));
    }

    [Fact]
    public async Task A_second_that_two_logs_share_is_in_their_order()
    {
        await ImportAsync([Line("a.example", "00", "/9"), Line("a.example", "01", "/8"), Line("a.example", "01", "/7")]);
        await ImportAsync([Line("a.example", "01", "/6"), Line("a.example", "01", "/5")]);

        Assert.Equal("""[["/9",1]]""", await PagesAsync("a.example", "visit:entry_page"));
        Assert.Equal("""[["/5",1]]""", await PagesAsync("a.example", "visit:exit_page"));
    }

    private static string Line(string host, string second, string page) =>
        $"{host} 203.0.113.9 - - [10/Jan/2026:12:00:{second} +0000] \"GET {page} HTTP/1.1\" 200 512 \"-\" "
        + "\"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\"";

    private async Task ImportAsync(string[] lines, params string[] options)
    {
        var file = Path.Combine(_directory.Path, "access.log");
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        await RunAsync(["import", file, "--site", "a.example", .. options]);
    }

    private async Task<string> PagesAsync(string site, string dimension = "event:page")
    {
        using var client = new ApiClient(new Uri(_server.Url), _server.Key);
        var metric = dimension == "event:page" ? "pageviews" : "visits";
        var answer = await client.PostAsync(
            "/api/v2/query",
            $$"""{"site_id":"{{site}}","metrics":["{{metric}}"],"date_range":["2026-01-10","2026-01-10"],"dimensions":["{{dimension}}"],"order_by":[["{{dimension}}","asc"]]}""",
            ClientJson.Default.JsonElement,
            TestContext.Current.CancellationToken
        );
        var rows = answer
            .GetProperty("results")
            .EnumerateArray()
            .Select(row => $"[\"{row.GetProperty("dimensions")[0].GetString()}\",{row.GetProperty("metrics")[0].GetInt32()}]");
        return $"[{string.Join(',', rows)}]";
    }

    private async Task RunAsync(params string[] words)
    {
        var run = await ProgramRun.Of([.. words, "--url", _server.Url, "--key", _server.Key]);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', words)}: {run.Errors}{run.Output}");
    }
}
