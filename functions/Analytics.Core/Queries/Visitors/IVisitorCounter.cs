namespace Analytics.Core.Queries.Visitors;

/// <summary>Counts visitors one by one. A scan creates several counters, each used by one thread at a time.</summary>
public interface IVisitorCounter
{
    /// <summary>Approximate memory in bytes.</summary>
    long Weight { get; }

    /// <summary>Counts a visitor.</summary>
    /// <param name="visitor">The visitor's id. An odd id is permanent, an even one lasts for the day.</param>
    /// <param name="events">The visitor's events in order of time, at least one; valid only during the call.</param>
    void Add(ulong visitor, ReadOnlySpan<VisitorEvent> events);
}
