namespace Analytics.Local.Storage;

/// <summary>Holds the end of a partition and lets readers wait until it moves. Safe for concurrent use.</summary>
internal sealed class AppendSignal(long last)
{
    private readonly object _gate = new();
    private TaskCompletionSource? _moved;
    private long _last = last;

    /// <summary>The highest sequence number that is durable.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Sets a new end and wakes the waiting readers.</summary>
    public void MoveTo(long last)
    {
        TaskCompletionSource? moved;
        lock (_gate)
        {
            Volatile.Write(ref _last, last);
            moved = _moved;
            _moved = null;
        }

        moved?.SetResult();
    }

    /// <summary>Waits until the end is above a sequence number.</summary>
    public ValueTask WaitAboveAsync(long sequenceNumber, CancellationToken cancellationToken)
    {
        if (Last > sequenceNumber)
        {
            return ValueTask.CompletedTask;
        }

        Task moved;
        lock (_gate)
        {
            if (_last > sequenceNumber)
            {
                return ValueTask.CompletedTask;
            }

            _moved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            moved = _moved.Task;
        }

        // One move may end below the number.
        return WaitAgainAsync(moved, sequenceNumber, cancellationToken);
    }

    private async ValueTask WaitAgainAsync(Task moved, long sequenceNumber, CancellationToken cancellationToken)
    {
        await moved.WaitAsync(cancellationToken);
        await WaitAboveAsync(sequenceNumber, cancellationToken);
    }
}
