namespace Analytics.Core.DeadLetters;

/// <summary>The stage that set an item aside.</summary>
public enum DeadLetterStage
{
    /// <summary>Aggregating a message of the event log.</summary>
    Aggregate,

    /// <summary>Rolling up the live blocks of a site, or building its days or months.</summary>
    RollUp,

    /// <summary>Rebuilding a site's statistics from archived events.</summary>
    Reprocess,

    /// <summary>Reading a stored row for a query.</summary>
    Query,
}
