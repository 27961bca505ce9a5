namespace Analytics.Core.Periods;

/// <summary>Settings of one merge. The defaults merge everything.</summary>
internal sealed record MergeRules
{
    /// <summary>Rules that merge everything.</summary>
    public static MergeRules Default { get; } = new();

    /// <summary>The sums of the parts; null to compute them from the parts. Dropped events are subtracted from the totals.</summary>
    public PartSums? Sums { get; init; }

    /// <summary>The visitors to merge.</summary>
    public VisitorRange Visitors { get; init; } = VisitorRange.All;

    /// <summary>Only visitors with an id below it are kept; <see cref="ulong.MaxValue"/> keeps all.</summary>
    public ulong Threshold { get; init; } = ulong.MaxValue;

    /// <summary>The repetitions of ids without a timestamp to drop.</summary>
    public UntimedIds Untimed { get; init; } = UntimedIds.None;

    /// <summary>For each key that several visitors sent, the visitor whose event counts.</summary>
    public IReadOnlyDictionary<ulong, ulong> Winners { get; init; } = new Dictionary<ulong, ulong>();

    /// <summary>
    /// Number of events of the result up to which the keys of event ids are kept, for merging new events into the rows.
    /// </summary>
    public int KeysUpTo { get; init; } = int.MaxValue;

    /// <summary>Seconds of the slots from which dropped events are subtracted; null for those of the period's totals.</summary>
    public int? SlotSeconds { get; init; }

    /// <summary>True if the result stays in memory, and so is to take little of it; otherwise it is soon encoded.</summary>
    public bool IsKept { get; init; }
}
