using System.Text.Json;
using Analytics.Core.Definitions;
using Analytics.Core.Dimensions;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Execution;

/// <summary>The goals of a site, as filters and as groups. Immutable.</summary>
/// <param name="goals">The goals, in order of their names.</param>
/// <param name="unlike">The names of goals that several sites do not have in common; null for the goals of one site.</param>
internal sealed class SiteGoals(IReadOnlyList<Goal> goals, IReadOnlyList<string>? unlike = null)
{
    private const int MaxNamed = 20;

    private static readonly ScanDimension Name = ScanDimension.Of(EventDimension.Name);
    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);

    /// <summary>The goals of a site without any.</summary>
    public static SiteGoals None { get; } = new([]);

    /// <summary>Returns true if a query uses goals, so that the site's must be read.</summary>
    public static bool AreUsedBy(Query query) =>
        AreListedBy(query) || query.Filters.SelectMany(filter => filter.Tests()).Any(test => IsGoal(test.Dimension));

    /// <summary>Returns true for the dimension <c>event:goal</c>.</summary>
    public static bool IsGoal(QueryDimension dimension) => !dimension.IsTime && dimension.Stored.Kind == ScanDimensionKind.Goal;

    /// <summary>Returns the goals that are not alike at all sites, if a query lists goals or adds up their revenue.</summary>
    public IReadOnlyList<string> LeftOut(Query query) => AreListedBy(query) ? unlike ?? [] : [];

    /// <summary>
    /// Compiles a test of <c>event:goal</c> into conditions on events: an event passes if one of the matching goals does; with a negative
    /// operator, if none does.
    /// </summary>
    /// <exception cref="QueryException">It names a goal that the site has not.</exception>
    public ScanFilter Compile(QueryFilter.Test test)
    {
        var anyReached = new ScanFilter.Or([.. MatchingGoals(test).Select(FilterOf)]);
        return test.Operator is FilterOperator.IsNot or FilterOperator.ContainsNot or FilterOperator.MatchesNot
            ? new ScanFilter.Not(anyReached)
            : anyReached;
    }

    /// <summary>
    /// Returns the goals to group by: those whose events the query's filters may admit, whatever else is true of these events.
    /// </summary>
    /// <param name="filters">Filters that must all hold.</param>
    /// <exception cref="QueryException">A filter names a goal that the site has not.</exception>
    public IReadOnlyList<Goal> Listed(IReadOnlyList<QueryFilter> filters)
    {
        var tests = new Dictionary<QueryFilter.Test, Func<string?, bool>>();
        foreach (var test in filters.SelectMany(filter => filter.Tests(withBehaviour: false)).Where(test => IsGoal(test.Dimension)))
        {
            Check(test);
            tests[test] = ClausePredicate.For(test);
        }

        return [.. goals.Where(goal => filters.All(filter => Holds(filter, goal, tests) != false))];
    }

    /// <summary>
    /// Returns the other currencies in which goals of the same events add up revenue, whether the query lists them or not; empty for a
    /// goal without revenue.
    /// </summary>
    public IReadOnlyList<string> OtherCurrencies(Goal goal) =>
        goal.Currency is null
            ? []
            :
            [
                .. goals
                    .Where(other => other.Currency is not null && other.Currency != goal.Currency && other.IsReachedBySameEvents(goal))
                    .Select(other => other.Currency!)
                    .Distinct(),
            ];

    /// <summary>Returns the condition for events that reach a goal.</summary>
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
                .Select(property => Equal(ScanDimension.OfProperty(property.Key), LabelKind.Property, property.Value))
        );
        return new(new ScanFilter.And(conditions));
    }

    /// <summary>Returns the condition for events of a name.</summary>
    public static ScanFilter.Match Named(string name) => Equal(Name, LabelKind.Plain, name);

    private static ScanFilter.Match Equal(ScanDimension dimension, LabelKind labels, string value) =>
        new(dimension, stored => DimensionLabels.Of(labels, stored) == value, JsonSerializer.Serialize(value));

    private static ScanFilter.Match OnPage(string path)
    {
        var pattern = PagePattern.Parse(path);
        return new(Page, stored => pattern.IsMatch(stored!), $"pattern {JsonSerializer.Serialize(path)}");
    }

    /// <summary>Returns the error for a goal that a site does not have.</summary>
    /// <param name="goals">The site's goals.</param>
    /// <param name="where">The place in the question with its verb, such as <c>steps[0].goal is</c>.</param>
    /// <param name="name">The unknown goal.</param>
    public static QueryException Unknown(IReadOnlyList<Goal> goals, string where, string name)
    {
        if (goals.Count == 0)
        {
            return new($"{where} '{Parsing.Expect.Cut(name)}', but the site has no goals; create the goal first.");
        }

        var siteGoals = string.Join(", ", goals.Take(MaxNamed).Select(goal => $"'{goal.DisplayName}'"));
        return new(
            $"{where} '{Parsing.Expect.Cut(name)}', which is no goal of the site; use one of "
                + (goals.Count > MaxNamed ? $"its {goals.Count} goals, such as {siteGoals}." : $"{siteGoals}.")
        );
    }

    private static bool AreListedBy(Query query) =>
        query.Dimensions.Any(IsGoal) || query.Metrics.Any(metric => metric.Metric.Is(MetricTraits.Money));

    /// <summary>Tells whether a filter holds for the events of a goal; null if it depends on the event.</summary>
    private static bool? Holds(QueryFilter filter, Goal goal, Dictionary<QueryFilter.Test, Func<string?, bool>> tests) =>
        filter switch
        {
            QueryFilter.And and => and
                .Filters.Select(part => Holds(part, goal, tests))
                .Aggregate((bool?)true, (all, holds) => all & holds),
            QueryFilter.Or or => or.Filters.Select(part => Holds(part, goal, tests)).Aggregate((bool?)false, (any, holds) => any | holds),
            QueryFilter.Not not => !Holds(not.Filter, goal, tests),
            QueryFilter.Test test when tests.TryGetValue(test, out var admits) => admits(goal.DisplayName),
            _ => null,
        };

    private IEnumerable<Goal> MatchingGoals(QueryFilter.Test test)
    {
        Check(test);
        var matches = ClausePredicate.For(
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
        return goals.Where(goal => matches(goal.DisplayName));
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
            throw unlike is not null && goals.Count == 0
                ? new(
                    $"filters has event:goal '{Parsing.Expect.Cut(unknown)}', but the sites have no goal alike; "
                        + "give each site a goal of that name and with the same events."
                )
                : Unknown(
                    goals,
                    unlike is not null
                        ? "filters has event:goal, of which all sites of site_id have to have one alike,"
                        : "filters has event:goal",
                    unknown
                );
        }
    }
}
