namespace Analytics.Core.DeadLetters;

/// <summary>Gives what one stage set aside back to it.</summary>
public interface IDeadLetterRetry
{
    /// <summary>The stage.</summary>
    DeadLetterStage Stage { get; }

    /// <summary>
    /// Does it. When the task completes, the effect is durable, or what will bring it is, and the letter is deleted. A crash in between
    /// calls it again for the same letter, which must not count anything twice. One call at a time.
    /// </summary>
    /// <param name="letter">The letter.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="cancellationToken">Cancels the retry; the letter stays.</param>
    /// <exception cref="IOException">The storage does not answer now; the letter stays.</exception>
    Task RetryAsync(StoredDeadLetter letter, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
