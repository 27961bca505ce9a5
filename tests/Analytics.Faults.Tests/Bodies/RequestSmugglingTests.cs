using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Analytics.Faults.Tests.Drivers;

namespace Analytics.Faults.Tests.Bodies;

/// <summary>
/// Requests whose end two programs could see in two places, as a proxy and the server behind it. Each is refused, or the connection ends
/// with its answer, so that what a proxy takes for its body is never a request of its own.
/// </summary>
public sealed partial class RequestSmugglingTests : IDisposable
{
    private const string Site = "smuggled.example";
    private const string Chunked = "Transfer-Encoding: chunked\r\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly RealServer _server = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Headers, and the body that they might have, before a request that hides behind it.</summary>
    private static readonly Dictionary<string, (string Headers, string Body, int Status)> Attacks = new(StringComparer.Ordinal)
    {
        ["a length and chunks"] = ($"Content-Length: {{all}}\r\n{Chunked}", "0\r\n\r\n", 400),
        ["chunks and a length"] = ($"{Chunked}Content-Length: 3\r\n", "2\r\n{}\r\n0\r\n\r\n", 400),
        ["two lengths"] = ("Content-Length: 2\r\nContent-Length: {all}\r\n", "{}", 400),
        ["two equal lengths"] = ("Content-Length: 2\r\nContent-Length: 2\r\n", "{}", 400),
        ["a list of lengths"] = ("Content-Length: 2, {all}\r\n", "{}", 400),
        ["a negative length"] = ("Content-Length: -2\r\n", "{}", 400),
        ["a length in hexadecimal"] = ("Content-Length: 0x2\r\n", "{}", 400),
        ["a length with a space before the colon"] = ("Content-Length : 2\r\n", "{}", 400),
        ["a folded length"] = ("Content-Length:\r\n 2\r\n", "{}", 400),
        ["a folded header"] = ("X-First: a\r\n Content-Length: 2\r\n", "{}", 400),
        ["a bare line feed between headers"] = ("X-First: a\nContent-Length: 2\r\n", "{}", 400),
        ["a bare carriage return in a header"] = ("X-First: a\rContent-Length: 2\r\n", "{}", 400),
        ["a zero in a header"] = ("X-First: a\0b\r\nContent-Length: 2\r\n", "{}", 400),
        ["chunks under another name"] = ("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n", 400),
        ["chunks that are not the last coding"] = ("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n", 400),
        ["chunks twice"] = ($"{Chunked}{Chunked}", "0\r\n\r\n", 400),
        ["a chunk's size with a sign"] = (Chunked, "+2\r\n{}\r\n0\r\n\r\n", 400),
        ["a chunk's size with a prefix"] = (Chunked, "0x2\r\n{}\r\n0\r\n\r\n", 400),
        ["a chunk's size that overflows"] = (Chunked, "100000002\r\n{}\r\n0\r\n\r\n", 400),
        ["a chunk that ends with a line feed"] = (Chunked, "2\n{}\n0\n\n", 400),
        ["a chunk that is longer than it says"] = (Chunked, "1\r\n{}\r\n0\r\n\r\n", 400),
    };

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_request_with_two_possible_ends_is_refused_and_nothing_hides_in_it()
    {
        await _server.StartAsync(Stop);
        await _server.AddSiteAsync(Site, Stop);
        var wrong = new List<string>();
        foreach (var (name, (headers, body, status)) in Attacks)
        {
            var hidden = Request("Connection: close\r\n", RealServer.Pageview(Site, "/hidden"));
            var all = Encoding.Latin1.GetByteCount(body + hidden);
            var head = headers.Replace("{all}", $"{all}", StringComparison.Ordinal);
            var answers = await SendAsync(
                $"POST /api/event HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{head}\r\n{body}{hidden}"
            );
            if (answers.Count != 1 || answers[0] != status)
            {
                wrong.Add($"{name}: {string.Join(", ", answers)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(
            [202, 202],
            await SendAsync(
                Request("", RealServer.Pageview(Site, "/first")) + Request("Connection: close\r\n", RealServer.Pageview(Site, "/last"))
            )
        );
        var pages = await _server.PagesUntilAsync(Site, pages => pages.ContainsKey("/last"), Stop);
        Assert.Equal(["/first", "/last"], pages.Keys.Order(StringComparer.Ordinal));
    }

    private static string Request(string headers, string body) =>
        "POST /api/event HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Mozilla/5.0 (X11; "
        + $"Linux x86_64) Chrome/126.0.0.0 Safari/537.36\r\nContent-Type: application/json\r\n{headers}Content-Length: "
        + $"{Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    /// <summary>Sends bytes over a connection of their own, and reads to its end.</summary>
    /// <returns>The statuses of all answers.</returns>
    private async Task<List<int>> SendAsync(string bytes)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        enough.CancelAfter(Patience);
        using var client = new TcpClient();
        var url = new Uri(_server.Url);
        await client.ConnectAsync(url.Host, url.Port, enough.Token);
        var stream = client.GetStream();
        var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), enough.Token);
            await stream.CopyToAsync(answer, enough.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Closed before all of it was read, or kept open: the answers may be there all the same.
            Stop.ThrowIfCancellationRequested();
        }

        return [.. Status().Matches(Encoding.Latin1.GetString(answer.ToArray())).Select(match => int.Parse(match.Groups[1].ValueSpan))];
    }

    [GeneratedRegex(@"HTTP/1\.1 (\d+)")]
    private static partial Regex Status();
}
