using Analytics.Core.EventLog;
using Analytics.Core.Telemetry;

namespace Analytics.Core.Collection;

/// <summary>
/// Lets as many bodies be read at once as there are processors, in order of arrival, and refuses a body once too many wait. Small bodies
/// neither wait nor are refused: a page's event is read sooner than a turn is given. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// 2 processors, 64 may wait for each
/// batches of a flood     2 are read, 128 wait, the next one is refused: "send again after 1 s"
/// one event of a page    is read at once, beside 2 batches and not beside 130
/// </code>
/// Without turns, the processors are divided among as many bodies as the thread pool has threads, and whoever asks a question waits for
/// all of them. A compressed body takes a turn to be decompressed, and another one to be read.
/// </remarks>
/// <param name="atOnce">Bodies read at once.</param>
/// <param name="maxWaiting">Bodies that may wait.</param>
public sealed class ReadingTurns(int atOnce, int maxWaiting)
{
    /// <summary>Bodies up to this size are read without a turn, which takes some ten microseconds of a processor.</summary>
    public const int SmallBytes = 8 * 1024;

    private const int WaitingPerProcessor = 64;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turns = new(atOnce);
    private int _waiting;

    /// <summary>Turns for the processors of this machine.</summary>
    public static ReadingTurns ForThisMachine() => new(Environment.ProcessorCount, Environment.ProcessorCount * WaitingPerProcessor);

    /// <summary>Waits for the turn of a body.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="mayRefuse">False to wait however many do; for a sender that sends no more before this is read.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The turn, which ends with its disposal.</returns>
    /// <exception cref="EventLogUnavailableException">Too many bodies wait.</exception>
    public async ValueTask<Turn> EnterAsync(int bytes, bool mayRefuse, CancellationToken cancellationToken)
    {
        if (bytes <= SmallBytes)
        {
            return default;
        }

        if (_turns.Wait(0, cancellationToken))
        {
            return new(_turns);
        }

        if (Interlocked.Increment(ref _waiting) > maxWaiting && mayRefuse)
        {
            Interlocked.Decrement(ref _waiting);
            AnalyticsMeter.CountRefused("batches");
            throw new EventLogUnavailableException(
                $"Batches are read in turn, and as many wait as may ({maxWaiting}). Send this one again after "
                    + $"{RetryAfter.TotalSeconds:0.#} s, and fewer at once.",
                RetryAfter
            );
        }

        try
        {
            await _turns.WaitAsync(cancellationToken);
            return new(_turns);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>The turn of a body.</summary>
    /// <param name="turns">Takes it back; null if the body needs none.</param>
    public readonly struct Turn(SemaphoreSlim? turns) : IDisposable
    {
        public void Dispose() => turns?.Release();
    }
}
