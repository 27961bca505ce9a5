using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>A dimension that splits the visitors of a funnel into groups, by its value at the first step.</summary>
/// <param name="Dimension">The dimension, neither time nor goal.</param>
/// <param name="Limit">Maximum number of values; all others form one group.</param>
public sealed record FunnelSplit(QueryDimension Dimension, int Limit);
