namespace Analytics.Azure.Failures;

/// <summary>
/// Cancels long work before the function's timeout, which would end the whole process and all other functions in it. For work that stores
/// its progress and continues from there when it is called again.
/// </summary>
internal static class TimeLimit
{
    /// <summary>The limit; less than <c>functionTimeout</c> in host.json.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(9);

    /// <summary>Runs work and cancels it at the limit.</summary>
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
                $"Not done within {Length.TotalMinutes} minutes. The progress so far stays, and the next run goes on from there.",
                exception
            );
        }
    }
}
