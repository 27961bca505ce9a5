using System.Collections.Concurrent;

namespace Analytics.Local.Storage;

/// <summary>A pool of connections. Safe for concurrent use; must be disposed after all leases are returned.</summary>
/// <typeparam name="TConnection">A connection with its prepared statements.</typeparam>
internal sealed class ConnectionPool<TConnection>(Func<TConnection> open) : IDisposable
    where TConnection : class, IDisposable
{
    // A connection is opened for each concurrent read; at most this many idle ones are kept.
    private const int MaxIdle = 16;

    private readonly ConcurrentBag<TConnection> _idle = [];
    private volatile bool _closed;

    /// <summary>Rents a connection; dispose the lease to return it.</summary>
    public ConnectionLease<TConnection> Rent()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return new ConnectionLease<TConnection>(this, _idle.TryTake(out var connection) ? connection : open());
    }

    /// <summary>Returns a connection to the pool.</summary>
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

    /// <summary>Returns the connection to the pool.</summary>
    public void Dispose() => pool.Return(Connection);
}
