using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>A dimension by which the visitors of a funnel are told apart, each by the value at the first step.</summary>
/// <param name="Dimension">The dimension; none of time and none of goals.</param>
/// <param name="Limit">The most values; the rest is one group.</param>
public sealed record FunnelSplit(QueryDimension Dimension, int Limit);
