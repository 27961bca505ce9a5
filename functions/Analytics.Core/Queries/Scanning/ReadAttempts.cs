using Analytics.Core.Rollups;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Decides if a read of rollups begins again, because a rollup turned out damaged or was replaced meanwhile. One per question; not
/// thread-safe.
/// </summary>
internal sealed class ReadAttempts
{
    /// <summary>
    /// Number of attempts at a read whose rollups are replaced. An attempt reads little that the one before has not read, and the first
    /// round after a pause replaces days faster than a few attempts take.
    /// </summary>
    private const int MaxReplaced = 64;

    private int _replaced;

    /// <summary>Reads, again and again until it succeeds.</summary>
    /// <exception cref="ReplacedRollupException">The rollups were replaced too often.</exception>
    public async ValueTask<T> RepeatAsync<T>(Func<ValueTask<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        for (; ; )
        {
            if (await TryAsync(read, cancellationToken) is { } result)
            {
                return result;
            }
        }
    }

    /// <summary>Reads once.</summary>
    /// <returns>Null if the rollups are to be chosen again.</returns>
    /// <exception cref="ReplacedRollupException">The rollups were replaced too often.</exception>
    public async ValueTask<T?> TryAsync<T>(Func<ValueTask<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (DamagedRollupException)
        {
            // It is known now, so that each turn chooses among fewer rollups.
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (ReplacedRollupException) when (++_replaced < MaxReplaced)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return null;
    }
}
