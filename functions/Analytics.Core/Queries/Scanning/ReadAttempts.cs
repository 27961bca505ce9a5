using Analytics.Core.Rollups;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Repeats a read of rollups when a rollup turns out to be damaged or is replaced during the read, and once when memory is short. One per
/// question; not thread-safe.
/// </summary>
/// <param name="freeMemory">Forgets what can be read again; null if there is nothing.</param>
internal sealed class ReadAttempts(Action? freeMemory = null)
{
    /// <summary>
    /// Maximum number of attempts while rollups are being replaced. An attempt reads little beyond what the previous one has read, and the
    /// first round after a pause replaces many days within the time of a few attempts.
    /// </summary>
    private const int MaxReplaced = 64;

    private int _replaced;
    private bool _isMemoryFreed;

    /// <summary>Reads until an attempt succeeds.</summary>
    /// <exception cref="ReplacedRollupException">The rollups were replaced too often.</exception>
    /// <exception cref="OutOfMemoryException">There is not enough memory, with nothing cached either.</exception>
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
    /// <returns>Null if the rollups must be chosen again.</returns>
    /// <exception cref="ReplacedRollupException">The rollups were replaced too often.</exception>
    /// <exception cref="OutOfMemoryException">There is not enough memory, with nothing cached either.</exception>
    public async ValueTask<T?> TryAsync<T>(Func<ValueTask<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (DamagedRollupException)
        {
            // The damaged rollup is known now, so each attempt chooses among fewer rollups.
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (OutOfMemoryException) when (freeMemory is not null && !_isMemoryFreed)
        {
            _isMemoryFreed = true;
            freeMemory();
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (ReplacedRollupException) when (++_replaced < MaxReplaced)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return null;
    }
}
