namespace Analytics.Core.Jobs;

/// <summary>The progress of a running job, which other threads can read.</summary>
public sealed class JobWork
{
    private volatile JobPhase _phase;
    private volatile LeftRange? _left;
    private volatile bool _erases;

    /// <summary>Current phase.</summary>
    public JobPhase Phase
    {
        get => _phase;
        internal set => _phase = value;
    }

    /// <summary>Current progress.</summary>
    public JobProgress Progress => ProgressWith(_left);

    internal JobCounters Counters { get; } = new();

    /// <summary>Resets the counts of messages: those before the last checkpoint are added when the job continues.</summary>
    internal void Restart()
    {
        Interlocked.Exchange(ref Counters.Messages, 0);
        Interlocked.Exchange(ref Counters.Events, 0);
        Interlocked.Exchange(ref Counters.Damaged, 0);
    }

    /// <summary>Shows the range that is left unchanged, because the archive no longer has it.</summary>
    /// <param name="range">The range; null if nothing is left.</param>
    internal void ShowLeft((DateTimeOffset From, DateTimeOffset To)? range) => _left = range is var (from, to) ? new(from, to) : null;

    /// <summary>Shows the progress of an erasure.</summary>
    internal void ShowErased() => _erases = true;

    private JobProgress ProgressWith(LeftRange? left) =>
        new(
            Phase,
            Interlocked.Read(ref Counters.Messages),
            Interlocked.Read(ref Counters.MessagesTotal),
            Interlocked.Read(ref Counters.Events),
            Interlocked.Read(ref Counters.Damaged),
            Interlocked.Read(ref Counters.DaysDone),
            Interlocked.Read(ref Counters.DaysTotal),
            Interlocked.Read(ref Counters.RowsCompared),
            Interlocked.Read(ref Counters.RowsReplaced),
            Interlocked.Read(ref Counters.SetAside),
            left?.From,
            left?.To
        )
        {
            Erased = _erases ? ErasedNow() : null,
        };

    private ErasureCounts ErasedNow() =>
        new(
            Interlocked.Read(ref Counters.ErasedEvents),
            Interlocked.Read(ref Counters.RewrittenMessages),
            Interlocked.Read(ref Counters.RewrittenRows),
            Interlocked.Read(ref Counters.DeletedRows),
            Interlocked.Read(ref Counters.Unreadable)
        );

    /// <summary>The range that the archive no longer has: one object, so that other threads see both ends or neither.</summary>
    private sealed record LeftRange(DateTimeOffset From, DateTimeOffset To);
}
