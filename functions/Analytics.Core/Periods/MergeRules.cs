namespace Analytics.Core.Periods;

/// <summary>Settings of one merge. The defaults merge everything.</summary>
internal sealed record MergeRules
{
    /// <summary>Everything is merged.</summary>
    public static MergeRules Default { get; } = new();

    /// <summary>The sums of the parts; null to take them from the parts. Totals are corrected by what is dropped.</summary>
    public PartSums? Sums { get; init; }

    /// <summary>The visitors that are merged.</summary>
    public VisitorRange Visitors { get; init; } = VisitorRange.All;

    /// <summary>Sizes from which rows are sampled.</summary>
    public SamplingLimits Limits { get; init; } = SamplingLimits.Unlimited;

    /// <summary>Repetitions of ids without a timestamp to drop.</summary>
    public UntimedIds Untimed { get; init; } = UntimedIds.None;

    /// <summary>The visitor whose event counts, for each key that several visitors sent.</summary>
    public IReadOnlyDictionary<ulong, ulong> Winners { get; init; } = new Dictionary<ulong, ulong>();

    /// <summary>
    /// The keys of event ids are kept if the result has at most so many events. They are needed where new events are merged into the rows.
    /// </summary>
    public int KeysUpTo { get; init; } = int.MaxValue;

    /// <summary>Names and keys of a period that is merged in several segments; null if it is merged at once.</summary>
    public PeriodTexts? Texts { get; init; }
}
