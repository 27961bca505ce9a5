namespace Analytics.Core.Queries.Visitors;

/// <summary>Counts visitors, one after the other. A scan makes several, each used by one thread at a time.</summary>
public interface IVisitorCounter
{
    /// <summary>Counts a visitor.</summary>
    /// <param name="visitor">The visitor's id; an odd one lasts beyond a day.</param>
    /// <param name="events">The visitor's events in order of time, at least one; not to be kept.</param>
    void Add(ulong visitor, ReadOnlySpan<VisitorEvent> events);
}
