using System.Text;
using Analytics.Core.AccessLogs;

namespace Analytics.Core.Tests.AccessLogs;

/// <summary>Each format on lines as its servers write them.</summary>
public sealed class AccessLogFormatTests
{
    private const string Chrome =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36";
    private const string Time = "[10/May/2026:13:01:00 +0000]";
    private const string Tail = $"\"GET /a?x=1 HTTP/1.1\" 200 2326 \"https://from.example/\" \"{Chrome}\"";
    private const string CloudFrontAgent =
        "Mozilla/5.0%20(Windows%20NT%2010.0;%20Win64;%20x64)%20AppleWebKit/537.36%20(KHTML,%20like%20Gecko)%20Chrome/124.0.0.0%20Safari/537.36";
    private const string IisAgent =
        "Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/124.0.0.0+Safari/537.36";

    /// <summary>Format; the log, of which the last line is read; address and host.</summary>
    public static TheoryData<string, string, string, string> Logs =>
        new()
        {
            { "combined", $"203.0.113.7 - - {Time} {Tail}", "203.0.113.7", "" },
            { "combined", $"203.0.113.7 - \"o neil\" {Time} {Tail}", "203.0.113.7", "" },
            { "combined", $"host.isp.example - - {Time} {Tail}", "host.isp.example", "" },
            // Apache's vhost_combined, lighttpd, and formats with the host at their end.
            { "combined", $"s.example:443 203.0.113.7 - - {Time} {Tail}", "203.0.113.7", "s.example:443" },
            { "combined", $"s.example 2001:db8::7 - - {Time} {Tail}", "2001:db8::7", "s.example" },
            { "combined", $"s.example host.isp.example - - {Time} {Tail}", "host.isp.example", "s.example" },
            { "combined", $"- 203.0.113.7 - - {Time} {Tail}", "203.0.113.7", "" },
            { "combined", $"203.0.113.7 s.example - {Time} {Tail}", "203.0.113.7", "s.example" },
            { "combined", $"203.0.113.7 - - {Time} {Tail} s.example", "203.0.113.7", "s.example" },
            { "combined", $"203.0.113.7 - - {Time} {Tail} \"s.example\" \"-\" TLSv1.3 0.012", "203.0.113.7", "s.example" },
            {
                "combined",
                $"203.0.113.7 - - {Time} {Tail} 472 0.003 [default-web-80] [] 10.0.0.1:80 2326 0.004 200 4e1a",
                "203.0.113.7",
                ""
            },
            // Brackets, ports, lists and proxies.
            { "combined", $"[2001:db8::7]:51234 - - {Time} {Tail}", "2001:db8::7", "" },
            { "combined", $"[2001:db8::7] - - {Time} {Tail}", "2001:db8::7", "" },
            { "combined", $"203.0.113.7:51234 - - {Time} {Tail}", "203.0.113.7", "" },
            { "combined", $"203.0.113.7, 10.0.0.1 - - {Time} {Tail}", "203.0.113.7", "" },
            { "combined", $"unknown, 203.0.113.7, 10.0.0.1 - - {Time} {Tail}", "203.0.113.7", "" },
            { "combined", $"s.example 203.0.113.7,10.0.0.1 - - {Time} {Tail}", "203.0.113.7", "s.example" },
            { "combined", $"10.0.0.1 - - {Time} {Tail} \"203.0.113.7, 10.0.0.1\"", "203.0.113.7", "" },
            { "combined", $"203.0.113.7 - - {Time} {Tail} \"198.51.100.9\"", "203.0.113.7", "" },
            // Times in other forms, and fields between.
            { "combined", $"203.0.113.7 - - {Time} (0 s) {Tail}", "203.0.113.7", "" },
            { "combined", $"203.0.113.7 - - [10/May/2026:15:01:00.000 +0200] {Tail}", "203.0.113.7", "" },
            { "combined", $"203.0.113.7 - - [2026-05-10T13:01:00+00:00] {Tail}", "203.0.113.7", "" },
            // Traefik's Common Log Format.
            { "combined", $"203.0.113.7 - - {Time} {Tail} 42 \"shop@docker\" \"http://10.0.0.5:80\" 5ms", "203.0.113.7", "" },
            // IIS.
            {
                "w3c",
                "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2026-05-10 13:00:00\n"
                    + "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) "
                    + "cs(Referer) cs-host sc-status sc-substatus sc-win32-status time-taken\n"
                    + $"2026-05-10 13:01:00 10.0.0.1 GET /a x=1 443 - 203.0.113.7 {IisAgent} https://from.example/ s.example 200 0 0 15",
                "203.0.113.7",
                "s.example"
            },
            // CloudFront, whose cs(Host) is the distribution; agents escaped once, and twice.
            {
                "w3c",
                "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status "
                    + "cs(Referer) cs(User-Agent) cs-uri-query x-host-header cs-protocol\n"
                    + $"2026-05-10\t13:01:00\tFRA2\t2326\t203.0.113.7\tGET\td1.cloudfront.example\t/a\t200\thttps://from.example/\t{CloudFrontAgent}\tx=1\ts.example\thttps",
                "203.0.113.7",
                "s.example"
            },
            {
                "w3c",
                "#Fields: date time x-edge-location c-ip cs-method cs(Host) cs-uri-stem "
                    + "sc-status cs(Referer) cs(User-Agent) cs-uri-query\n"
                    + $"2026-05-10\t13:01:00\tFRA2\t203.0.113.7\tGET\td1.cloudfront.example\t/a\t200\thttps://from.example/\t{CloudFrontAgent.Replace("%", "%25")}\tx=1",
                "203.0.113.7",
                ""
            },
            // The fields change inside a file.
            {
                "w3c",
                $"#Fields: date time c-ip cs-method cs-uri-stem sc-status\n2026-05-10 13:00:00 203.0.113.9 GET /before 200\n"
                    + "#Fields: time date cs(User-Agent) cs(Referer) sc-status cs-uri cs-method c-ip\n"
                    + $"13:01:00 2026-05-10 {IisAgent} https://from.example/ 200 /a?x=1 GET 203.0.113.7",
                "203.0.113.7",
                ""
            },
            {
                "alb",
                "https 2026-05-10T13:01:00.000000Z app/my-alb/abc 203.0.113.7:2817 10.0.0.1:80 0.001 0.102 0.000 200 200 225 2326 "
                    + $"\"GET https://s.example:443/a?x=1 HTTP/1.1\" \"{Chrome}\" ECDHE TLSv1.2 arn:x \"Root=1-a\" \"s.example\" "
                    + "\"arn:y\" 0 2026-05-10T13:00:59.9Z \"forward\" \"-\" \"-\"",
                "203.0.113.7",
                "s.example:443"
            },
            {
                "alb",
                "2026-05-10T13:01:00.000000Z my-elb 203.0.113.7:2817 10.0.0.1:80 0.001 0.102 0.000 200 200 0 2326 "
                    + $"\"GET http://s.example:80/a?x=1 HTTP/1.1\" \"{Chrome}\" - -",
                "203.0.113.7",
                "s.example:80"
            },
            {
                "s3",
                $"79a59df900b949e5 shop {Time} 203.0.113.7 - 3E57427F3EXAMPLE "
                    + "WEBSITE.GET.OBJECT a \"GET /a?x=1 HTTP/1.1\" 200 - 2326 2326 7 5 "
                    + $"\"https://from.example/\" \"{Chrome}\" - s9lzHYrFp76 SigV4 - - s.example TLSv1.2 - -",
                "203.0.113.7",
                "s.example"
            },
            {
                "s3",
                $"79a59df900b949e5 shop {Time} 203.0.113.7 - 3E57427F3EXAMPLE "
                    + "REST.GET.OBJECT a \"GET /a?x=1 HTTP/1.1\" 200 - 2326 2326 7 5 "
                    + $"\"https://from.example/\" \"{Chrome}\" - s9lzHYrFp76 SigV4 - - shop.s3.amazonaws.com TLSv1.2 - -",
                "203.0.113.7",
                ""
            },
            {
                "haproxy",
                "May 10 13:01:00 lb haproxy[1234]: 203.0.113.7:51234 [10/May/2026:13:01:00.000] web~ "
                    + "app/srv1 10/0/30/69/109 200 2326 - - ---- 1/1/1/1/0 0/0 "
                    + $"{{s.example|{Chrome}|https://from.example/}} {{}} \"GET /a?x=1 HTTP/1.1\"",
                "203.0.113.7",
                "s.example"
            },
            {
                "haproxy",
                "203.0.113.7:51234 [10/May/2026:13:01:00.000] web~ app/srv1 10/0/30/69/109 200 2326 - - ---- 1/1/1/1/0 0/0 "
                    + $"{{{Chrome}|https://from.example/}} \"GET https://s.example/a?x=1 HTTP/2.0\"",
                "203.0.113.7",
                "s.example"
            },
            {
                "bunny",
                $"HIT|200|1778418060000|2326|390|203.0.113.7|https://from.example/|https://s.example/a?x=1|WA|{Chrome}|0123|DE",
                "203.0.113.7",
                "s.example"
            },
            {
                "caddy",
                "{\"level\":\"info\",\"ts\":1778418060.0,\"logger\":\"http.log.access\",\"msg\":\"handled "
                    + "request\",\"request\":{\"remote_ip\":\"10.0.0.1\",\"remote_port\":\"1\",\"client_ip\":\"203.0.113.7\","
                    + $"\"proto\":\"HTTP/2.0\",\"method\":\"GET\",\"host\":\"s.example\",\"uri\":\"/a?x=1\",\"headers\":{{\"Referer\":[\"https://from.example/\"],\"User-Agent\":[\"{Chrome}\",\"b\"]}},\"tls\":{{\"version\":772}}}},"
                    + "\"bytes_read\":0,\"duration\":0.1,\"size\":2326,\"status\":200,\"resp_headers\":{\"Server\":[\"Caddy\"]}}",
                "203.0.113.7",
                "s.example"
            },
            {
                "traefik",
                "{\"ClientAddr\":\"203.0.113.7:4711\",\"ClientHost\":\"203.0.113.7\",\"DownstreamContentSize\":2326,\"DownstreamStatus\":200,\"OriginStatus\":200,\"RequestHost\":\"s.example\","
                    + $"\"RequestMethod\":\"GET\",\"RequestPath\":\"/a?x=1\",\"RequestScheme\":\"https\",\"StartUTC\":\"2026-05-10T13:01:00.0Z\",\"request_Referer\":\"https://from.example/\",\"request_User-Agent\":\"{Chrome}\",\"time\":\"2026-05-10T13:01:01Z\"}}",
                "203.0.113.7",
                "s.example"
            },
            {
                "cloudflare",
                $"{{\"ClientIP\":\"203.0.113.7\",\"ClientRequestHost\":\"s.example\",\"ClientRequestMethod\":\"GET\",\"ClientRequestURI\":\"/a?x=1\",\"ClientRequestReferer\":\"https://from.example/\",\"ClientRequestUserAgent\":\"{Chrome}\",\"EdgeResponseBytes\":2326,\"EdgeResponseStatus\":200,\"EdgeStartTimestamp\":1778418060000000000}}",
                "203.0.113.7",
                "s.example"
            },
            // nginx, and what people call its variables.
            {
                "json",
                $"{{\"time_local\":\"10/May/2026:13:01:00 +0000\",\"remote_addr\":\"203.0.113.7\",\"request\":\"GET /a?x=1 HTTP/1.1\",\"status\":\"200\",\"body_bytes_sent\":\"2326\",\"http_referrer\":\"https://from.example/\",\"http_user_agent\":\"{Chrome}\"}}",
                "203.0.113.7",
                ""
            },
            {
                "json",
                $"{{\"ip\":\"203.0.113.7\",\"host\":\"s.example\",\"path\":\"/a\",\"args\":\"x=1\",\"status\":200,\"referrer\":\"https://from.example/\",\"user_agent\":\"{Chrome}\",\"length\":2326,\"date\":\"2026-05-10T13:01:00+00:00\"}}",
                "203.0.113.7",
                "s.example"
            },
            {
                "json",
                $"{{\"msec\":\"1778418060.000\",\"remote_addr\":\"10.1.1.1\",\"http_x_forwarded_for\":\"203.0.113.7, 10.0.0.1\",\"request_method\":\"GET\",\"request_uri\":\"/a?x=1\",\"status\":200,\"bytes_sent\":2326,\"http_referer\":\"https://from.example/\",\"http_user_agent\":\"{Chrome}\",\"noise\":\"\\x22\"}}",
                "203.0.113.7",
                ""
            },
        };

