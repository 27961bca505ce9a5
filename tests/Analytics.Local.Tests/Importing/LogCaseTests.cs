using System.Diagnostics.CodeAnalysis;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Analytics.Local.Clients;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;
using ICSharpCode.SharpZipLib.BZip2;
using ZstdSharp;

namespace Analytics.Local.Tests.Importing;

/// <summary>Logs as people import them, each into a site of its own, and what a query right after the import shows.</summary>
public sealed class LogCaseTests : IAsyncLifetime
{
    private const string Chrome =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36";
    private const string Tail = "HTTP/1.1\" 200 2326 \"-\" \"{chrome}\"";

    private readonly TemporaryDirectory _directory = new();
    private RunningServer _server = null!;

    [SuppressMessage("Design", "CA1034", Justification = "A row of a theory.")]
    public sealed record Expected(int Pageviews, int? Visitors = null);

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
    [InlineData(
        2,
        2,
        "{\"\\ud83d\":1,\"name\":\"pageview\",\"url\":\"https://s.example/a\",\"timestamp\":\"2026-05-01T00:00:00Z\",\"visitor_id\":\"v\"}\n{\"name\":\"pageview\",\"url\":\"https://s.example/b\",\"timestamp\":\"2026-05-01T00:00:00Z\",\"visitor_id\":\"u\"}"
    )]
    [InlineData(
        1,
        null,
        "{\"name\":\"a\\ud83d\",\"url\":\"https://s.example/a\",\"timestamp\":\"2026-05-01T00:00:00Z\"}\n{\"name\":\"pageview\",\"url\":\"https://s.example/b\",\"timestamp\":\"2026-05-01T00:00:00Z\",\"visitor_id\":\"u\"}"
    )]
    [InlineData(1, 1, "203.0.113.9 - - [17/Oct/2025:00:33:34 +0000] \"GET /caf{E9} HTTP/1.0\" 200 1 \"-\" \"{chrome}\"")]
    [InlineData(
        2,
        2,
        "s.example:443 203.0.113.7 - - [10/May/2026:13:01:00 +0000] \"GET /a "
            + Tail
            + "\ns.example:443 203.0.113.8 - - [10/May/2026:13:02:00 +0000] \"GET /b "
            + Tail
    )]
    [InlineData(
        1,
        1,
        "s.example 203.0.113.7 - - [10/May/2026:13:01:00 +0000] \"GET /a "
            + Tail
            + "\nother.example 203.0.113.9 - - [10/May/2026:13:02:00 +0000] \"GET /c "
            + Tail
    )]
    [InlineData(
        2,
        2,
        "203.0.113.7 - - [10/May/2026:13:01:00 +0000] \"GET /a " + Tail + "\n203.0.113.8 - - [10/May/2026:13:02:00 +0000] \"GET /b " + Tail
    )]
    [InlineData(1, 1, "203.0.113.3 - - [16/May/2026:08:34:01 +0000] (0 s) \"GET /en HTTP/2.0\" 200 8319 \"-\" \"{chrome}\"")]
    [InlineData(
        2,
        1,
        "203.0.113.9:51234 - - [10/May/2026:13:33:34 +0000] \"GET /a "
            + Tail
            + "\n203.0.113.9:51300 - - [10/May/2026:13:34:34 +0000] \"GET /b "
            + Tail
    )]
    [InlineData(
        1,
        1,
        "{\"level\":\"info\",\"ts\":1767225600.25,\"logger\":\"http.log.access\",\"msg\":\"handled request\",\"request\":{\"remote_ip\":\"203.0.113.5\",\"client_ip\":\"203.0.113.5\",\"method\":\"GET\",\"host\":\"s.example\",\"uri\":\"/a\",\"headers\":{\"User-Agent\":[\"{chrome}\"]}},\"status\":200}"
    )]
    [InlineData(
        1,
        1,
        "{\"ip\":\"203.0.113.5\",\"host\":\"s.example\",\"path\":\"/a\",\"status\":\"200\",\"referrer\":\"\",\"user_agent\":\"{chrome}\",\"length\":192,\"date\":\"2026-05-10T13:00:00+00:00\"}"
    )]
    [InlineData(
        1,
        1,
        "{\"time\":\"[10/May/2026:13:01:00 +0000]\",\"remoteIP\":\"203.0.113.7\",\"host\":\"s.example\",\"request\":\"/a\",\"query\":\"?b=1\",\"method\":\"GET\",\"status\":\"200\",\"userAgent\":\"{chrome}\",\"referer\":\"-\"}"
    )]
    [InlineData(
        1,
        1,
        "{\"level\":\"info\",\"ts\":\"2026/05/10 13:01:00\",\"logger\":\"http.log.access\",\"msg\":\"handled request\",\"request\":{\"remote_addr\":\"203.0.113.5:1234\",\"method\":\"GET\",\"host\":\"s.example\",\"uri\":\"/a\",\"headers\":{\"User-Agent\":[\"{chrome}\"]}},\"status\":200}"
    )]
    [InlineData(
        1,
        1,
        "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query\n2026-05-10\t23:30:00\tFRA2\t182\t203.0.113.7\tGET\td1.example\t/a\t200\t-\tMozilla/5.0%2520(Windows%2520NT%252010.0;%2520Win64;%2520x64)%2520AppleWebKit/537.36%2520(KHTML,%2520like%2520Gecko)%2520Chrome/124.0.0.0%2520Safari/537.36\t-"
    )]
    [InlineData(
        1,
        1,
        "https 2026-05-10T23:30:00.127531Z app/my-alb/abc 203.0.113.7:2817 10.0.0.1:80 0.001 0.102 0.000 200 200 225 24950 \"GET "
            + "https://s.example:443/a HTTP/1.1\" \"{chrome}\" ECDHE TLSv1.2 arn:x \"Root=1-a\" \"s.example\" \"arn:y\" 0 "
            + "2026-05-10T23:30:00.023000Z \"forward\" \"-\" \"-\" \"10.0.0.1:80\" \"200\""
    )]
    [InlineData(1, 1, "HIT|200|1778420000000|2326|390|203.0.113.7|-|https://s.example/a|WA|{chrome}|0123|DE")]
    public async Task A_log_is_counted_when_its_import_ends(int pageviews, int? visitors, string log)
    {
        var run = await ImportAsync("access.log", Raw(log + "\n"));

        Assert.Equal(0, run.ExitCode);
        var counted = await CountAsync();
        Assert.Equal(pageviews, counted.Pageviews);
        Assert.Equal(visitors ?? counted.Visitors, counted.Visitors);
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("bz2")]
    [InlineData("zst")]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("zip")]
    public async Task Compressed_and_archived_logs_are_told_by_their_bytes(string wrap)
    {
        var lines = Enumerable.Range(1, 5).Select(i => $"203.0.113.{i} - - [10/May/2026:13:0{i}:00 +0000] \"GET /p{i} {Tail}").ToArray();

        // Two members, as parallel compressors and appended files have.
        var run = await ImportAsync(
            "access.log.13",
            Wrap(wrap, Raw(string.Join('\n', lines[..2]) + "\n"), Raw(string.Join('\n', lines[2..]) + "\n"))
        );

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(new Expected(5, 5), await CountAsync());
    }

    [Theory]
    [InlineData("W3C", "2026-05-10 13:01:00 203.0.113.7 GET /a 200")]
    [InlineData("error log", "2026/05/10 13:01:00 [error] 7#7: *1 open() \"/a\" failed, client: 203.0.113.7")]
    [InlineData("JSON", "{\"level\":\"info\",\"msg\":\"started\"}")]
    [InlineData("CSV", "date,visitors,pageviews\n2026-05-10,1,2")]
    [InlineData("xz", "{FD}7zXZ{00}{00}{04}")]
    [InlineData("binary", "{01}{02}{00}{03}")]
    public async Task An_unknown_format_is_refused_by_the_name_of_what_it_looks_like(string name, string content)
    {
        var run = await ImportAsync("some.file", Raw(content));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"some.file is in no format that can be imported: it looks like", run.Errors, StringComparison.Ordinal);
        Assert.Contains(name, run.Errors, StringComparison.Ordinal);
        if (!content.Contains("{0", StringComparison.Ordinal))
        {
            Assert.Contains($"line 1: {content.Split('\n')[0]}", run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_format_that_is_named_but_not_the_files_is_refused()
    {
        var run = await ImportAsync("access.log", Raw($"203.0.113.7 - - [10/May/2026:13:01:00 +0000] \"GET /a {Tail}"), "--format", "w3c");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("access.log is not in the format 'w3c': it looks like", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_of_other_hosts_alone_fails_and_names_them()
    {
        var log = Raw(
            $"a.example 203.0.113.7 - - [10/May/2026:13:01:00 +0000] \"GET /a {Tail}\nb.example 203.0.113.8 - - "
                + $"[10/May/2026:13:01:00 +0000] \"GET /b {Tail}\n"
        );
        var run = await ImportAsync("access.log", log);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Other hosts: a.example (1), b.example (1)", run.Output, StringComparison.Ordinal);

        await RunAsync("site", "add", "b.example");
        run = await ImportAsync("access.log", log, "--host", "a.example,b.example=b.example");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(new Expected(1, 1), await CountAsync());
        Assert.Equal(new Expected(1, 1), await CountAsync("b.example"));
    }

    [Fact]
    public async Task A_directory_of_rotated_files_is_read_oldest_first_and_other_files_are_named()
    {
        var directory = System.IO.Path.Combine(_directory.Path, "logs");
        Directory.CreateDirectory(directory);
        await WriteAsync("access.log", Raw($"203.0.113.7 - - [12/May/2026:13:01:00 +0000] \"GET /new {Tail}\n"));
        await WriteAsync("access.log.2.gz", Wrap("gz", Raw($"203.0.113.7 - - [10/May/2026:13:01:00 +0000] \"GET /old {Tail}\n")));
        await WriteAsync("access.log.1", Raw($"203.0.113.7 - - [11/May/2026:13:01:00 +0000] \"GET /mid {Tail}\nnonsense\n"));
        await WriteAsync("error.log", Raw("2026/05/10 13:01:00 [error] 7#7: *1 failed"));

        using var source = new Analytics.Local.Importing.ImportSource(directory);
        var names = new List<string>();
        await foreach (var file in source.ReadAsync(TestContext.Current.CancellationToken))
        {
            names.Add(file.Name);
        }

        Assert.Equal(["access.log.2.gz", "access.log.1", "access.log", "error.log"], names);
        var run = await RunAsync("import", directory, "--site", "s.example");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Left out: error.log", run.Output, StringComparison.Ordinal);
        Assert.Contains("first at line access.log.1:2", run.Output, StringComparison.Ordinal);
        Assert.Equal(new Expected(3, 3), await CountAsync());

        Task WriteAsync(string name, byte[] content) =>
            File.WriteAllBytesAsync(System.IO.Path.Combine(directory, name), content, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_import_goes_on_after_the_line_that_it_is_told()
    {
        var log = Raw(
            string.Concat(Enumerable.Range(1, 9).Select(i => $"203.0.113.{i} - - [10/May/2026:13:0{i}:00 +0000] \"GET /p{i} {Tail}\n"))
        );
        var run = await ImportAsync("access.log", log, "--after", "6");

        Assert.Matches(@"imported\s+3\b", run.Output);
        Assert.Matches(@"skipped: sent before\s+6\b", run.Output);

        // The ids are those of the whole file: what was sent is a repetition.
        await ImportAsync("access.log", log);
        Assert.Equal(new Expected(9, 9), await CountAsync());
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("tar.gz")]
    [InlineData("zst")]
    public async Task A_small_file_that_is_cut_off_counts_up_to_there_too(string wrap)
    {
        var random = new Random(4);
        var lines = Enumerable
            .Range(1, 300)
            .Select(i => $"203.0.113.{random.Next(250)} - - [10/May/2026:13:01:00 +0000] \"GET /p{random.NextInt64()} {Tail}\n")
            .ToArray();
        var whole = Wrap(wrap, [.. lines.Chunk(100).Select(part => Raw(string.Concat(part)))]);

        var run = await ImportAsync("cut.log", whole[..(whole.Length * 3 / 4)]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is damaged or cut off", run.Output, StringComparison.Ordinal);
        Assert.InRange((await CountAsync()).Pageviews, 100, 299);
        Assert.Equal(0, (await ImportAsync("cut.log", whole)).ExitCode);
        Assert.Equal(300, (await CountAsync()).Pageviews);
    }

    [Fact]
    public async Task A_file_that_is_cut_off_in_its_first_line_is_called_damaged()
    {
        var whole = Wrap("gz", Raw($"203.0.113.7 - - [10/May/2026:13:01:00 +0000] \"GET /a {Tail}\n"));
        for (var length = 10; length < whole.Length - 8; length += 5)
        {
            var run = await ImportAsync("cut.log.gz", whole[..length]);

            Assert.Equal(1, run.ExitCode);
            Assert.Contains("cut.log.gz is damaged or cut off", run.Errors + run.Output, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await CountAsync()).Pageviews);
    }

    /// <remarks>A bzip2 file of this size is one block, of which nothing can be read.</remarks>
    [Theory]
    [InlineData("gz", 1_500)]
    [InlineData("bz2", 1)]
    [InlineData("zst", 1_500)]
    [InlineData("tar", 1_500)]
    [InlineData("tar.gz", 1_500)]
    [InlineData("zip", 1)]
    public async Task A_file_that_is_cut_off_counts_up_to_there_fails_the_import_and_ends_no_other(string wrap, int atLeast)
    {
        var random = new Random(4);
        var lines = Enumerable
            .Range(1, 5000)
            .Select(i => $"203.0.113.{random.Next(250)} - - [10/May/2026:13:01:00 +0000] \"GET /p{random.NextInt64()} {Tail}");
        var whole = Wrap(wrap, Raw(string.Join('\n', lines)));
        var directory = Directory.CreateDirectory(Path.Combine(_directory.Path, "logs")).FullName;
        await WriteAsync("cut.log", whole[..(whole.Length / 2)]);
        await WriteAsync("late.log", Raw("203.0.113.251 - - [11/May/2026:13:01:00 +0000] \"GET /late " + Tail + "\n"));

        var run = await RunAsync("import", directory, "--site", "s.example");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches("(?m)^cut.log.* is damaged or cut off: .+ The lines before the damage were imported.", run.Output);
        Assert.InRange((await CountAsync()).Pageviews, atLeast, 5_000);
        Assert.Equal(0, (await RunAsync("import", Path.Combine(directory, "late.log"), "--site", "s.example")).ExitCode);

        Task WriteAsync(string name, byte[] content) =>
            File.WriteAllBytesAsync(Path.Combine(directory, name), content, TestContext.Current.CancellationToken);
    }

    /// <summary>Text in which {XX} is a raw byte.</summary>
    private static byte[] Raw(string text) =>
        Encoding.Latin1.GetBytes(
            Regex.Replace(
                text.Replace("{chrome}", Chrome, StringComparison.Ordinal),
                @"\{([0-9A-F]{2})\}",
                match => ((char)Convert.ToByte(match.Groups[1].Value, 16)).ToString()
            )
        );

    private static byte[] Wrap(string wrap, params byte[][] parts)
    {
        var output = new MemoryStream();
        switch (wrap)
        {
            case "zip":
                using (var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
                {
                    foreach (var (part, i) in parts.Select((part, i) => (part, i)))
                    {
                        using var entry = zip.CreateEntry($"access.log.{i}").Open();
                        entry.Write(part);
                    }
                }

                break;
            case "tar":
                using (var tar = new TarWriter(output, leaveOpen: true))
                {
                    foreach (var (part, i) in parts.Select((part, i) => (part, i)))
                    {
                        tar.WriteEntry(
                            new PaxTarEntry(TarEntryType.RegularFile, $"logs/access.log.{i}") { DataStream = new MemoryStream(part) }
                        );
                    }
                }

                break;
            case "tar.gz":
                return Wrap("gz", Wrap("tar", parts));
            default:
                foreach (var part in parts)
                {
                    using Stream stream = wrap switch
                    {
                        "gz" => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true),
                        "bz2" => new BZip2OutputStream(output) { IsStreamOwner = false },
                        _ => new CompressionStream(output, leaveOpen: true),
                    };
                    stream.Write(part);
                }

                break;
        }

        return output.ToArray();
    }

    private async Task<ProgramRun> ImportAsync(string name, byte[] content, params string[] options)
    {
        var file = System.IO.Path.Combine(_directory.Path, name);
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        return await RunAsync(["import", file, "--site", "s.example", .. options]);
    }

    private Task<ProgramRun> RunAsync(params string[] words) => ProgramRun.Of([.. words, "--url", _server.Url, "--key", _server.Key]);

    private async Task<Expected> CountAsync(string site = "s.example")
    {
        using var client = new ApiClient(new Uri(_server.Url), _server.Key);
        var answer = await client.PostAsync(
            "/api/v2/query",
            $$"""{"site_id":"{{site}}","date_range":["2025-01-01","2026-12-31"],"metrics":["pageviews","visitors"]}""",
            ClientJson.Default.JsonElement,
            TestContext.Current.CancellationToken
        );
        var metrics = answer.GetProperty("results")[0].GetProperty("metrics");
        return new Expected(metrics[0].GetInt32(), metrics[1].GetInt32());
    }
}
