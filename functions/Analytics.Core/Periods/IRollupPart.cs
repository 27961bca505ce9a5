namespace Analytics.Core.Periods;

/// <summary>A part of a rollup that can be merged: a rollup, or a live block with its rows as they came. Immutable.</summary>
internal interface IRollupPart
{
    /// <summary>The hour, day or month.</summary>
    RollupPeriod Period { get; }

    /// <summary>The messages that had their effect here.</summary>
    Inclusion Included { get; }

    /// <summary>The messages by hour; null of an hour, a month, and of a day that was stored without them.</summary>
    HourInclusion? Hours { get; }

    /// <summary>True if the ids of its events are in its rows, so that a repetition of one is found.</summary>
    bool HasIds { get; }

    /// <summary>Only visitors with an id below it are kept; <see cref="ulong.MaxValue"/> means all.</summary>
    ulong Threshold { get; }

    /// <summary>The logic that parsed the events.</summary>
    int LogicVersion { get; }

    /// <summary>Visits, at most.</summary>
    int VisitCount { get; }

    /// <summary>Events.</summary>
    int EventCount { get; }

    /// <summary>Counts that are additive over events.</summary>
    Totals Totals { get; }

    /// <summary>Sums of revenue.</summary>
    RevenueTotals RevenueTotals { get; }

    /// <summary>Adds the rows to a draft. O(rows).</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="shift">Seconds from the draft's start to this part's.</param>
    /// <param name="visitors">The visitors whose rows are added.</param>
    void AddTo(RollupDraft draft, int shift, VisitorRange visitors);

    /// <summary>The events that came with an id.</summary>
    IEnumerable<KeyedEvent> Keys();
}
