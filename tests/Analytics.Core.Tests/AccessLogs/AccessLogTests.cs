using System.Buffers;
using System.Text;
using Analytics.Core.AccessLogs;
using Analytics.Core.AccessLogs.Formats;
using Analytics.Core.EventLog;
using Analytics.Core.Tests.Collection;

namespace Analytics.Core.Tests.AccessLogs;

public sealed class AccessLogTests
{
    private const string Firefox = "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:27.0) Gecko/20100101 Firefox/27.0";
    private const string Good =
        $"83.149.9.216 - - [17/May/2015:10:05:03 +0000] \"GET /blog/?p=1 HTTP/1.1\" 200 203023 \"http://semicomplete.com/\" \"{Firefox}\"";

    [Fact]
    public void A_combined_line_is_taken_apart()
    {
        Assert.True(TryParse(Encoding.UTF8.GetBytes(Good + "\r\n"), out var line));

        Assert.Equal("83.149.9.216", Encoding.UTF8.GetString(line.Address));
        Assert.Equal(new DateTimeOffset(2015, 5, 17, 10, 5, 3, TimeSpan.Zero).ToUnixTimeMilliseconds(), line.TimestampMilliseconds);
        Assert.Equal("GET", Encoding.UTF8.GetString(line.Method));
        Assert.Equal("/blog/?p=1", Encoding.UTF8.GetString(line.Target));
        Assert.Equal((200, 203023L), (line.Status, line.Bytes));
        Assert.Equal("http://semicomplete.com/", Encoding.UTF8.GetString(line.Referrer));
        Assert.Equal(Firefox, Encoding.UTF8.GetString(line.UserAgent));
        Assert.True(line.HasUserAgent);
    }

    [Fact]
    public void Offsets_addresses_escapes_and_missing_fields_are_understood()
    {
        Assert.True(
            TryParse(
                "2001:db8::1 ident \"o neil\" [01/Jan/2026:00:30:00 +0530] \"GET /a\\\"b c HTTP/1.0\" 304 - \"-\" \"say \\\"hi\\\" \\x41\" extra"u8,
                out var line
            )
        );
        Assert.Equal("2001:db8::1", Encoding.UTF8.GetString(line.Address));
        Assert.Equal(new DateTimeOffset(2025, 12, 31, 19, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), line.TimestampMilliseconds);
        Assert.Equal("/a\"b c", AccessLogText.Unescape(line.Target));
        Assert.Equal("say \"hi\" A", AccessLogText.Unescape(line.UserAgent));
        Assert.Equal((304, 0L), (line.Status, line.Bytes));
        Assert.True(line.Referrer.IsEmpty);

        Assert.True(TryParse("1.2.3.4 - - [01/Jan/2026:00:30:00 -0100] \"GET / HTTP/1.0\" 200 5"u8, out var common));
        Assert.False(common.HasUserAgent);
    }

