namespace Analytics.Core.Queries.Visitors;

/// <summary>The events of a visitor that a question about their order needs.</summary>
public enum KeptEvents
{
    /// <summary>The events with a mark.</summary>
    Marked,

    /// <summary>The events with a mark, and of several others in a row the first alone.</summary>
    MarkedAndGaps,

    /// <summary>The events with a mark; of several in a row with the same marks in the same time bucket the first alone.</summary>
    MarkedOncePerBucket,

    /// <summary>All events of the visits that have an event with a mark.</summary>
    MarkedVisits,
}
