using System.Collections.Concurrent;

namespace Analytics.Local.Storage;

/// <summary>Connections that are not in use now. Safe for concurrent use; disposed only when all leases are back.</summary>
/// <typeparam name="TConnection">A connection with its prepared statements.</typeparam>
internal sealed class ConnectionPool<TConnection>(Func<TConnection> open) : IDisposable
    where TConnection : class, IDisposable
{
    // As many as read at once are opened; more than this many are not kept.
    private const int MaxIdle = 16;

    private readonly ConcurrentBag<TConnection> _idle = [];
    private volatile bool _closed;

    /// <summary>Takes a connection; dispose the lease to give it back.</summary>
    public ConnectionLease<TConnection> Rent()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return new ConnectionLease<TConnection>(this, _idle.TryTake(out var connection) ? connection : open());
    }

    /// <summary>Takes a connection back.</summary>
    public void Return(TConnection connection)
    {
        if (_closed || _idle.Count >= MaxIdle)
        {
            connection.Dispose();
        }
        else
        {
            _idle.Add(connection);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }
}

/// <summary>The use of a pooled connection until disposed.</summary>
/// <typeparam name="TConnection">A connection with its prepared statements.</typeparam>
internal readonly struct ConnectionLease<TConnection>(ConnectionPool<TConnection> pool, TConnection connection) : IDisposable
    where TConnection : class, IDisposable
{
    /// <summary>The connection.</summary>
    public TConnection Connection { get; } = connection;

    /// <summary>Gives it back.</summary>
    public void Dispose() => pool.Return(Connection);
}
