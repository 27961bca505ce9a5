namespace Analytics.Core.Queries.Visitors;

/// <summary>The events of a visitor that a question about their order needs.</summary>
public enum KeptEvents
{
    /// <summary>The events with a mark.</summary>
    Marked,

    /// <summary>The events with a mark, and a few of consecutive events without a mark that repeat neither each other nor them.</summary>
    MarkedAndGaps,

    /// <summary>The events with a mark; of consecutive ones with the same marks in the same time bucket only the first.</summary>
    MarkedOncePerBucket,

    /// <summary>All events of the visits that have an event with a mark.</summary>
    MarkedVisits,
}
