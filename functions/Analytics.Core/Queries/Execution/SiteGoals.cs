using System.Text.Json;
using Analytics.Core.Definitions;
using Analytics.Core.Dimensions;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Execution;

/// <summary>The goals of a site as queries use them: as filters, and as groups. Immutable.</summary>
/// <param name="goals">The goals, in order of their names.</param>
/// <param name="areCommon">True if they are those that several sites have alike.</param>
internal sealed class SiteGoals(IReadOnlyList<Goal> goals, bool areCommon = false)
{
    private const int MaxNamed = 20;

    private static readonly ScanDimension Name = ScanDimension.Of(EventDimension.Name);
    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);

    /// <summary>The goals of a site that has none.</summary>
    public static SiteGoals None { get; } = new([]);

    /// <summary>Tells if a query names goals, so that the site's must be read.</summary>
    public static bool IsAskedBy(Query query) =>
        query.Dimensions.Any(IsGoal)
        || query.Metrics.Any(metric => metric.Metric.Is(MetricTraits.Money))
        || query.Filters.SelectMany(filter => filter.Tests()).Any(test => IsGoal(test.Dimension));

    /// <summary>True for the dimension <c>event:goal</c>.</summary>
    public static bool IsGoal(QueryDimension dimension) => !dimension.IsTime && dimension.Stored.Kind == ScanDimensionKind.Goal;

    /// <summary>
    /// Turns a test of <c>event:goal</c> into conditions on events: an event passes if one of its goals does, or for the negative
    /// operators if none does.
    /// </summary>
    /// <exception cref="QueryException">It names a goal that the site has not.</exception>
    public ScanFilter Compile(QueryFilter.Test test)
    {
        var anyReached = new ScanFilter.Or([.. Reached(test).Select(FilterOf)]);
        return test.Operator is FilterOperator.IsNot or FilterOperator.ContainsNot or FilterOperator.MatchesNot
            ? new ScanFilter.Not(anyReached)
            : anyReached;
    }

    /// <summary>The goals to group by: those that the query's filters on goals admit.</summary>
    /// <param name="filters">Filters that must all hold.</param>
    /// <exception cref="QueryException">A filter names a goal that the site has not.</exception>
    public IReadOnlyList<Goal> Listed(IReadOnlyList<QueryFilter> filters)
    {
        var listed = goals;
        foreach (var test in filters.SelectMany(Demanded).Where(test => IsGoal(test.Dimension)))
        {
            Check(test);
            var admits = ClausePredicate.For(test);
            listed = [.. listed.Where(goal => admits(goal.DisplayName))];
        }

        return listed;
    }

    /// <summary>The events that reach a goal.</summary>
    public static ScanFilter.Goal FilterOf(Goal goal)
    {
        List<ScanFilter> conditions = goal.Kind switch
        {
            GoalKind.Event => [Named(goal.EventName!)],
            GoalKind.Page => [Named(VisitRules.Pageview), OnPage(goal.PagePath!)],
            GoalKind.Scroll => [new ScanFilter.Scrolled(goal.ScrollThreshold!.Value), OnPage(goal.PagePath!)],
            _ => throw new ArgumentOutOfRangeException(nameof(goal), goal.Kind, "Unknown kind of goal."),
        };
        conditions.AddRange(
            goal.Properties.OrderBy(property => property.Key, StringComparer.Ordinal)
                .Select(property => Equal(ScanDimension.OfProperty(property.Key), property.Value))
        );
        return new(new ScanFilter.And(conditions));
    }

    /// <summary>The events of a name.</summary>
    public static ScanFilter.Match Named(string name) => Equal(Name, name);

    private static ScanFilter.Match Equal(ScanDimension dimension, string value) =>
        new(dimension, stored => stored == value, JsonSerializer.Serialize(value));

    private static ScanFilter.Match OnPage(string path)
    {
        var pattern = PagePattern.Parse(path);
        return new(Page, stored => pattern.IsMatch(stored!), $"pattern {JsonSerializer.Serialize(path)}");
    }

    /// <summary>The refusal of a goal that a site has not.</summary>
    /// <param name="goals">The site's goals.</param>
    /// <param name="where">The place in the question and its verb, such as <c>steps[0].goal is</c>.</param>
    /// <param name="name">The goal that it names.</param>
    public static QueryException Unknown(IReadOnlyList<Goal> goals, string where, string name)
    {
        if (goals.Count == 0)
        {
            return new($"{where} '{Parsing.Expect.Cut(name)}', but the site has no goals; create the goal first.");
        }

        var known = string.Join(", ", goals.Take(MaxNamed).Select(goal => $"'{goal.DisplayName}'"));
        return new(
            $"{where} '{Parsing.Expect.Cut(name)}', which is no goal of the site; use one of "
                + (goals.Count > MaxNamed ? $"its {goals.Count} goals, such as {known}." : $"{known}.")
        );
    }

    private static IEnumerable<QueryFilter.Test> Demanded(QueryFilter filter) =>
        filter switch
        {
            QueryFilter.And and => and.Filters.SelectMany(Demanded),
            QueryFilter.Test test => [test],
            _ => [],
        };

    private IEnumerable<Goal> Reached(QueryFilter.Test test)
    {
        Check(test);
        var isReached = ClausePredicate.For(
            test with
            {
                Operator = test.Operator switch
                {
                    FilterOperator.IsNot => FilterOperator.Is,
                    FilterOperator.ContainsNot => FilterOperator.Contains,
                    FilterOperator.MatchesNot => FilterOperator.Matches,
                    var positive => positive,
                },
            }
        );
        return goals.Where(goal => isReached(goal.DisplayName));
    }

    private void Check(QueryFilter.Test test)
    {
        if (test.Operator is not (FilterOperator.Is or FilterOperator.IsNot))
        {
            return;
        }

        var comparer = test.CaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        var names = goals.Select(goal => goal.DisplayName).ToHashSet(comparer);
        if (test.Clauses.FirstOrDefault(clause => !names.Contains(clause)) is { } unknown)
        {
            throw areCommon && goals.Count == 0
                ? new(
                    $"filters has event:goal '{Parsing.Expect.Cut(unknown)}', but the sites have no goal alike; give each site a goal of that name and with the same events."
                )
                : Unknown(
                    goals,
                    areCommon ? "filters has event:goal, of which all sites of site_id have to have one alike," : "filters has event:goal",
                    unknown
                );
        }
    }
}
