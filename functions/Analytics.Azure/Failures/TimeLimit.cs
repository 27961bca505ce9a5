namespace Analytics.Azure.Failures;

/// <summary>
/// Ends long work before the function's timeout does, which ends the whole process and with it all that other functions do there. For work
/// that keeps what it has done and goes on from there when it is called again.
/// </summary>
internal static class TimeLimit
{
    /// <summary>Below <c>functionTimeout</c> in host.json.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(9);

    /// <summary>Works within the limit.</summary>
    /// <exception cref="TimeoutException">The work was not done in time and was cancelled.</exception>
    public static async Task RunAsync(Func<CancellationToken, Task> work, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Length, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await work(linked.Token);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"Not done within {Length.TotalMinutes} minutes. What is done stays, and the next run goes on from there.",
                exception
            );
        }
    }
}
