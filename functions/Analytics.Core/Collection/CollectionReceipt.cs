using System.Collections.ObjectModel;
using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>
/// The result of a request. Each of its events is accepted, filtered or rejected; accepted events are durable in the log.
/// </summary>
/// <param name="Failure">The reason why the whole request was refused and nothing was kept; null if it was not.</param>
/// <param name="Accepted">Number of events in the log. An event for several sites counts once per site.</param>
/// <param name="Filtered">Number of events of bots: answered like accepted ones, counted for the site, not stored.</param>
/// <param name="Rejected">
/// The first events that were refused, in the order of the batch. Together with <paramref name="Warnings"/> at most
/// <see cref="EventLimits.ListedProblems"/>, and at most <see cref="EventLimits.ListedBytes"/> in JSON.
/// </param>
/// <param name="Warnings">Details dropped from accepted events, as far as <paramref name="Rejected"/> leaves room.</param>
/// <param name="RejectedByCode">Number of all refused events by code, in the order of codes.</param>
/// <param name="WarningsByCode">Number of all warnings by code, in the order of codes.</param>
public sealed record CollectionReceipt(
    CollectionProblem? Failure,
    int Accepted,
    int Filtered,
    IReadOnlyList<CollectionProblem> Rejected,
    IReadOnlyList<CollectionProblem> Warnings,
    IReadOnlyDictionary<string, int> RejectedByCode,
    IReadOnlyDictionary<string, int> WarningsByCode
)
{
    internal static readonly IReadOnlyDictionary<string, int> NoProblems = ReadOnlyDictionary<string, int>.Empty;

    /// <summary>Number of filtered events by <see cref="FilterReasons"/>.</summary>
    public IReadOnlyDictionary<string, int> FilteredByReason { get; init; } = NoProblems;

    /// <summary>Number of refused events.</summary>
    public int RejectedCount => RejectedByCode.Values.Sum();

    /// <summary>Returns the receipt of a request that was refused as a whole.</summary>
    public static CollectionReceipt Failed(CollectionProblem failure) => new(failure, 0, 0, [], [], NoProblems, NoProblems);
}
