namespace Analytics.Core.Aggregation;

/// <summary>Rolling averages of one site.</summary>
/// <param name="AsOf">End of the last whole minute in the averages.</param>
/// <param name="Rates">Averages per minute, one per window: 5, 15 and 60 minutes.</param>
/// <param name="ValueMean">The mean of the last <paramref name="ValueCount"/> values that events carried; null without any.</param>
/// <param name="ValueCount">Number of values behind the mean, at most 100.</param>
/// <param name="LastMinute">The last whole minute compared with the minutes before it.</param>
public sealed record LiveStatistics(
    DateTimeOffset AsOf,
    IReadOnlyList<LiveRate> Rates,
    double? ValueMean,
    int ValueCount,
    LiveSignal LastMinute
);
