namespace Analytics.Core.DeadLetters;

/// <summary>Returns items that one stage set aside to that stage.</summary>
public interface IDeadLetterRetry
{
    /// <summary>The stage.</summary>
    DeadLetterStage Stage { get; }

    /// <summary>
    /// Retries a letter. When the task completes, its effect is durable or certain to happen, and the letter is deleted. After a crash in
    /// between, the method is called again for the same letter and must not count anything twice. One call at a time.
    /// </summary>
    /// <param name="letter">The letter.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="cancellationToken">Cancels the retry; the letter stays.</param>
    /// <exception cref="IOException">The storage does not answer now; the letter stays.</exception>
    Task RetryAsync(StoredDeadLetter letter, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
