namespace Analytics.Local.Storage;

/// <summary>
/// A queue of requests of many callers, handled by one thread that takes all waiting requests at once: the longer a group takes (an
/// fsync), the larger is the next one. Bounded by bytes. <see cref="TryAdd"/> is safe for concurrent use.
/// </summary>
/// <typeparam name="TRequest">The type of the waiting requests.</typeparam>
internal sealed class GroupCommitQueue<TRequest> : IDisposable
{
    private readonly object _gate = new();
    private readonly Action<List<TRequest>> _handle;
    private readonly Func<TRequest, int> _bytesOf;
    private readonly long _maxQueuedBytes;
    private readonly int _maxGroupBytes;
    private readonly Queue<TRequest> _queue = new();
    private readonly Thread _thread;
    private long _queuedBytes;
    private bool _closed;

    /// <param name="name">Name of the thread.</param>
    /// <param name="maxQueuedBytes">Maximum bytes of waiting requests; further requests are rejected.</param>
    /// <param name="maxGroupBytes">Number of bytes at which a group ends.</param>
    /// <param name="bytesOf">Size of a request.</param>
    /// <param name="handle">Handles one group; must not throw, and completes the requests itself.</param>
    public GroupCommitQueue(
        string name,
        long maxQueuedBytes,
        int maxGroupBytes,
        Func<TRequest, int> bytesOf,
        Action<List<TRequest>> handle
    )
    {
        _maxQueuedBytes = maxQueuedBytes;
        _maxGroupBytes = maxGroupBytes;
        _bytesOf = bytesOf;
        _handle = handle;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Adds a request.</summary>
    /// <returns>False if the queue is full.</returns>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public bool TryAdd(TRequest request)
    {
        var bytes = _bytesOf(request);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);

            // A request larger than the limit is accepted if the queue is empty.
            if (_queuedBytes > 0 && _queuedBytes + bytes > _maxQueuedBytes)
            {
                return false;
            }

            _queue.Enqueue(request);
            _queuedBytes += bytes;
            if (_queue.Count == 1)
            {
                Monitor.Pulse(_gate);
            }

            return true;
        }
    }

    /// <summary>Rejects further requests and waits until the accepted ones are handled.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private void Run()
    {
        var group = new List<TRequest>();
        while (Take(group))
        {
            _handle(group);
            group.Clear();
        }
    }

    private bool Take(List<TRequest> group)
    {
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                if (_closed)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            for (var bytes = 0L; bytes < _maxGroupBytes && _queue.TryDequeue(out var request); )
            {
                bytes += _bytesOf(request);
                _queuedBytes -= _bytesOf(request);
                group.Add(request);
            }

            return true;
        }
    }
}
