namespace Analytics.Core.Periods;

/// <summary>A part of a rollup that can be merged: a rollup, or a live block with its plain rows. Immutable.</summary>
internal interface IRollupPart
{
    /// <summary>The hour, day or month.</summary>
    RollupPeriod Period { get; }

    /// <summary>The included messages.</summary>
    Inclusion Included { get; }

    /// <summary>The messages by hour; null for an hour, a month, and a day that was stored without them.</summary>
    HourInclusion? Hours { get; }

    /// <summary>True if its rows have the ids of its events, so that repetitions are found.</summary>
    bool HasIds { get; }

    /// <summary>Only visitors with an id below it are kept; <see cref="ulong.MaxValue"/> means all.</summary>
    ulong Threshold { get; }

    /// <summary>The version of the logic that parsed the events.</summary>
    int LogicVersion { get; }

    /// <summary>An upper bound of the number of visits.</summary>
    int VisitCount { get; }

    /// <summary>Events.</summary>
    int EventCount { get; }

    /// <summary>About how many bytes its rows and their texts take as they are stored; 0 if it is not known.</summary>
    long StoredBytes => 0;

    /// <summary>Counts that add up over events.</summary>
    Totals Totals { get; }

    /// <summary>Sums of revenue.</summary>
    RevenueTotals RevenueTotals { get; }

    /// <summary>Adds the rows to a draft. O(rows).</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="shift">Seconds from the draft's start to this part's.</param>
    /// <param name="visitors">The visitors whose rows are added.</param>
    void AddTo(RollupDraft draft, int shift, VisitorRange visitors);

    /// <summary>
    /// Returns the same part for a caller that adds one range of visitors after another, which costs it the rows of each range alone, or
    /// itself where that needs no preparation.
    /// </summary>
    IRollupPart CutByVisitors() => this;

    /// <summary>Returns the events with an id.</summary>
    IEnumerable<KeyedEvent> Keys();
}
