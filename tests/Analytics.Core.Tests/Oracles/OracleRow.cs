namespace Analytics.Core.Tests.Oracles;

/// <summary>One row of an answer.</summary>
/// <remarks>
/// The time is the first local second of the bucket, or empty; the source a label, or empty. Bounce rate (per cent) and duration (seconds)
/// are whole, views per visit have two decimals; they are null without a visit to take them from.
/// </remarks>
internal sealed record OracleRow(
    string Time,
    string Source,
    int Visitors,
    int Visits,
    int Pageviews,
    int Events,
    double? BounceRate,
    double? VisitDuration,
    double? ViewsPerVisit
);
