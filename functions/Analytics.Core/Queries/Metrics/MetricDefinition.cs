using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Metrics;

/// <summary>A metric of the API: what it reads and how its number comes about.</summary>
/// <param name="Name">Its name in the API.</param>
/// <param name="Needs">What it reads of a scan.</param>
/// <param name="Decimals">To how many decimals it is rounded, half away from zero.</param>
/// <param name="Value">
/// Its unrounded value, given the group and the visitors of the whole query; null when it has no denominator.
/// </param>
/// <param name="Traits">What it asks of a query.</param>
public sealed record MetricDefinition(
    string Name,
    ScanNeeds Needs,
    int Decimals,
    Func<ScanGroup, double, double?> Value,
    MetricTraits Traits = MetricTraits.None)
{
    /// <summary>Whether it has a trait.</summary>
    public bool Is(MetricTraits trait) => (Traits & trait) != 0;

    /// <summary>Rounds a value as the answer shows it.</summary>
    public double? Round(double? value) =>
        value is not { } number ? null
        : Decimals == 0 ? Math.Round(number, MidpointRounding.AwayFromZero)
        : Math.Round(number, Decimals, MidpointRounding.AwayFromZero);
}
