using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Analytics.Local.Serving;

/// <summary>A listener that waits for a place before it accepts a connection, which returns it when its socket is closed.</summary>
/// <param name="listener">The listener.</param>
/// <param name="places">The places, which other listeners share.</param>
internal sealed class BoundedListener(IConnectionListener listener, SemaphoreSlim places) : IConnectionListener
{
    private readonly CancellationTokenSource _unbound = new();

    /// <inheritdoc/>
    public EndPoint EndPoint => listener.EndPoint;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_unbound.Token, cancellationToken);
        try
        {
            await places.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (_unbound.IsCancellationRequested)
        {
            return null;
        }

        ConnectionContext? connection = null;
        try
        {
            connection = await listener.AcceptAsync(cancellationToken);
            return connection is null ? null : new BoundedConnection(connection, places);
        }
        finally
        {
            if (connection is null)
            {
                places.Release();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _unbound.CancelAsync();
        await listener.UnbindAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _unbound.CancelAsync();
        await listener.DisposeAsync();
        _unbound.Dispose();
    }
}
