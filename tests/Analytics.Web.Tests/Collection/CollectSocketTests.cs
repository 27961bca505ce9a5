using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Analytics.Core.EventLog;
using Analytics.Core.Keys;
using Analytics.Web.Collection;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Collection;

public sealed class CollectSocketTests
{
    private const string Site = "example.com";
    private const string Path = "/api/v1/events/stream";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_message_is_answered_by_its_receipt_once_its_events_are_in_the_log()
    {
        await using var host = await StartAsync();
        using var socket = await ConnectAsync(host, "?domain=" + Site);

        var one = await ExchangeAsync(socket, Event("/one"));
        Assert.Equal(1, one.GetProperty("accepted").GetInt32());
        Assert.Contains("https://example.com/one", host.LogText());

        var array = await ExchangeAsync(socket, $"[{Event("/two")},{Event("/three")},{{}}]");
        Assert.Equal(2, array.GetProperty("accepted").GetInt32());
        Assert.Equal(2, array.GetProperty("rejected")[0].GetProperty("index").GetInt32());

        var lines = await ExchangeAsync(socket, $"{Event("/four")}\n{Event("/five")}\n");
        Assert.Equal(2, lines.GetProperty("accepted").GetInt32());

        var broken = await ExchangeAsync(socket, "nonsense");
        Assert.Equal("invalid_json", broken.GetProperty("rejected")[0].GetProperty("code").GetString());
        Assert.Equal(1, (await ExchangeAsync(socket, Event("/six"))).GetProperty("accepted").GetInt32());

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Fact]
    public async Task A_message_may_come_in_pieces_and_be_as_long_as_a_batch_and_no_longer()
    {
        await using var host = await StartAsync();
        using var socket = await ConnectAsync(host, "?domain=" + Site);
        var most = Encoding.UTF8.GetBytes(Event("/long").PadRight(EventLimits.BatchBytes));
        for (var at = 0; at < most.Length; at += 256 * 1024)
        {
            var length = Math.Min(256 * 1024, most.Length - at);
            await socket.SendAsync(most.AsMemory(at, length), WebSocketMessageType.Text, at + length == most.Length, Cancel);
        }

        Assert.Equal(1, (await ReceiveAsync(socket)).GetProperty("accepted").GetInt32());

        await socket.SendAsync(
            Encoding.UTF8.GetBytes(new string(' ', EventLimits.BatchBytes + 1)),
            WebSocketMessageType.Text,
            true,
            Cancel
        );
        var end = await socket.ReceiveAsync(new byte[1024], Cancel);
        Assert.Equal(WebSocketMessageType.Close, end.MessageType);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, socket.CloseStatus);
    }

    [Fact]
    public async Task Without_a_key_only_the_named_site_takes_events()
    {
        await using var host = await StartAsync();
        await host.AddSiteAsync("other.example");
        using var socket = await ConnectAsync(host, "?domain=" + Site);

        var receipt = await ExchangeAsync(socket, """{"domain":"other.example","name":"pageview","url":"https://other.example/"}""");

        Assert.Equal("unknown_site", receipt.GetProperty("rejected")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_key_comes_in_a_header_or_as_a_browser_can_in_a_protocol()
    {
        await using var host = await StartAsync();
        var key = await host.AddKeyAsync(KeyScopes.Import, Site);
        using var byHeader = await ConnectAsync(
            host,
            "?import=true",
            options => options.SetRequestHeader("Authorization", "Bearer " + key)
        );
        var old = Event("/old").Replace("}", ",\"timestamp\":\"2001-01-01T00:00:00Z\"}");
        Assert.Equal(1, (await ExchangeAsync(byHeader, old)).GetProperty("accepted").GetInt32());

        using var byProtocol = await ConnectAsync(
            host,
            "",
            options =>
            {
                options.AddSubProtocol(SocketHandler.Protocol);
                options.AddSubProtocol("bearer." + key);
            }
        );
        Assert.Equal(SocketHandler.Protocol, byProtocol.SubProtocol);

        // The key makes an HTTP library known, and a timestamp no older than others may send.
        Assert.Equal(1, (await ExchangeAsync(byProtocol, Event("/new"))).GetProperty("accepted").GetInt32());
        Assert.Equal(
            "timestamp_too_old",
            (await ExchangeAsync(byProtocol, old)).GetProperty("rejected")[0].GetProperty("code").GetString()
        );
    }

    [Theory]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("?domain=nobody.example", HttpStatusCode.NotFound)]
    [InlineData("?import=true&domain=example.com", HttpStatusCode.Unauthorized)]
    public async Task Who_may_not_send_is_refused_before_the_socket_opens(string query, HttpStatusCode status)
    {
        await using var host = await StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(AddressOf(host, query), Cancel));

        Assert.Equal(status, socket.HttpStatusCode);
    }

    [Fact]
    public async Task A_key_without_the_scope_can_not_import()
    {
        await using var host = await StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Authorization", "Bearer " + await host.AddKeyAsync(KeyScopes.Stats));

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(AddressOf(host, "?import=true"), Cancel));

        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Fact]
    public async Task A_message_that_does_not_end_within_a_minute_ends_the_socket()
    {
        await using var host = await StartAsync();
        using var socket = await ConnectAsync(host, "?domain=" + Site);
        var before = host.Time.PendingTimersOf(SocketHandler.Patience);
        await socket.SendAsync("["u8.ToArray(), WebSocketMessageType.Text, false, Cancel);
        while (host.Time.PendingTimersOf(SocketHandler.Patience) == before)
        {
            await Task.Yield();
            Cancel.ThrowIfCancellationRequested();
        }

        host.Time.Advance(SocketHandler.Patience);

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ReceiveAsync(new byte[16], Cancel));
    }

    [Fact]
    public async Task A_plain_request_is_told_what_the_address_takes()
    {
        await using var host = await StartAsync();
        using var plain = await host.GetAsync(Path + "?domain=" + Site);
        Assert.Equal(HttpStatusCode.UpgradeRequired, plain.StatusCode);
        Assert.Contains("POST /api/events", await ApiHost.ErrorAsync(plain));
    }

    [Fact]
    public async Task A_host_without_sockets_says_so()
    {
        await using var host = await ApiHost.StartAsync(hasSockets: false);
        using var response = await host.GetAsync(Path);

        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Contains("holds no sockets", await ApiHost.ErrorAsync(response));
    }

    private static async Task<ApiHost> StartAsync()
    {
        var host = await ApiHost.StartAsync();
        await host.AddSiteAsync(Site);
        return host;
    }

    private static string Event(string page) =>
        $$"""{"domain":"example.com","name":"pageview","url":"https://example.com{{page}}","visitor_id":"v1"}""";

    private static Uri AddressOf(ApiHost host, string query) =>
        new UriBuilder(new Uri(host.Client.BaseAddress!, Path + query)) { Scheme = "ws" }.Uri;

    private static async Task<ClientWebSocket> ConnectAsync(ApiHost host, string query, Action<ClientWebSocketOptions>? set = null)
    {
        var socket = new ClientWebSocket();
        set?.Invoke(socket.Options);
        await socket.ConnectAsync(AddressOf(host, query), Cancel);
        return socket;
    }

    private static async Task<JsonElement> ExchangeAsync(ClientWebSocket socket, string message)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, Cancel);
        return await ReceiveAsync(socket);
    }

    private static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        WebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), Cancel);
            length += part.Count;
        } while (!part.EndOfMessage);
        Assert.Equal(WebSocketMessageType.Text, part.MessageType);
        return JsonDocument.Parse(buffer.AsMemory(0, length)).RootElement.Clone();
    }
}