    [Fact]
    public void Every_format_has_a_log_here() =>
        Assert.Empty(AccessLogFormats.All.Select(format => format.Name).Except(Logs.Select(row => row.Data.Item1)));

    [Theory]
    [MemberData(nameof(Logs))]
    public void A_log_is_told_by_its_first_lines_and_read(string name, string log, string address, string host)
    {
        var format = AccessLogFormats.All.MaxBy(one => AccessLogFormats.Count(one, Encoding.UTF8.GetBytes(log), isWhole: true))!;
        Assert.Equal(name, format.Name);

        var reader = format.Create();
        AccessLogLine line = default;
        var reading = AccessLogReading.Malformed;
        foreach (var text in log.Split('\n'))
        {
            reading = reader.Read(Encoding.UTF8.GetBytes(text), out line);
            Assert.NotEqual(AccessLogReading.Malformed, reading);
        }

        Assert.Equal(AccessLogReading.Request, reading);
        Assert.Equal((address, host), (Text(line.Address), Text(line.Host)));
        Assert.Equal(new DateTimeOffset(2026, 5, 10, 13, 1, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), line.TimestampMilliseconds);
        Assert.Equal(("GET", "/a?x=1", 200), (Text(line.Method), Text(line.Target), line.Status));
        Assert.Equal(name == "alb" ? "" : "https://from.example/", Text(line.Referrer));
        Assert.Equal(Chrome, Text(line.UserAgent));
        Assert.True(line.HasUserAgent);
    }

