namespace Analytics.Faults.Tests.Harness;

/// <summary>A kind of fault that the harness injects, or a situation that it must have brought about.</summary>
internal enum FaultKind
{
    /// <summary>A read of the tables failed.</summary>
    TableReadFailed,

    /// <summary>A read was answered, and its rows were written before the answer arrived.</summary>
    TableReadStale,

    /// <summary>A commit failed and had no effect.</summary>
    CommitRefused,

    /// <summary>A commit took effect, and its answer was an error.</summary>
    CommitUnanswered,

    /// <summary>A commit timed out and took effect later.</summary>
    CommitLate,

    /// <summary>A partition of the log refused a message.</summary>
    AppendRefused,

    /// <summary>An append had no effect, and its outcome was unknown.</summary>
    AppendLost,

    /// <summary>An append took effect, and its outcome was unknown.</summary>
    AppendUnanswered,

    /// <summary>An append timed out and took effect later.</summary>
    AppendLate,

    /// <summary>A read of the log failed.</summary>
    LogReadFailed,

    /// <summary>A read of the log gave fewer messages than there are.</summary>
    LogReadShort,

    /// <summary>The rewriting of an archived message failed before or after it took effect.</summary>
    RewriteFailed,

    /// <summary>All storage of an instance failed for a while.</summary>
    Outage,

    /// <summary>Messages were delivered again.</summary>
    DeliveredAgain,

    /// <summary>Messages were delivered in other batches than before.</summary>
    DeliveredSplit,

    /// <summary>A delivery began after messages that nobody had aggregated.</summary>
    CheckpointAhead,

    /// <summary>Two instances aggregated one partition at once.</summary>
    TwoOwners,

    /// <summary>Two instances rolled up or ran jobs at once, one of them with a lease that it had lost.</summary>
    InstanceStalled,

    /// <summary>An instance ended between a read and what it did next.</summary>
    DeathAtRead,

    /// <summary>An instance ended before a commit.</summary>
    DeathBeforeCommit,

    /// <summary>An instance ended after a commit and before its answer.</summary>
    DeathAfterCommit,

    /// <summary>A clock jumped forward.</summary>
    ClockForward,

    /// <summary>A clock jumped back.</summary>
    ClockBack,
}
