namespace Analytics.Core.Operations;

/// <summary>The rows of the live table at one moment.</summary>
/// <param name="OldestRow">The time when the newest message of the oldest row was accepted; null if there are no rows.</param>
/// <param name="Rows">All rows, including those that are rolled up and not yet deleted.</param>
/// <param name="BusiestRows">
/// The rows that the busiest bucket of a partition received in one hour: the maximum that a query of one site and hour reads.
/// </param>
public sealed record LiveBacklog(DateTimeOffset? OldestRow, long Rows, long BusiestRows);
