using System.Text.Json;
using Analytics.Core.Definitions;
using Analytics.Core.Dimensions;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Execution;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Paths;

/// <summary>Compiles steps and filters into conditions on events, with a site's goals. Immutable.</summary>
/// <param name="goals">The goals, in order of their names.</param>
internal sealed class PathFilters(IReadOnlyList<Goal> goals)
{
    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);

    private readonly SiteGoals _siteGoals = new(goals);

    /// <summary>Reads the goals of a site if a question uses any.</summary>
    public static async ValueTask<PathFilters> ReadAsync(
        IGoalDirectory? directory,
        string site,
        IEnumerable<PathStep> steps,
        IEnumerable<QueryFilter> filters,
        CancellationToken cancellationToken
    )
    {
        var usesGoals =
            steps.Any(step => step.Kind == PathStepKind.Goal)
            || filters.SelectMany(filter => filter.Tests()).Any(test => SiteGoals.IsGoal(test.Dimension));
        return new(usesGoals && directory is not null ? await directory.ListAsync(site, cancellationToken) : []);
    }

    /// <summary>Compiles filters that must all hold; null without filters.</summary>
    /// <exception cref="QueryException">A filter names a goal that the site has not.</exception>
    public ScanFilter? Of(IReadOnlyList<QueryFilter> filters) => ScanFilters.Compile(filters, byVisit: false, _siteGoals);

    /// <summary>Returns the condition for events that are a step. Slashes at the end of a page and of a step make no difference.</summary>
    /// <param name="step">The step.</param>
    /// <param name="path">Its place in the question.</param>
    /// <exception cref="QueryException">It names a goal that the site has not.</exception>
    public ScanFilter Of(PathStep step, string path)
    {
        ScanFilter condition = step.Kind switch
        {
            PathStepKind.Goal => SiteGoals.FilterOf(GoalOf(step, path)),
            PathStepKind.Page => new ScanFilter.And([SiteGoals.Named(VisitRules.Pageview), OnPage(step.Text)]),
            _ => SiteGoals.Named(step.Text),
        };
        return Of(step.Filters) is { } stepFilters ? new ScanFilter.And([condition, stepFilters]) : condition;
    }

    /// <summary>Returns the goal of a step.</summary>
    /// <exception cref="QueryException">The site has none of the name.</exception>
    public Goal GoalOf(PathStep step, string path) =>
        goals.FirstOrDefault(goal => goal.DisplayName == step.Text) ?? throw SiteGoals.Unknown(goals, $"{path}.goal is", step.Text);

    private static ScanFilter.Match OnPage(string path)
    {
        // A step is compared with the node that a journey shows, so that the number of a node is the number of its step.
        var bare = PageNode.WithoutSlash(path);
        var pattern = PagePattern.Parse(bare);
        return new(Page, stored => pattern.IsMatch(PageNode.WithoutSlash(stored!)), $"path {JsonSerializer.Serialize(bare)}");
    }
}
