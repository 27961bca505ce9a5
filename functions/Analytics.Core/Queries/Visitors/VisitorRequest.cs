using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Visitors;

/// <summary>Request of a question about the order of events.</summary>
/// <param name="Site">The site.</param>
/// <param name="From">First second of the range, Unix time, inclusive. Events outside of the range take no part.</param>
/// <param name="To">End of the range, Unix time, exclusive.</param>
/// <param name="Filter">Which events take part; null for all.</param>
/// <param name="Marks">Conditions that mark events, 1 to <see cref="MaxMarks"/>.</param>
/// <param name="Kept">Which events a counter gets.</param>
public sealed record VisitorRequest(string Site, long From, long To, ScanFilter? Filter, IReadOnlyList<ScanFilter> Marks, KeptEvents Kept)
{
    /// <summary>The most conditions that mark events.</summary>
    public const int MaxMarks = 24;

    /// <summary>The most currencies.</summary>
    public const int MaxCurrencies = 255;

    /// <summary>
    /// About how many events of the range are in memory at a time, at least 1. Fewer are read again and again of small periods.
    /// </summary>
    public long EventsTogether { get; init; } = 1024 * 1024;

    /// <summary>
    /// A bit for each condition of <see cref="Marks"/> of which a visitor must have an event of any to count: others may be left out.
    /// 0 leaves out nobody.
    /// </summary>
    public uint RequiredMarks { get; init; }

    /// <summary>
    /// All that decides the answer beside this request, so that equal requests have equal answers; null if answers are not to be kept.
    /// </summary>
    public string? Counted { get; init; }

    /// <summary>The visitors who are read.</summary>
    public VisitorSample Sample { get; init; } = VisitorSample.All;

    /// <summary>The events that may be read, shared by the scans of a question; null for any number. It decides no number.</summary>
    public ScanBudget? Budget { get; init; }

    /// <summary>The numbers of pages and event names; null if nobody asks for them.</summary>
    public NodeTable? Nodes { get; init; }

    /// <summary>True to fill <see cref="VisitorEvent.Next"/>; needs <see cref="Nodes"/>.</summary>
    public bool WithNext { get; init; }

    /// <summary>A dimension to give the value of; null for none.</summary>
    public ScanDimension? Value { get; init; }

    /// <summary>The currencies of revenue to give, at most <see cref="MaxCurrencies"/>; empty for none.</summary>
    public IReadOnlyList<string> Currencies { get; init; } = [];

    /// <summary>Ascending first seconds of time buckets within the range, of which the first equals <see cref="From"/>.</summary>
    public IReadOnlyList<long> BucketStarts { get; init; } = [From];
}
