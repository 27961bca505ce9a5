namespace Analytics.Core.Jobs;

/// <summary>Wakes the runner of this process when there is something new for it. Safe for concurrent use.</summary>
public sealed class JobSignal : IDisposable
{
    private readonly SemaphoreSlim _news = new(0, 1);

    /// <summary>Wakes the runner, or keeps it from sleeping.</summary>
    public void Set()
    {
        lock (_news)
        {
            if (_news.CurrentCount == 0)
            {
                _news.Release();
            }
        }
    }

    /// <summary>Completes at the next <see cref="Set"/>, or after a time.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var news = _news.WaitAsync(linked.Token);
        await Task.WhenAny(news, Task.Delay(atMost, clock, linked.Token));
        await linked.CancelAsync();

        // News that come with the end of the time must not be lost; whoever waited looks anyway.
        await news.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public void Dispose() => _news.Dispose();
}
