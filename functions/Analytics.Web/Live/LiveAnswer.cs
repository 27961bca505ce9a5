using Analytics.Core.Aggregation;
using Analytics.Core.Queries.Results;

namespace Analytics.Web.Live;

/// <summary>The rolling averages of a site.</summary>
/// <param name="Site">The site.</param>
/// <param name="AsOf">The end of the last whole minute that they include.</param>
/// <param name="Rates">Averages per minute over 5, 15 and 60 minutes.</param>
/// <param name="ValueMean">The mean of the last values that events carried; null without any, or if it is no finite number.</param>
/// <param name="ValueCount">Number of values of the mean, at most 100.</param>
/// <param name="LastMinute"><c>spike</c>, <c>drop</c> or <c>none</c>.</param>
public sealed record LiveAnswer(
    string Site,
    DateTimeOffset AsOf,
    IReadOnlyList<LiveRate> Rates,
    double? ValueMean,
    int ValueCount,
    string LastMinute
)
{
    private static readonly int[] Windows = [5, 15, 60];

    /// <summary>Returns the answer for the statistics of a site.</summary>
    public static LiveAnswer Of(string site, LiveStatistics live) =>
        new(
            site,
            live.AsOf,
            live.Rates,
            live.ValueMean is { } mean && AnswerNumber.IsWritable(mean) ? mean : null,
            live.ValueCount,
            live.LastMinute switch
            {
                LiveSignal.Spike => "spike",
                LiveSignal.Drop => "drop",
                _ => "none",
            }
        );

    /// <summary>Returns the answer for a site without events in the longest window.</summary>
    public static LiveAnswer Quiet(string site, DateTimeOffset now) =>
        new(
            site,
            new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero),
            [.. Windows.Select(minutes => new LiveRate(minutes, 0, 0, new Dictionary<string, decimal>()))],
            null,
            0,
            "none"
        );
}
