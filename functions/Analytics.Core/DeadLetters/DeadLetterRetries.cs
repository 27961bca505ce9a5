using Analytics.Core.Tables;

namespace Analytics.Core.DeadLetters;

/// <summary>Retries dead letters, one at a time across all processes. Safe for concurrent use.</summary>
/// <param name="letters">The letters.</param>
/// <param name="stages">The retries of the stages, one per stage.</param>
/// <param name="tables">Store the lease.</param>
/// <param name="clock">The clock of the lease.</param>
public sealed class DeadLetterRetries(
    DeadLetterTable letters,
    IEnumerable<IDeadLetterRetry> stages,
    ITableStore tables,
    TimeProvider clock
)
{
    private readonly Dictionary<DeadLetterStage, IDeadLetterRetry> _stages = stages.ToDictionary(static retry => retry.Stage);
    private readonly TableLease _lease = new(tables, "deadletters", clock);

    /// <summary>Retries a letter and deletes it.</summary>
    /// <returns>The retried letter; null if there is none with the id.</returns>
    /// <exception cref="DeadLetterRetryException">The retry failed, or the letter cannot be retried.</exception>
    /// <exception cref="IOException">The storage does not answer now; the letter stays.</exception>
    public Task<StoredDeadLetter?> RetryAsync(string id, CancellationToken cancellationToken) =>
        _lease.RunAsync(token => RetryOneAsync(id, token), cancellationToken);

    private async Task<StoredDeadLetter?> RetryOneAsync(string id, CancellationToken cancellationToken)
    {
        if (await letters.ReadAsync(id, cancellationToken) is not { } letter)
        {
            return null;
        }

        if (!_stages.TryGetValue(letter.Stage, out var stage))
        {
            throw new DeadLetterRetryException(
                $"Letters of the stage {letter.Stage} can't be retried by this release; the letter '{id}' stays."
            );
        }

        try
        {
            if (await letters.ReadPayloadAsync(id, cancellationToken) is { } payload)
            {
                await stage.RetryAsync(letter, payload, cancellationToken);
            }
        }
        catch (Exception exception) when (StageBoundary.SetsAside(exception) && exception is not DeadLetterRetryException)
        {
            throw new DeadLetterRetryException(
                $"The letter '{id}' failed again and stays: {exception.GetType().Name}: {exception.Message}",
                exception
            );
        }

        await letters.DeleteAsync(letter, cancellationToken);
        return letter;
    }
}
