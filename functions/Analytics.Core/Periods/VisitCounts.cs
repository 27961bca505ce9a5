using Analytics.Core.Columns;

namespace Analytics.Core.Periods;

/// <summary>The numbers of events of visits, as narrow columns. Immutable.</summary>
/// <param name="Events">Number of events of each visit without engagement, 0 if it has only engagement; null if all events count.</param>
/// <param name="Others">Number of these events that are not pageviews; null if all are.</param>
/// <param name="Exempt">Number of these events that do not count against a bounce; null if all do.</param>
internal sealed record VisitCounts(CodeColumn? Events, CodeColumn? Others, CodeColumn? Exempt)
{
    /// <summary>Extracts the counts from the facts of visits.</summary>
    /// <param name="summary">The facts.</param>
    /// <param name="eventsOfVisit">Number of events of each visit, engagement included.</param>
    public static VisitCounts Of(VisitSummary summary, int[] eventsOfVisit)
    {
        var events = summary.Events ?? eventsOfVisit;
        return new(
            summary.Events is null ? null : CodeColumn.Of(summary.Events),
            summary.Pageviews is { } pageviews ? Rest(events, pageviews) : null,
            ReferenceEquals(summary.Counting, events) ? null : Rest(events, summary.Counting)
        );
    }

    private static CodeColumn Rest(int[] all, int[] some)
    {
        var rest = new int[all.Length];
        for (var visit = 0; visit < rest.Length; visit++)
        {
            rest[visit] = all[visit] - some[visit];
        }

        return CodeColumn.Of(rest);
    }
}
