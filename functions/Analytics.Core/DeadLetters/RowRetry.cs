namespace Analytics.Core.DeadLetters;

/// <summary>
/// Retries a stored row that a query could not read. Queries read the row each time they need it, so a retry only deletes the letter: if
/// the row is still damaged, the next query sets it aside again.
/// </summary>
public sealed class RowRetry : IDeadLetterRetry
{
    /// <inheritdoc/>
    public DeadLetterStage Stage => DeadLetterStage.Query;

    /// <inheritdoc/>
    public Task RetryAsync(StoredDeadLetter letter, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}
