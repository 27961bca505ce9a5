namespace Analytics.Core.Collection;

/// <summary>
/// What became of a request. Every event of it is accepted, filtered or rejected; accepted events are durable in the log.
/// </summary>
/// <param name="Failure">Why the request as a whole was refused, and nothing of it kept; null if it was not.</param>
/// <param name="Accepted">Events that are in the log. An event for several sites counts once per site.</param>
/// <param name="Filtered">Events of bots: answered as accepted, counted for the site, not stored.</param>
/// <param name="Rejected">Events that were refused, in the order of the batch.</param>
/// <param name="Warnings">What was dropped of events that were kept.</param>
public sealed record CollectionReceipt(
    CollectionProblem? Failure,
    int Accepted,
    int Filtered,
    IReadOnlyList<CollectionProblem> Rejected,
    IReadOnlyList<CollectionProblem> Warnings)
{
    /// <summary>The receipt of a request that was refused as a whole.</summary>
    public static CollectionReceipt Failed(CollectionProblem failure) => new(failure, 0, 0, [], []);
}
