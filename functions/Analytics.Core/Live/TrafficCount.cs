using Analytics.Core.Periods;

namespace Analytics.Core.Live;

/// <summary>Events of a site that were not collected.</summary>
/// <param name="Second">Time, in seconds since the hour's start.</param>
/// <param name="Metric">Refused or filtered.</param>
/// <param name="Count">Number of events.</param>
internal readonly record struct TrafficCount(int Second, TotalsMetric Metric, int Count);
