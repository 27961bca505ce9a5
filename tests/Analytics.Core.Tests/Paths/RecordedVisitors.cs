using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Tests.Paths;

/// <summary>Keeps every visitor that a scan gives.</summary>
internal sealed class RecordedVisitors : IVisitorCounter
{
    public List<List<VisitorEvent>> Visitors { get; } = [];

    public long Weight => Visitors.Sum(events => 100L + (events.Count * 50L));

    public void Add(ulong visitor, ReadOnlySpan<VisitorEvent> events) => Visitors.Add([.. events]);

    /// <summary>The visitors that all counters of a scan recorded.</summary>
    internal sealed record Answer(VisitorScan<RecordedVisitors> Scan) : IVisitorAnswer
    {
        public long Weight => 100;
    }
}
