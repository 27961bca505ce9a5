namespace Analytics.Faults.Tests.Harness;

/// <summary>The place of an await at which an actor waits for its turn, and at which its instance may end.</summary>
internal enum GateKind
{
    /// <summary>Before or after a read.</summary>
    Read,

    /// <summary>Before a commit.</summary>
    BeforeCommit,

    /// <summary>After a commit took effect, before its answer.</summary>
    AfterCommit,
}
