namespace Analytics.Core.Queries.Scanning;

/// <summary>A finding: whether any visitor has an id that lasts longer than a day. Thread-safe.</summary>
internal sealed class LastingVisitors
{
    private volatile bool _any;

    /// <summary>True if a segment with such a visitor was counted.</summary>
    public bool Any => _any;

    /// <summary>Takes the visitors of a segment into account.</summary>
    public void Add(SegmentFacts facts)
    {
        if (facts.HasLastingVisitors)
        {
            _any = true;
        }
    }
}
