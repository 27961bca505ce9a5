using Analytics.Core.Queries.Execution;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>A goal that a question names in full, so that the question fails if the site has not the goal.</summary>
/// <param name="Where">The place in the question, such as <c>steps[1].goal</c>.</param>
/// <param name="Name">The name of the goal.</param>
/// <param name="CaseSensitive">True if <c>A</c> differs from <c>a</c>.</param>
public sealed record NamedGoal(string Where, string Name, bool CaseSensitive)
{
    /// <summary>Returns the goals that filters name. Parts and patterns of names name none.</summary>
    public static IEnumerable<NamedGoal> In(IReadOnlyList<QueryFilter> filters) =>
        filters
            .SelectMany(static filter => filter.Tests())
            .Where(static test => SiteGoals.IsGoal(test.Dimension) && test.Operator is FilterOperator.Is or FilterOperator.IsNot)
            .SelectMany(static test => test.Clauses.Select(name => new NamedGoal("filters", name, test.CaseSensitive)));

    /// <summary>Returns the goals that a funnel names, in its filters and as steps.</summary>
    public static IEnumerable<NamedGoal> In(FunnelQuery funnel) =>
        [
            .. In(funnel.Filters),
            .. funnel.Steps.SelectMany(
                static (step, number) =>
                    step.Kind == PathStepKind.Goal
                        ? (IEnumerable<NamedGoal>)[new($"steps[{number}].goal", step.Text, CaseSensitive: true)]
                        : []
            ),
        ];

    /// <summary>Returns true if a goal has the name.</summary>
    public bool IsNameOf(string goal) =>
        string.Equals(Name, goal, CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
}
