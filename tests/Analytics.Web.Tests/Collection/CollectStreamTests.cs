using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Collection;

/// <summary>A body of any length, one event a line, with receipts as it goes.</summary>
public sealed class CollectStreamTests : IAsyncLifetime
{
    private const string Lines = "application/x-ndjson";

    private ApiHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync("example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Each_part_is_answered_before_the_next_is_sent()
    {
        await using var stream = await BeginAsync(_host);
        using var answer = new StreamReader(stream);
        await WriteAsync(stream, $"{Event(1)}\n{Event(2)}\n");
        Assert.Equal((0, 2), await ReceiptAsync(answer));
        await WriteAsync(stream, $"{Event(1)}\n{{\"name\":\"pageview\"}}\n{Event(3)[..20]}");
        Assert.Equal((2, 1), await ReceiptAsync(answer));

        // A line may arrive in pieces, and the last need not end.
        await WriteAsync(stream, Event(3)[20..]);
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), Cancel);
        Assert.Equal((4, 1), await ReceiptAsync(answer));
        Assert.Contains("https://example.com/3", _host.LogText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_may_be_longer_than_any_batch()
    {
        const int Events = 60_000;
        var text = string.Concat(Enumerable.Range(0, Events).Select(i => Event(i) + "\n"));
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        using var response = await SendAsync(content);
        var receipts = (await response.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.True(text.Length > 4 * 1024 * 1024, "The test is of more than a batch.");
        Assert.Equal(Events, receipts.Sum(receipt => JsonDocument.Parse(receipt).RootElement.GetProperty("accepted").GetInt32()));
    }

    [Fact]
    public async Task A_line_that_does_not_end_ends_the_stream_with_a_reason()
    {
        using var content = new StringContent($"{Event(1)}\n{new string('x', 600_000)}");
        using var response = await SendAsync(content);

        Assert.Contains("body_too_large", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("https://example.com/1", _host.LogText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_whose_time_is_over_ends_with_the_line_to_go_on_from_though_the_sender_is_not_done()
    {
        await using var host = await LimitedAsync();
        await using var stream = await BeginAsync(host);
        using var answer = new StreamReader(stream);
        await WriteAsync(stream, $"{Event(1)}\n{Event(2)}\n{Event(3)[..20]}");
        Assert.Equal((0, 2), await ReceiptAsync(answer));
        host.Time.Advance(TimeSpan.FromSeconds(210));

        Assert.Equal((2, 0), await ReceiptAsync(answer, "stream_ended"));
        Assert.DoesNotContain("https://example.com/3", host.LogText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_whose_time_is_over_while_it_is_read_ends_after_the_part_that_the_log_has()
    {
        await using var host = await LimitedAsync();
        host.Log.Hold();
        var begun = host.Log.NextAppend;
        using var content = new StringContent(string.Concat(Enumerable.Range(0, 6_000).Select(i => Event(i) + "\n")));
        var sending = SendAsync(content, host);
        await begun.WaitAsync(Cancel);
        host.Time.Advance(TimeSpan.FromSeconds(210));
        host.Log.Release();

        using var response = await sending;
        var receipts = (await response.Content.ReadAsStringAsync(Cancel))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();

        Assert.Equal("stream_ended", receipts[^1].GetProperty("rejected")[0].GetProperty("code").GetString());
        var accepted = receipts.Sum(static receipt => receipt.GetProperty("accepted").GetInt32());
        Assert.InRange(accepted, 1, 5_999);
        Assert.Equal(accepted, receipts[^1].GetProperty("lines_before").GetInt32());
    }

    [Theory]
    [InlineData("GET", "/api/nowhere")]
    [InlineData("POST", "/v1/nothing")]
    [InlineData("POST", "/nowhere")]
    public async Task An_unknown_address_is_answered_in_JSON(string method, string path)
    {
        using var response = await _host.SendAsync(new HttpMethod(method), path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(path, await ApiHost.ErrorAsync(response), StringComparison.Ordinal);
    }

    private static async Task<ApiHost> LimitedAsync()
    {
        var host = await ApiHost.StartAsync(new Dictionary<string, string?> { ["Analytics:Web:AnswerSeconds"] = "210" });
        await host.AddSiteAsync("example.com");
        return host;
    }

    private static string Event(int number) => $$"""{"domain":"example.com","name":"pageview","url":"https://example.com/{{number}}"}""";

    /// <summary>
    /// Begins a request by itself, because the framework's client reads no answer of HTTP/1.1 before it has sent the whole body.
    /// </summary>
    private static async Task<NetworkStream> BeginAsync(ApiHost host)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", host.Client.BaseAddress!.Port, Cancel);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /api/events HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {ApiHost.Browser}\r\nContent-Type: "
                    + $"{Lines}\r\nAccept: {Lines}\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n"
            ),
            Cancel
        );
        return stream;
    }

    private static async Task WriteAsync(NetworkStream stream, string text) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{text.Length:x}\r\n{text}\r\n"), Cancel);

    /// <summary>The next receipt, past headers and sizes of chunks.</summary>
    private static async Task<(int LinesBefore, int Accepted)> ReceiptAsync(StreamReader answer, string? code = null)
    {
        var line = await answer.ReadLineAsync(Cancel);
        while (line is not null && !line.StartsWith('{'))
        {
            line = await answer.ReadLineAsync(Cancel);
        }

        var receipt = JsonDocument.Parse(line!).RootElement;
        var rejected = receipt.GetProperty("rejected");
        Assert.True(code is null || rejected[0].GetProperty("code").GetString() == code, line);
        return (receipt.GetProperty("lines_before").GetInt32(), receipt.GetProperty("accepted").GetInt32());
    }

    private async Task<HttpResponseMessage> SendAsync(HttpContent content, ApiHost? host = null)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(Lines);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/events") { Content = content };
        request.Headers.Accept.ParseAdd(Lines);
        return await (host ?? _host).Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }
}
