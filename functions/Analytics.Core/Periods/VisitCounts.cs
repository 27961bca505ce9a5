using Analytics.Core.Columns;

namespace Analytics.Core.Periods;

/// <summary>The events that visits have, as narrow columns. Immutable.</summary>
/// <param name="Events">Number of events of each visit, engagement excluded, 0 for what is no visit; null if all of its events.</param>
/// <param name="Others">Number of these that are no pageviews; null if there are none.</param>
/// <param name="Exempt">Number of these that do not count against a bounce; null if there are none.</param>
internal sealed record VisitCounts(CodeColumn? Events, CodeColumn? Others, CodeColumn? Exempt)
{
    /// <summary>Takes the counts out of all facts of visits.</summary>
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
