namespace Analytics.Core.DeadLetters;

/// <summary>The stage that could not go on with what was set aside.</summary>
public enum DeadLetterStage
{
    /// <summary>A message of the event log was aggregated.</summary>
    Aggregate,

    /// <summary>The live blocks of a site were rolled up, or its days or months were built.</summary>
    RollUp,

    /// <summary>Archived events of a site were made into statistics again.</summary>
    Reprocess,

    /// <summary>A stored row was read for a query.</summary>
    Query,
}
