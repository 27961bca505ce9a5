namespace Analytics.Core.Aggregation;

/// <summary>What the aggregator remembers of a visit that may go on, to keep the totals exact. Times are Unix seconds.</summary>
internal struct OpenVisit
{
    /// <summary>The second in which the visit was counted; corrections go there.</summary>
    public long CountedAt;
    public long First;
    public long LastCounting;

    /// <summary>The last event of any name.</summary>
    public long Last;

    /// <summary>Events of the visit.</summary>
    public int Events;

    /// <summary>Events that count against a bounce.</summary>
    public int Counting;

    /// <summary>Rank of the last event among those of its second.</summary>
    public int Ordinal;

    public readonly bool IsBounce => Counting <= 1;

    public readonly long Seconds => IsBounce ? 0 : LastCounting - First;
}
