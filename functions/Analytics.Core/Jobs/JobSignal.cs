namespace Analytics.Core.Jobs;

/// <summary>Wakes the runner of this process when there is a new job. Safe for concurrent use.</summary>
public sealed class JobSignal : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>Wakes the runner, or ends its next wait immediately.</summary>
    public void Set()
    {
        lock (_signal)
        {
            if (_signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
    }

    /// <summary>Completes at the next <see cref="Set"/>, or after a timeout.</summary>
    public async Task WaitAsync(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signalled = _signal.WaitAsync(linked.Token);
        await Task.WhenAny(signalled, Task.Delay(timeout, clock, linked.Token));
        await linked.CancelAsync();

        // A signal at the end of the timeout is consumed as well, since the caller looks for jobs in either case.
        await signalled.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();
}
