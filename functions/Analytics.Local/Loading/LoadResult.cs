namespace Analytics.Local.Loading;

/// <summary>Measurements of a load run.</summary>
/// <param name="Accepted">Events acknowledged.</param>
/// <param name="Rejected">Events refused.</param>
/// <param name="FirstRejection">The reason of the first refusal.</param>
/// <param name="Retries">Requests that were sent again after 503, 429 or a lost connection.</param>
/// <param name="Elapsed">Time from the first request to the last answer.</param>
/// <param name="Latencies">Times of the acknowledged requests, sorted.</param>
/// <param name="Freshness">Times from the acknowledgement of a probe event until a query counts it, sorted.</param>
/// <param name="CatchUp">Time from the last answer until a query counts every event; null if that did not happen in time.</param>
internal sealed record LoadResult(
    long Accepted,
    long Rejected,
    string? FirstRejection,
    long Retries,
    TimeSpan Elapsed,
    IReadOnlyList<TimeSpan> Latencies,
    IReadOnlyList<TimeSpan> Freshness,
    TimeSpan? CatchUp
);
