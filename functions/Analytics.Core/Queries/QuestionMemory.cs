using Analytics.Core.Telemetry;

namespace Analytics.Core.Queries;

/// <summary>
/// The memory that all questions of a process together may take for what they find, beyond a free part of each. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// 683 MB for all, 20 MB free for each
///   question A finds 600,000 pages       takes what it finds, as it grows, and gives it back when it is answered
///   question B finds 400 pages           takes nothing of the 683 MB
///   question C finds 600,000 pages too   refused once A and C together exceed the 683 MB; all that it took is given back at once
/// </code>
/// Nobody waits for memory, because whoever waits would keep what others wait for.
/// </remarks>
/// <param name="bytes">Approximate number of bytes for all questions.</param>
public sealed class QuestionMemory(long bytes)
{
    private const long Step = 1024 * 1024;
    private const long FewestBytes = 192 * Step;

    private long _taken;

    /// <summary>Approximate number of bytes that each question has beside the others: some 20,000 groups.</summary>
    internal long FreeBytes { get; init; } = 20 * Step;

    /// <summary>Memory without a limit.</summary>
    public static QuestionMemory Unlimited { get; } = new(long.MaxValue);

    /// <summary>Approximate number of bytes for all questions.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Number of bytes that are taken now.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Returns a third of the memory, at least 192 MB.</summary>
    /// <param name="availableBytes">Bytes that the process may use.</param>
    public static long BytesOf(long availableBytes) => Math.Max(FewestBytes, availableBytes / 3);

    /// <summary>Begins a question, which has taken nothing yet.</summary>
    public HeldMemory Begin() => new(new(this));

    private bool TryTake(long count)
    {
        if (Interlocked.Add(ref _taken, count) <= Bytes)
        {
            return true;
        }

        GiveBack(count);
        return false;
    }

    private void GiveBack(long count) => Interlocked.Add(ref _taken, -count);

    /// <summary>The memory of one question. Thread-safe.</summary>
    internal sealed class Question(QuestionMemory memory)
    {
        private readonly Lock _gate = new();
        private long _held;
        private long _taken;
        private bool _isRefused;

        /// <exception cref="QuestionMemoryException">The memory of all questions is used up.</exception>
        /// <exception cref="QueryException">The question alone would need more.</exception>
        public void Take(long count)
        {
            lock (_gate)
            {
                var missing = _isRefused ? 0 : Needed(_held + count) - _taken;
                if (missing > 0 && !memory.TryTake(missing))
                {
                    // The other threads of the question end as well, so that its memory is free soon.
                    _isRefused = true;
                    AnalyticsMeter.CountRefused("query_memory");
                    memory.GiveBack(_taken);
                    _taken = 0;
                }

                if (!_isRefused)
                {
                    _held += count;
                    _taken += Math.Max(0, missing);
                    return;
                }

                throw Needed(_held + count) > memory.Bytes
                    ? new QueryException(
                        "dimensions: the question finds more than fits the memory that this server has for questions; use fewer "
                            + "dimensions and metrics, longer time buckets, a shorter date_range or a filter."
                    )
                    : new QuestionMemoryException();
            }
        }

        public void GiveBack(long count)
        {
            lock (_gate)
            {
                _held -= count;
                var spare = _taken - Needed(_held);
                if (spare > 0)
                {
                    _taken -= spare;
                    memory.GiveBack(spare);
                }
            }
        }

        private long Needed(long held) => Math.Max(0, held - memory.FreeBytes + Step - 1) / Step * Step;
    }
}
