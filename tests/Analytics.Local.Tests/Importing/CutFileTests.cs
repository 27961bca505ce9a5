using System.Text;
using System.Threading.Channels;
using Analytics.Core.AccessLogs;
using Analytics.Local.Importing;

namespace Analytics.Local.Tests.Importing;

/// <summary>
/// A file that is cut off anywhere, and later the whole file: whatever the part gave, the whole file gives too, so nothing counts twice.
/// </summary>
public sealed class CutFileTests
{
    private const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private const string Time = "[12/Jan/2026:13:01:07 +0000]";
    private const string Common = $"203.0.113.7 - - {Time} \"GET /a?x=1 HTTP/1.1\" 200 51234";
    private const string Combined = $"{Common} \"https://www.google.com/\" \"{Agent}\"";

    /// <summary>Format, and a file whose last line is a pageview.</summary>
    public static TheoryData<string, string> Files =>
        new()
        {
            { "combined", Common },
            { "combined", Combined },
            { "combined", $"{Combined} 0.12345 \"203.0.113.9\"" },
            { "combined", $"{Combined} 1234 \"router@docker\" \"http://10.0.0.5:80\" 1234ms" },
            { "combined", $"s.example:443 {Combined}" },
            {
                "w3c",
                "#Version: 1.0\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port c-ip cs(User-Agent) cs(Referer) "
                    + "sc-status time-taken\n2026-01-12 13:01:07 10.0.0.1 GET /a x=1 443 203.0.113.7 Mozilla/5.0+Firefox/140.0 "
                    + "https://www.google.com/ 200 12345"
            },
            {
                "w3c",
                "#Version: 1.0\n#Fields: date time x-edge-location c-ip cs-method cs(Host) cs-uri-stem sc-status cs(User-Agent) "
                    + "cs-uri-query time-taken\n2026-01-12\t13:01:07\tFRA2\t203.0.113.7\tGET\td1.example\t/a\t200\tMozilla/5.0%20Firefox/140.0"
                    + "\tx=1\t0.012"
            },
            {
                "alb",
                "https 2026-01-12T13:01:07.127531Z app/my-alb/abc 203.0.113.7:2817 10.0.0.1:80 0.001 0.102 0.000 200 200 225 24950 "
                    + $"\"GET https://s.example:443/a HTTP/1.1\" \"{Agent}\" ECDHE TLSv1.2 arn:x \"Root=1-a\" \"s.example\" \"arn:y\" 0 "
                    + "2026-01-12T13:01:07.023000Z \"forward\" \"-\" \"-\" \"10.0.0.1:80\" \"200\""
            },
            {
                "s3",
                $"79a5 s.example {Time} 203.0.113.7 - 3E57427F3EXAMPLE WEBSITE.GET.OBJECT a.html \"GET /a.html HTTP/1.1\" 200 - 113 113 7 5 "
                    + $"\"https://www.google.com/\" \"{Agent}\" - hostid SigV4 ECDHE AuthHeader s.example TLSv1.2"
            },
            {
                "haproxy",
                "Jan 12 13:01:07 lb haproxy[14389]: 203.0.113.7:33317 [12/Jan/2026:13:01:07.655] web static/srv1 10/0/30/69/109 200 2750 "
                    + $"- - ---- 1/1/1/1/0 0/0 {{s.example|{Agent}}} \"GET /a HTTP/1.1\""
            },
            { "bunny", $"HIT|200|1768222867000|2326|390|203.0.113.7|-|https://s.example/a|WA|{Agent}|0123|DE" },
            {
                "caddy",
                "{\"level\":\"info\",\"ts\":1768222867.25,\"logger\":\"http.log.access\",\"msg\":\"handled request\",\"request\":"
                    + "{\"remote_ip\":\"203.0.113.5\",\"method\":\"GET\",\"host\":\"s.example\",\"uri\":\"/a\",\"headers\":{\"User-Agent\":"
                    + $"[\"{Agent}\"]}}}},\"status\":200}}"
            },
            {
                "traefik",
                "{\"ClientHost\":\"203.0.113.7\",\"DownstreamStatus\":200,\"RequestHost\":\"s.example\",\"RequestMethod\":\"GET\","
                    + $"\"RequestPath\":\"/a\",\"StartUTC\":\"2026-01-12T13:01:07.1Z\",\"request_User-Agent\":\"{Agent}\"}}"
            },
            {
                "cloudflare",
                "{\"ClientIP\":\"203.0.113.7\",\"ClientRequestHost\":\"s.example\",\"ClientRequestMethod\":\"GET\",\"ClientRequestURI\":"
                    + "\"/a\",\"EdgeStartTimestamp\":\"2026-01-12T13:01:07Z\",\"EdgeResponseStatus\":200,"
                    + $"\"ClientRequestUserAgent\":\"{Agent}\"}}"
            },
            {
                "json",
                "{\"remote_addr\":\"203.0.113.7\",\"time_iso8601\":\"2026-01-12T13:01:07+00:00\",\"request\":\"GET /a HTTP/1.1\","
                    + $"\"status\":200,\"http_user_agent\":\"{Agent}\",\"host\":\"s.example\"}}"
            },
            {
                "ga4",
                "{\"event_timestamp\":\"1768222867000000\",\"event_name\":\"page_view\",\"event_params\":[{\"key\":\"page_location\","
                    + "\"value\":{\"string_value\":\"https://s.example/a\"}}],\"user_pseudo_id\":\"11.22\"}"
            },
            {
                "matomo",
                "{\"idVisit\":5,\"visitorId\":\"aa\",\"actionDetails\":[{\"type\":\"action\",\"url\":\"https://s.example/a\","
                    + "\"timestamp\":1768222867}]}"
            },
            {
                "umami",
                "website_id,session_id,url_path,event_name,event_type,created_at,page_title\n"
                    + "w1,s1,/a,,1,2026-01-12 13:01:07.123,a title of words"
            },
            {
                "umami",
                "session_id,event_id,url_path,event_type,created_at,page_title,hostname\n"
                    + "s1,e1,/a,1,2026-01-12 13:01:07.123,\"a \"\"title\"\"\nof two lines\",s.example"
            },
            { "ndjson", "{\"name\":\"pageview\",\"url\":\"https://s.example/a\",\"timestamp\":1768222867000,\"visitor_id\":\"v\"}" },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_a_cut_file_gives_the_whole_file_gives_too(string format, string file)
    {
        // Two lines, of which the second is another one.
        var whole = $"{file}\n{file.Split('\n')[^1].Replace("/a", "/b/c", StringComparison.Ordinal)}\n";
        whole = file.Contains("\"\"title", StringComparison.Ordinal) ? $"{file}\n{file[(file.IndexOf('\n') + 1)..]}\n" : whole;
        var events = await ReadAsync(format, whole);
        Assert.Equal(2, events.Count);

        for (var length = 0; length < whole.Length; length++)
        {
            var part = await ReadAsync(format, whole[..length]);

            Assert.Equal(events.Take(part.Count), part);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_last_line_without_a_line_feed_is_taken_where_it_tells_its_end_or_the_user_does(string format, string file)
    {
        var report = new ImportReport();
        var events = await ReadAsync(format, file, report);

        var isJson = file.StartsWith('{');
        Assert.Equal(isJson ? 1 : 0, events.Count);
        Assert.Equal(!isJson, report.Skipped.ContainsKey(SkipReasons.NoLineFeed));
        Assert.Equal(await ReadAsync(format, file + "\n"), await ReadAsync(format, file, takesLastLine: true));
    }

    private static async Task<List<string>> ReadAsync(
        string format,
        string content,
        ImportReport? report = null,
        bool takesLastLine = false
    )
    {
        var channel = Channel.CreateUnbounded<ImportBatch>();
        var converter = ImportFormats
            .All.Single(known => known.Name == format)
            .Convert(new ImportTarget("s.example", new LogHosts("s.example", ["*"]), "https"));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        await new BatchReader(converter, report ?? new ImportReport(), takesLastLine: takesLastLine).RunAsync(
            stream,
            channel.Writer,
            TestContext.Current.CancellationToken
        );
        channel.Writer.Complete();
        var batches = await channel
            .Reader.ReadAllAsync(TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        return
        [
            .. batches.SelectMany(batch =>
                Encoding.UTF8.GetString(batch.Body.WrittenSpan).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            ),
        ];
    }
}
