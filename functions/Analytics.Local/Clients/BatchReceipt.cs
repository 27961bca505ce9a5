namespace Analytics.Local.Clients;

/// <summary>What became of a batch.</summary>
/// <param name="Accepted">Events kept; also those sent before, which are counted once.</param>
/// <param name="Filtered">Events of bots.</param>
/// <param name="Rejected">Events that were not kept.</param>
internal sealed record BatchReceipt(int Accepted, int Filtered, IReadOnlyList<RejectedEvent> Rejected);
