namespace Analytics.Local.Storage;

/// <summary>Messages on their way into the log, or other work that the writer does between appends.</summary>
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

    /// <summary>If set, there is no message to append, and the writer does this instead.</summary>
    public Action<EventLogWriter>? Work { get; } = work;

    /// <summary>
    /// Completes when the messages are durable. Cancelling works only until the writer has taken it: later the caller must wait, as the
    /// writer reads their buffers.
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
    /// <returns>False when the caller has gone.</returns>
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
