namespace Analytics.Core.DeadLetters;

/// <summary>
/// Retries a stored row that a query could not read. Queries read it each time they meet it, so deleting the letter is all there is to do:
/// if the row is still damaged, the next query sets it aside again.
/// </summary>
public sealed class RowRetry : IDeadLetterRetry
{
    /// <inheritdoc/>
    public DeadLetterStage Stage => DeadLetterStage.Query;

    /// <inheritdoc/>
    public Task RetryAsync(StoredDeadLetter letter, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}
