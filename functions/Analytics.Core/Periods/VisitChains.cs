namespace Analytics.Core.Periods;

/// <summary>A draft in its final order: visitors ascending, their visits by time, the events of each visit by time.</summary>
internal sealed class VisitChains
{
    public readonly List<ulong> Visitors = [];
    public readonly List<int> VisitsOfVisitor = [];
    public readonly List<VisitChain> Visits = [];

    /// <summary>Events of the draft, in order.</summary>
    public readonly List<int> Rows = [];

    /// <summary>Number of events dropped as repetitions.</summary>
    public readonly List<int> Duplicates = [];

    /// <summary>The id from which visitors were omitted; <see cref="ulong.MaxValue"/> if none was.</summary>
    public ulong Threshold { get; set; } = ulong.MaxValue;

    public void Clear()
    {
        Visitors.Clear();
        VisitsOfVisitor.Clear();
        Visits.Clear();
        Rows.Clear();
        Duplicates.Clear();
        Threshold = ulong.MaxValue;
    }
}
