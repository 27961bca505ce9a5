using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>An action of a visitor: a step of a funnel, a node of a journey, or the first or returning event of retention.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">The page with its wildcards, the name of the event, or the name of the goal.</param>
/// <param name="Filters">Conditions on the same event; empty for a goal.</param>
public sealed record PathStep(PathStepKind Kind, string Text, IReadOnlyList<QueryFilter> Filters)
{
    /// <summary>The label shown to people.</summary>
    public string Label => Kind == PathStepKind.Page ? $"Visit {Text}" : Text;
}