    [Theory]
    [InlineData("", AccessLogSkip.Malformed)]
    [InlineData("nonsense", AccessLogSkip.Malformed)]
    [InlineData("1.2.3.4 - - [32/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1", AccessLogSkip.Malformed)]
    [InlineData("1.2.3.4 - - [17/Mai/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1", AccessLogSkip.Malformed)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1 200 1", AccessLogSkip.Malformed)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" ok 1", AccessLogSkip.Malformed)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET *nothing HTTP/1.1\" 200 1", AccessLogSkip.Malformed)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"-\" 408 -", AccessLogSkip.Method)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"HEAD / HTTP/1.1\" 200 1", AccessLogSkip.Method)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"POST / HTTP/1.1\" 200 1", AccessLogSkip.Method)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /gone HTTP/1.1\" 404 1", AccessLogSkip.Status)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /moved HTTP/1.1\" 301 1", AccessLogSkip.Status)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /a.CSS?v=1 HTTP/1.1\" 200 1", AccessLogSkip.Asset)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /robots.txt HTTP/1.1\" 200 1", AccessLogSkip.Asset)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /a.tar.gz HTTP/1.1\" 200 1", AccessLogSkip.Asset)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"", AccessLogSkip.None)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"Googlebot/2.1\"", AccessLogSkip.None)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"Googlebot/2.1 (+htt", AccessLogSkip.None)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /v1.2/notes HTTP/1.1\" 200 1", AccessLogSkip.None)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /a.html HTTP/1.1\" 304 -", AccessLogSkip.None)]
    [InlineData("1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET http://example.com/a?b.png HTTP/1.1\" 200 1", AccessLogSkip.None)]
    [InlineData(Good, AccessLogSkip.None)]
    public void Each_line_is_a_pageview_or_has_a_reason(string line, AccessLogSkip expected) =>
        Assert.Equal(expected, Converter().Convert(Encoding.UTF8.GetBytes(line), new ArrayBufferWriter<byte>()));

    [Fact]
    public async Task What_is_converted_is_collected_with_nothing_lost()
    {
        using var harness = new CollectorHarness();
        string[] lines = [Good, Good, Good.Replace("/blog/?p=1", "/\\xff\\\"caf\\xc3\\xa9\u0001")];

        var receipt = await harness.Batch(Convert(lines), harness.Context(isImport: true));

        Assert.Equal(3, receipt.Accepted);
        Assert.Empty(receipt.Rejected);
        var events = harness.Events;
        Assert.Equal("https://example.com/blog/?p=1", events[0].Text(EventField.Url));
        Assert.Equal("https://example.com/\ufffd\"café\u0001", events[2].Text(EventField.Url));
        Assert.Equal("http://semicomplete.com/", events[0].Text(EventField.Referrer));
        Assert.Equal("Firefox", events[0].Text(EventField.Browser));
        Assert.Equal(3, events.Select(e => e.Text(EventField.Id)).Distinct().Count());
        Assert.Single(events.Select(e => e.Visitor).Distinct());
    }

    [Fact]
    public async Task Who_asked_is_judged_by_the_collector_which_counts_what_it_filters()
    {
        using var harness = new CollectorHarness();
        string[] lines =
        [
            Good,
            .. new[] { "Googlebot/2.1", "curl/8.5.0", "-", "Go-http-client/1.1" }.Select(agent =>
                Good.Replace(Firefox, agent, StringComparison.Ordinal)
            ),
        ];

        var receipt = await harness.Batch(Convert(lines), harness.Context(isImport: true));

        Assert.Equal((1, 4), (receipt.Accepted, receipt.Filtered));
        Assert.Equal(new SortedDictionary<string, int> { ["bot"] = 1, ["http_library"] = 3 }, receipt.FilteredByReason);
        Assert.NotEmpty(harness.Traffic);
    }

    [Fact]
    public void The_same_log_gives_the_same_events()
    {
        var random = new Random(1);
        var lines = Enumerable.Range(0, 5_000).Select(_ => Good.Replace("p=1", "p=" + random.Next(500))).ToArray();

        Assert.Equal(Convert(lines), Convert(lines));
    }

    [Fact]
    public void Random_bytes_are_malformed_or_converted_and_never_throw()
    {
        var random = new Random(2);
        var converter = Converter();
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Good);
            for (var n = random.Next(6); n > 0; n--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            converter.Convert(
                bytes.AsSpan(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length)),
                new ArrayBufferWriter<byte>()
            );
        }
    }

    private static AccessLogConverter Converter() => new(new CombinedFormat(), new LogHosts("example.com"), "https");

    private static bool TryParse(ReadOnlySpan<byte> line, out AccessLogLine result) =>
        new CombinedFormat().Read(line, out result) == AccessLogReading.Request;

    private static string Convert(string[] lines)
    {
        var converter = Converter();
        var output = new ArrayBufferWriter<byte>();
        foreach (var line in lines)
        {
            Assert.Equal(AccessLogSkip.None, converter.Convert(Encoding.UTF8.GetBytes(line), output));
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
