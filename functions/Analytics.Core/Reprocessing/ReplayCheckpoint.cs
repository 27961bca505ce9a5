namespace Analytics.Core.Reprocessing;

/// <summary>Position up to which a partition is replayed.</summary>
/// <param name="SequenceNumber">The last message whose blocks are stored.</param>
/// <param name="Messages">Messages replayed so far.</param>
/// <param name="Events">Events in them.</param>
/// <param name="Damaged">Messages that could not be aggregated.</param>
internal sealed record ReplayCheckpoint(long SequenceNumber, long Messages, long Events, long Damaged);
