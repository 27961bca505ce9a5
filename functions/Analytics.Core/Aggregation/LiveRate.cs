namespace Analytics.Core.Aggregation;

/// <summary>Averages per minute over the last minutes.</summary>
/// <param name="Minutes">The length of the window.</param>
/// <param name="Events">Events a minute, engagement events not counted.</param>
/// <param name="Pageviews">Pageviews a minute.</param>
/// <param name="Revenue">Revenue a minute by ISO 4217 currency, in units of the currency.</param>
public sealed record LiveRate(int Minutes, double Events, double Pageviews, IReadOnlyDictionary<string, decimal> Revenue);
