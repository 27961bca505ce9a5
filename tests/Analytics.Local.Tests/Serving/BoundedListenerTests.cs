using System.Net;
using System.Net.Sockets;
using Analytics.Local.Serving;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Analytics.Local.Tests.Serving;

/// <summary>Listeners with as many connections as their server may have.</summary>
public sealed class BoundedListenerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly KestrelServerOptions _options = new();
    private readonly List<TcpClient> _clients = [];
    private readonly List<ConnectionContext> _accepted = [];
    private BoundedListenerFactory _factory = null!;
    private IConnectionListener _listener = null!;
    private IConnectionListener _other = null!;
    private int _places;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _options.Limits.MaxConcurrentConnections = 2;
        _options.Limits.MaxConcurrentUpgradedConnections = 1;
        _places = ConnectionLimits.OpenOf(_options.Limits);
        _factory = new(new(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), Options.Create(_options));
        _listener = await _factory.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Stop);
        _other = await _factory.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        foreach (var connection in _accepted)
        {
            await connection.DisposeAsync();
        }

        await _listener.DisposeAsync();
        await _other.DisposeAsync();
        _factory.Dispose();
    }

    [Fact]
    public async Task Beyond_the_limits_and_what_is_refused_a_connection_waits_until_another_is_closed()
    {
        Assert.InRange(_places, 3 + 1, 3 + 100);
        for (var i = 0; i < _places; i++)
        {
            await ConnectAsync(i % 2 == 0 ? _listener : _other);
            _accepted.Add((await (i % 2 == 0 ? _listener : _other).AcceptAsync(Stop))!);
        }

        await ConnectAsync(_listener);
        var next = _listener.AcceptAsync(Stop).AsTask();
        Assert.False(next.IsCompleted);

        await _accepted[1].DisposeAsync();
        await _accepted[1].DisposeAsync();

        _accepted.Add((await next.WaitAsync(Patience, Stop))!);
        await ConnectAsync(_other);
        Assert.False(_other.AcceptAsync(Stop).AsTask().IsCompleted);
    }

    [Fact]
    public async Task A_listener_that_waits_for_a_place_can_be_ended()
    {
        for (var i = 0; i < _places; i++)
        {
            await ConnectAsync(_listener);
            _accepted.Add((await _listener.AcceptAsync(Stop))!);
        }

        var next = _listener.AcceptAsync(Stop).AsTask();

        await _listener.UnbindAsync(Stop);

        Assert.Null(await next.WaitAsync(Patience, Stop));
    }

    [Fact]
    public async Task A_listener_that_ends_while_it_accepts_gives_its_place_back()
    {
        for (var i = 1; i < _places; i++)
        {
            await ConnectAsync(_other);
            _accepted.Add((await _other.AcceptAsync(Stop))!);
        }

        var last = _listener.AcceptAsync(Stop).AsTask();
        await _listener.UnbindAsync(Stop);
        Assert.Null(await last.WaitAsync(Patience, Stop));

        await ConnectAsync(_other);
        _accepted.Add((await _other.AcceptAsync(Stop).AsTask().WaitAsync(Patience, Stop))!);
    }

    private async Task ConnectAsync(IConnectionListener listener)
    {
        var client = new TcpClient();
        _clients.Add(client);
        await client.ConnectAsync((IPEndPoint)listener.EndPoint, Stop);
    }
}
