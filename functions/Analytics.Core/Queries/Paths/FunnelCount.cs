using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>What was counted of a funnel in one range.</summary>
/// <param name="Counter">The numbers.</param>
/// <param name="Nodes">The pages and events that they name.</param>
/// <param name="TextOf">The text of a number of the split's value.</param>
/// <param name="SampledFraction">The fraction of visitors that was read.</param>
internal sealed record FunnelCount(FunnelCounter Counter, NodeTable Nodes, Func<int, string?> TextOf, double SampledFraction);
