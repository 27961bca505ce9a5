using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Analytics.Local.Serving;

/// <summary>
/// Listens on sockets, and accepts no further connection while as many are open as the server may have and some more, which are those
/// that it is about to refuse. It refuses in its own time, and until then a connection has a file open, of which there are few. What is
/// not accepted waits in the system's queue.
/// </summary>
/// <param name="sockets">Listens on sockets without a bound.</param>
/// <param name="options">The options of the server, with its limits on connections.</param>
internal sealed class BoundedListenerFactory(SocketTransportFactory sockets, IOptions<KestrelServerOptions> options)
    : IConnectionListenerFactory,
        IDisposable
{
    private SemaphoreSlim? _places;

    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        // The endpoints share the files of the process.
        _places ??= new(ConnectionLimits.OpenOf(options.Value.Limits));
        return new BoundedListener(await sockets.BindAsync(endpoint, cancellationToken), _places);
    }

    /// <inheritdoc/>
    public void Dispose() => _places?.Dispose();
}
