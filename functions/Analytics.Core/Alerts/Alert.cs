using Analytics.Core.Definitions;

namespace Analytics.Core.Alerts;

/// <summary>A condition of a site on which a webhook is called. Its names are a stored format.</summary>
/// <param name="Id">The id, unique among the site's alerts.</param>
/// <param name="Name">The name that people give it.</param>
/// <param name="Kind">The cause.</param>
/// <param name="Url">The address of the webhook.</param>
/// <param name="Secret">The key of its signatures.</param>
/// <param name="Threshold">Per cent above or below the average; for conversions the lowest accepted rate in per cent; for set-aside items
/// the highest accepted number; unused for silence.</param>
/// <param name="Hours">Number of hours over which the average or the rate is computed.</param>
/// <param name="Minutes">Minutes without an event after which the site counts as silent.</param>
/// <param name="Metric">The metric of spikes and drops.</param>
/// <param name="Goal">The goal of a conversion alert, and the one whose events alone spikes, drops and silence are of; null for all
/// events.</param>
public sealed record Alert(
    string Id,
    string Name,
    AlertKind Kind,
    string Url,
    string Secret,
    double Threshold,
    int Hours,
    int Minutes,
    string Metric,
    string? Goal
) : IDefinition<Alert>
{
    /// <inheritdoc/>
    public Alert WithId(string id) => this with { Id = id };
}
