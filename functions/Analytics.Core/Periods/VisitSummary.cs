using Analytics.Core.Dimensions;
using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>
/// Facts of each visit, derived from its events, so that a question about visits need not read any event. Stored with large periods,
/// derived for others. Immutable; seconds count from the start of the period.
/// </summary>
internal sealed class VisitSummary
{
    /// <summary>The second of each visit's first event.</summary>
    public required int[] FirstSeconds { get; init; }

    /// <summary>Seconds from each visit's first event to its last.</summary>
    public required int[] Spans { get; init; }

    /// <summary>The second of each visit's first event other than engagement; −1 if it has none and does not count as a visit.</summary>
    public required int[] Starts { get; init; }

    /// <summary>The second of each visit's last event other than engagement.</summary>
    public required int[] Ends { get; init; }

    /// <summary>Number of events of each visit without engagement; null if all events count.</summary>
    public required int[]? Events { get; init; }

    /// <summary>Number of pageviews of each visit; null if all events are pageviews.</summary>
    public required int[]? Pageviews { get; init; }

    /// <summary>Number of events of each visit that count against a bounce.</summary>
    public required int[] Counting { get; init; }

    /// <summary>Derives the facts. O(events).</summary>
    public static VisitSummary Of(RollupColumns columns)
    {
        var names = columns.Event(EventDimension.Name);
        var (pageview, engagement) = (IndexOf(names.Texts, "pageview"u8), IndexOf(names.Texts, "engagement"u8));
        var onlyPageviews = names.IsConstant && pageview == 0;
        var visits = columns.VisitCount;
        var (firstSeconds, spans) = ExtentsOf(columns);
        var summary = new VisitSummary
        {
            FirstSeconds = firstSeconds,
            Spans = spans,
            Starts = new int[visits],
            Ends = new int[visits],
            Events = engagement < 0 ? null : new int[visits],
            Pageviews = onlyPageviews ? null : new int[visits],
            Counting = new int[visits],
        };
        var seconds = columns.Seconds.Value;
        var eventsOfVisit = columns.EventsOfVisit.Value;
        var exempt = new SparseCursor<int>(columns.NonInteractive.Value);
        for (int visit = 0, row = 0; visit < visits; visit++)
        {
            var (start, end, events, pageviews, counting) = (-1, 0, 0, 0, 0);
            for (var last = row + eventsOfVisit[visit]; row < last; row++)
            {
                var name = names.Code(row);
                if (name != engagement)
                {
                    start = start < 0 ? seconds[row] : start;
                    end = seconds[row];
                    events++;
                    pageviews += name == pageview ? 1 : 0;
                    counting += exempt.TryAt(row, out _) ? 0 : 1;
                }
            }

            (summary.Starts[visit], summary.Ends[visit], summary.Counting[visit]) = (start, end, counting);
            if (summary.Events is not null)
            {
                summary.Events[visit] = events;
            }

            if (summary.Pageviews is not null)
            {
                summary.Pageviews[visit] = pageviews;
            }
        }

        return summary;
    }

    /// <summary>Derives the second of each visit's first event and the seconds until its last one. O(visits).</summary>
    public static (int[] FirstSeconds, int[] Spans) ExtentsOf(RollupColumns columns)
    {
        var (seconds, eventsOfVisit) = (columns.Seconds.Value, columns.EventsOfVisit.Value);
        var (firstSeconds, spans) = (new int[eventsOfVisit.Length], new int[eventsOfVisit.Length]);
        for (int visit = 0, row = 0; visit < eventsOfVisit.Length; visit++)
        {
            firstSeconds[visit] = seconds[row];
            row += eventsOfVisit[visit];
            spans[visit] = seconds[row - 1] - firstSeconds[visit];
        }

        return (firstSeconds, spans);
    }

    private static int IndexOf(Utf8Texts texts, ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i].SequenceEqual(text))
            {
                return i;
            }
        }

        return -1;
    }
}
