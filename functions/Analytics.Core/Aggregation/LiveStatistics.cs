namespace Analytics.Core.Aggregation;

/// <summary>Rolling averages of one site.</summary>
/// <param name="AsOf">The end of the last whole minute that they include.</param>
/// <param name="Rates">Averages per minute, one per window: 5, 15 and 60 minutes.</param>
/// <param name="ValueMean">The mean of the last <paramref name="ValueCount"/> values that events carried; null without any.</param>
/// <param name="ValueCount">Number of values behind the mean, at most 100.</param>
/// <param name="LastMinute">True if the last whole minute stands out from those before it.</param>
public sealed record LiveStatistics(
    DateTimeOffset AsOf,
    IReadOnlyList<LiveRate> Rates,
    double? ValueMean,
    int ValueCount,
    LiveSignal LastMinute
);
