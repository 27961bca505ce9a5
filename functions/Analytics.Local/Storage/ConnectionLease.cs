namespace Analytics.Local.Storage;

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
