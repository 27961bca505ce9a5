using Analytics.Core.Definitions;

namespace Analytics.Core.Alerts;

/// <summary>A condition of a site on which a webhook is called. Its names are a stored format.</summary>
/// <param name="Id">The id, unique among the site's alerts.</param>
/// <param name="Name">The name that people give it.</param>
/// <param name="Kind">The cause.</param>
/// <param name="Url">The address of the webhook.</param>
/// <param name="Secret">The key of its signatures.</param>
/// <param name="Threshold">
/// Per cent above or below the average, the least conversion rate in per cent, or the number of set-aside items that is tolerated; of no
/// meaning for silence.
/// </param>
/// <param name="Hours">The hours over which is averaged or converted.</param>
/// <param name="Minutes">The minutes of silence.</param>
/// <param name="Metric">The metric of spikes and drops.</param>
/// <param name="Goal">The goal of conversions; else null.</param>
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
