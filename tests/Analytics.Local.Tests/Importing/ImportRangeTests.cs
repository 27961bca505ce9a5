using System.Text;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;

namespace Analytics.Local.Tests.Importing;

/// <summary>An import takes the events of a range alone, and later ones of another range add the rest.</summary>
public sealed class ImportRangeTests : IAsyncLifetime
{
    /// <summary>One visit with actions at 10:00:00, 10:00:30 and 10:01:00 of May 1, and one of an action at 12:30:00.</summary>
    private const string Matomo = """
        [{"idVisit":5,"visitorId":"aa","actionDetails":[
        {"type":"action","url":"https://s.example/a","timestamp":1777629600},{"type":"action","url":"https://s.example/b","timestamp":1777629630},
        {"type":"action","url":"https://s.example/c","timestamp":1777629660}]},
        {"idVisit":6,"visitorId":"bb","actionDetails":[{"type":"action","url":"https://s.example/d","timestamp":1777638600}]}]
        """;

    private readonly TemporaryDirectory _directory = new();
    private RunningServer _server = null!;

    private string History => Path.Combine(_directory.Path, "history.json");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(History, Matomo, TestContext.Current.CancellationToken);
        _server = await RunningServer.StartAsync();

        // May 2 begins at 12:00 UTC of May 1.
        var run = await ProgramRun.Of([
            "site",
            "add",
            "s.example",
            "--timezone",
            "Pacific/Auckland",
            "--url",
            _server.Url,
            "--key",
            _server.Key,
        ]);
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("a b c d")]
    [InlineData("a b c d", "--from", "2026-05-01", "--to", "2026-05-02")]
    [InlineData("a b c", "--to", "2026-05-01")]
    [InlineData("d", "--from", "2026-05-02")]
    [InlineData("b", "--from", "2026-05-01T10:00:30Z", "--to", "2026-05-01T13:01:00+03:00")]
    [InlineData("", "--from", "2026-05-03")]
    public async Task Events_of_the_range_are_imported_and_others_not(string pages, params string[] range)
    {
        var run = await ImportAsync(range);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(pages, await PagesAsync());
        Assert.Equal(pages != "a b c d", run.Output.Contains("skipped: not within --from and --to", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_event_is_the_same_in_every_range()
    {
        await ImportAsync("--to", "2026-05-01T10:00:30Z");
        await ImportAsync("--from", "2026-05-01T10:00:30Z");
        await ImportAsync();

        Assert.Equal("a b c d", await PagesAsync());
        Assert.Equal("events\r\n4\r\n", await AskAsync("""["events"]""", "[]"));
    }

    [Theory]
    [InlineData("--from", "yesterday", "--from: 'yesterday' is no time; give a day like 2026-01-31 or a time like 2026-01-31T14:30Z.")]
    [InlineData("--to", "2026-02-30", "--to: '2026-02-30' is no time")]
    public async Task What_is_no_time_is_refused(string option, string value, string problem) =>
        Assert.Contains(problem, (await ImportAsync(option, value)).Errors, StringComparison.Ordinal);

    [Fact]
    public async Task An_empty_range_is_refused()
    {
        var run = await ImportAsync("--from", "2026-05-02", "--to", "2026-05-01");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--from is after --to", run.Errors, StringComparison.Ordinal);
    }

    private Task<ProgramRun> ImportAsync(params string[] range) =>
        ProgramRun.Of(["import", History, "--site", "s.example", "--url", _server.Url, "--key", _server.Key, .. range]);

    private async Task<string> PagesAsync() =>
        string.Join(
            ' ',
            (await AskAsync("""["pageviews"]""", """["event:page"]"""))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(row => row.Split(',')[0].TrimStart('/'))
                .Order()
        );

    private async Task<string> AskAsync(string metrics, string dimensions)
    {
        using var client = new HttpClient { BaseAddress = new(_server.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", _server.Key);
        client.DefaultRequestHeaders.Accept.Add(new("text/csv"));
        using var question = new StringContent(
            $$"""{"site_id":"s.example","date_range":["2026-05-01","2026-05-03"],"metrics":{{metrics}},"dimensions":{{dimensions}}}""",
            Encoding.UTF8,
            "application/json"
        );
        using var answer = await client.PostAsync("/api/v2/query", question, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
