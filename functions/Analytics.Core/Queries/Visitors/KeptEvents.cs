namespace Analytics.Core.Queries.Visitors;

/// <summary>The events of a visitor that a question about their order needs.</summary>
public enum KeptEvents
{
    /// <summary>The events with a mark.</summary>
    Marked,

    /// <summary>The events with a mark, and the first one of consecutive events without a mark.</summary>
    MarkedAndGaps,

    /// <summary>The events with a mark; of consecutive ones with the same marks in the same time bucket only the first.</summary>
    MarkedOncePerBucket,

    /// <summary>All events of the visits that have an event with a mark.</summary>
    MarkedVisits,
}
