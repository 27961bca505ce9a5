using System.Globalization;
using System.IO.Compression;
using System.Text;
using Analytics.Local.Tests.CommandLine;

namespace Analytics.Local.Tests.Serving;

public sealed class ServerTests
{
    private const string Site = "a.example";
    private const string Agent =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
    private static readonly DateTimeOffset Day = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_is_imported_is_counted_once_however_often_it_is_sent_also_after_a_restart()
    {
        await using var server = await RunningServer.StartAsync();
        using var files = new TemporaryDirectory();
        var file = Gzip(files.File("access.log.gz"), Lines(3000).Append("no log line at all").Append(Line(1, "/style.css")));
        await Ok(server, "site", "add", Site);

        var first = await Ok(server, "import", file, "--site", Site);

        Assert.Matches(@"read\s+3,002", first.Output);
        Assert.Matches(@"imported\s+3,000", first.Output);
        Assert.Matches(@"skipped: malformed\s+1\s+first at line 3,001", first.Output);
        Assert.Matches(@"skipped: asset or download\s+1", first.Output);

        // An orderly stop counts everything that was acknowledged, so nothing needs to be waited for.
        await server.RestartAsync();
        Assert.Equal(3000, await server.PageviewsAsync(Site, Day));
        await Ok(server, "import", file, "--site", Site);
        await server.RestartAsync();
        Assert.Equal(3000, await server.PageviewsAsync(Site, Day));
    }

    [Fact]
    public async Task An_import_for_a_site_that_is_not_registered_says_how_to_register_it()
    {
        await using var server = await RunningServer.StartAsync();
        using var files = new TemporaryDirectory();
        var file = files.File("access.log");
        await File.WriteAllLinesAsync(file, Lines(10), TestContext.Current.CancellationToken);

        var run = await ProgramRun.Of("import", file, "--site", "b.example", "--url", server.Url, "--key", server.Key);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'b.example' is not registered", run.Errors, StringComparison.Ordinal);
        Assert.EndsWith(
            "Register the site, or correct the domain. To register it: site add DOMAIN.",
            run.Errors.Trim(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Sites_and_keys_are_made_and_listed_and_a_made_key_works()
    {
        await using var server = await RunningServer.StartAsync();
        var added = await Ok(server, "site", "add", Site, "--timezone", "Europe/Tallinn");
        var key = (await Ok(server, "key", "add", "--scope", "stats,sites", "--site", Site)).Output.Trim();

        var list = await ProgramRun.Of("site", "list", "--url", server.Url, "--key", key);

        Assert.Contains("Europe/Tallinn", added.Output, StringComparison.Ordinal);
        Assert.Equal(0, list.ExitCode);
        Assert.Matches(@"a\.example\s+Europe/Tallinn\s+no\s+for ever", list.Output);
    }

    [Fact]
    public async Task A_wrong_key_and_a_wrong_time_zone_give_the_servers_words()
    {
        await using var server = await RunningServer.StartAsync();

        var wrongKey = await ProgramRun.Of("site", "list", "--url", server.Url, "--key", "wrong");
        var wrongZone = await ProgramRun.Of("site", "add", Site, "--timezone", "Mars/Olympus", "--url", server.Url, "--key", server.Key);

        Assert.Equal((1, 1), (wrongKey.ExitCode, wrongZone.ExitCode));
        Assert.Contains("key", wrongKey.Errors, StringComparison.Ordinal);
        Assert.Contains("Mars/Olympus", wrongZone.Errors, StringComparison.Ordinal);
    }

    private static async Task<ProgramRun> Ok(RunningServer server, params string[] words)
    {
        var run = await ProgramRun.Of([.. words, "--url", server.Url, "--key", server.Key]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run;
    }

    private static IEnumerable<string> Lines(int count) => Enumerable.Range(0, count).Select(i => Line(i, $"/page-{i % 7}"));

    private static string Line(int number, string path)
    {
        var time = Day.AddSeconds(number % 3000).ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture);
        return $"203.0.113.{number % 50} - - [{time} +0000] \"GET {path} HTTP/1.1\" 200 1234 \"-\" \"{Agent}\"";
    }

    private static string Gzip(string path, IEnumerable<string> lines)
    {
        using var zip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        zip.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
        return path;
    }
}
