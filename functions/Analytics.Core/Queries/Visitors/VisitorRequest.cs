using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Visitors;

/// <summary>The scan of a question about the order of events.</summary>
/// <param name="Site">The site.</param>
/// <param name="From">First second of the range, Unix time, inclusive. Events outside of the range take no part.</param>
/// <param name="To">End of the range, Unix time, exclusive.</param>
/// <param name="Filter">The condition for events that take part; null for all.</param>
/// <param name="Marks">Conditions that mark events, 1 to <see cref="MaxMarks"/>.</param>
/// <param name="Kept">The events that a counter receives.</param>
public sealed record VisitorRequest(string Site, long From, long To, ScanFilter? Filter, IReadOnlyList<ScanFilter> Marks, KeptEvents Kept)
{
    /// <summary>The maximum number of conditions that mark events.</summary>
    public const int MaxMarks = 24;

    /// <summary>The maximum number of currencies.</summary>
    public const int MaxCurrencies = 255;

    /// <summary>
    /// Approximate number of events in memory at a time, at least 1. A small number makes small periods be read repeatedly.
    /// </summary>
    public long EventsTogether { get; init; } = 1024 * 1024;

    /// <summary>
    /// One bit for each condition of <see cref="Marks"/>: a visitor without an event that satisfies any of them may be skipped. 0 skips
    /// none.
    /// </summary>
    public uint RequiredMarks { get; init; }

    /// <summary>
    /// Everything other than this request that determines the answer, so that equal requests have equal answers; null if answers must not
    /// be cached.
    /// </summary>
    public string? Counted { get; init; }

    /// <summary>The visitors to read.</summary>
    public VisitorSample Sample { get; init; } = VisitorSample.All;

    /// <summary>
    /// The number of events that may be read, shared by the scans of a question; null for no limit. Setting it also sets
    /// <see cref="Sample"/> to the budget's current sample.
    /// </summary>
    public ScanBudget? Budget
    {
        get;
        init
        {
            field = value;
            Sample = value?.Sample ?? Sample;
        }
    }

    /// <summary>The numbering of pages and event names; null if they are not needed.</summary>
    public NodeTable? Nodes { get; init; }

    /// <summary>True to fill <see cref="VisitorEvent.Next"/>; needs <see cref="Nodes"/>.</summary>
    public bool WithNext { get; init; }

    /// <summary>The dimension of <see cref="VisitorEvent.Value"/>; null for none.</summary>
    public ScanDimension? Value { get; init; }

    /// <summary>The currencies of revenue, at most <see cref="MaxCurrencies"/>; empty for none.</summary>
    public IReadOnlyList<string> Currencies { get; init; } = [];

    /// <summary>Ascending first seconds of time buckets within the range; the first equals <see cref="From"/>.</summary>
    public IReadOnlyList<long> BucketStarts { get; init; } = [From];
}
