using Analytics.Core.Definitions;
using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;
using Analytics.Core.Queries.Visitors;
using Analytics.Core.Sites;

namespace Analytics.Core.Queries.Paths;

/// <summary>Counts where visitors go from a path, or where they come from. Safe for concurrent use.</summary>
/// <param name="scanner">Finds a site's first event.</param>
/// <param name="visitors">Reads the events of visitors.</param>
/// <param name="time">The current time.</param>
/// <param name="goals">The goals of sites; null if no site has any.</param>
/// <param name="limits">Limits of what a question reads; null for the defaults.</param>
public sealed class JourneyEngine(
    IRollupScanner scanner,
    IVisitorScanner visitors,
    TimeProvider time,
    IGoalDirectory? goals = null,
    QueryLimits? limits = null
)
{
    private readonly QueryLimits _limits = limits ?? new();

    /// <summary>Answers a question.</summary>
    /// <param name="site">The site of the question.</param>
    /// <param name="query">The parsed question.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="QueryException">
    /// The range lies outside of the stored time, or a step or filter names a goal that is unknown or cannot be used.
    /// </exception>
    public ValueTask<JourneyResult> ExecuteAsync(Site site, JourneyQuery query, CancellationToken cancellationToken) =>
        ScanBudget.AskAsync(_limits, query.Sample, budget => ExecuteAsync(site, query, budget, cancellationToken));

    private async ValueTask<JourneyResult> ExecuteAsync(
        Site site,
        JourneyQuery query,
        ScanBudget budget,
        CancellationToken cancellationToken
    )
    {
        var zone = ZoneTimeline.Of(site);
        var range = await PathRange.ResolveAsync(scanner, site.Id, query.DateRange, query.Date, zone, time.GetUtcNow(), cancellationToken);
        var filters = await PathFilters.ReadAsync(goals, site.Id, query.Path, query.Filters, cancellationToken);
        var marks = query.Path.Select((step, i) => filters.Of(step, $"path[{i}]")).ToList();
        if (marks.FindIndex(mark => ScanFilter.Any(mark, part => part is ScanFilter.Scrolled)) is >= 0 and var scrolled)
        {
            throw new QueryException(
                $"path[{scrolled}].goal is '{query.Path[scrolled].Text}', a scroll goal, which is no step between pages; "
                    + "use a page, an event or another goal."
            );
        }

        var request = new VisitorRequest(
            site.Id,
            range.From,
            range.To,
            filters.Of(query.Filters),
            marks.Count > 0 ? marks : [new ScanFilter.And([])],
            KeptEvents.MarkedVisits
        )
        {
            Nodes = new(query.GroupsDirectories ? PageNode.Directory : PageNode.WithoutSlash),
            Value = ScanDimension.Of(EventDimension.Page),
            Budget = budget,
            Counted = $"journey {marks.Count} {query.IsBackward} {query.GroupsDirectories}",
        };
        var count = await visitors.ReadVisitorsAsync(
            request,
            Create,
            scan => PathCount<JourneyCounter>.Of(scan, Create()),
            cancellationToken
        );
        return new(query, PathEdges.Of(range, zone), Steps(query, count), count.SampledFraction);

        JourneyCounter Create() => marks.Count == 0 ? new JourneyStartCounter() : new JourneyPathCounter(marks.Count, query.IsBackward);
    }

    private static List<JourneyStepResult> Steps(JourneyQuery query, PathCount<JourneyCounter> count)
    {
        var (sum, nodes) = (count.Counter, count.Nodes!);
        var visitorsByStep = sum.Reached.Select(next => Scaled(next.Visitors)).ToArray();
        var steps = new List<JourneyStepResult>();
        for (var i = 0; i < visitorsByStep.Length; i++)
        {
            var next = sum.Next[i]
                .Where(entry => entry.Key != VisitorEvent.NoNode)
                .Select(entry => (Node: NodeOf(nodes, entry.Key, entry.Value, count.TextOf), Visitors: Scaled(entry.Value.Visitors)))
                .Where(entry => query.Search is null || entry.Node.Text.Contains(query.Search, StringComparison.OrdinalIgnoreCase))
                .ToList();
            steps.Add(
                new(
                    query.Path.Count == 0 ? null : query.Path[i],
                    visitorsByStep[i],
                    PathJson.Rate(visitorsByStep[i], visitorsByStep[0]),
                    PathJson.Rate(visitorsByStep[i], visitorsByStep[Math.Max(0, i - 1)]),
                    sum.Next[i].TryGetValue(VisitorEvent.NoNode, out var ended) ? Scaled(ended.Visitors) : 0,
                    PathCandidate.Top(next, visitorsByStep[i], query.Limit),
                    next.Count
                )
            );
        }

        return steps;

        double Scaled(long visitors) => Math.Round(visitors / count.SampledFraction);
    }

    /// <summary>Returns a node for the answer. A directory with visitors on only one page is shown as that page.</summary>
    private static PathNode NodeOf(NodeTable nodes, int node, JourneyNext next, Func<int, string?> textOf)
    {
        var directory = PathNode.Of(nodes, node);
        if (!directory.IsPage)
        {
            return directory;
        }

        var pages = next.Pages.Select(page => PageNode.WithoutSlash(textOf(page) ?? string.Empty)).Distinct().ToList();
        return pages is [var only] ? directory with { Text = only } : directory;
    }
}