    [Theory]
    [InlineData("[Sun May 10 13:01:00.123 2026] [core:error] [pid 1] [client 203.0.113.7:80] File does not exist")]
    [InlineData("2026/05/10 13:01:00 [error] 7#7: *1 open() \"/a\" failed, client: 203.0.113.7, request: \"GET /a HTTP/1.1\"")]
    [InlineData("date,visitors\n2026-05-10,3")]
    [InlineData("{\"name\":\"pageview\",\"url\":\"https://s.example/\",\"timestamp\":1}")]
    [InlineData("{\"level\":\"info\",\"msg\":\"started\",\"ts\":1778418060}")]
    [InlineData("2026-05-10 13:01:00 203.0.113.7 GET /a 200")]
    [InlineData("")]
    public void What_is_no_access_log_is_in_no_format(string text) =>
        Assert.All(
            AccessLogFormats.All,
            format => Assert.Equal(0, AccessLogFormats.Count(format, Encoding.UTF8.GetBytes(text), isWhole: true))
        );

    [Fact]
    public void Random_bytes_end_no_format()
    {
        var random = new Random(3);
        foreach (var (name, log, _, _) in Logs.Select(row => row.Data))
        {
            var reader = AccessLogFormats.All.Single(format => format.Name == name).Create();
            for (var i = 0; i < 300; i++)
            {
                foreach (var text in log.Split('\n'))
                {
                    var bytes = Encoding.UTF8.GetBytes(text);
                    for (var n = random.Next(6); n > 0; n--)
                    {
                        bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    }

                    reader.Read(bytes.AsSpan(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length)), out _);
                }
            }
        }
    }

    [Theory]
    [InlineData("1778418060")]
    [InlineData("1778418060.000")]
    [InlineData("1778418060000")]
    [InlineData("1778418060000000")]
    [InlineData("1778418060000000000")]
    [InlineData("2026-05-10T13:01:00Z")]
    [InlineData("2026-05-10T15:01:00+02:00")]
    [InlineData("2026-05-10T13:01:00")]
    [InlineData("10/May/2026:13:01:00 +0000")]
    [InlineData("10/May/2026:13:01:00")]
    [InlineData("10/May/2026:13:01:00.000")]
    public void A_time_is_read_in_every_form(string text)
    {
        Assert.True(AccessLogTime.TryParse(Encoding.UTF8.GetBytes(text), out var time));
        Assert.Equal(1_778_418_060_000, time);
    }

    [Fact]
    public void Hosts_are_the_sites_own_or_as_named()
    {
        var own = new LogHosts("s.example");
        Assert.Equal(
            ["s.example", "s.example", "s.example", null],
            new[] { "", "s.example", "www.s.example", "shop.s.example" }.Select(own.SiteOf)
        );

        var named = new LogHosts("s.example", ["a.example", "B.example=b"]);
        Assert.Equal(["s.example", "b", null], new[] { "a.example", "b.example", "s.example" }.Select(named.SiteOf));

        Assert.Equal(
            ["s.example", "b"],
            new[] { "x.example", "b.example" }.Select(new LogHosts("s.example", ["*", "b.example=b"]).SiteOf)
        );
    }

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
