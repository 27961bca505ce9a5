namespace Analytics.Local.Storage;

/// <summary>A request to the log's writer: messages to append, or other work to do between appends.</summary>
internal sealed class AppendRequest(int partition, IReadOnlyList<ReadOnlyMemory<byte>> messages, Action<EventLogWriter>? work = null)
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    public int Partition { get; } = partition;

    public IReadOnlyList<ReadOnlyMemory<byte>> Messages { get; } = messages;

    /// <summary>Total length of all messages, in bytes.</summary>
    public int Bytes { get; } = messages.Sum(static message => message.Length);

    /// <summary>The work to do instead of an append; null for an append.</summary>
    public Action<EventLogWriter>? Work { get; } = work;

    /// <summary>
    /// Waits until the messages are durable. It can be cancelled only until the writer has claimed the request: then the writer reads the
    /// caller's buffers.
    /// </summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
        {
            await _done.Task;
            return;
        }

        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((AppendRequest)state!).TryCancel(token),
            this
        );
        await _done.Task;
    }

    /// <summary>Claims the request for the writer.</summary>
    /// <returns>False if the caller has cancelled.</returns>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    public void Complete() => _done.SetResult();

    public void Fail(Exception exception) => _done.SetException(exception);

    private void TryCancel(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting)
        {
            _done.SetCanceled(cancellationToken);
        }
    }
}
