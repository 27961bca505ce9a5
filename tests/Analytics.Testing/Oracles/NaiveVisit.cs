using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Testing.Oracles;

/// <summary>A visitor's events without a gap over 30 minutes; engagement events keep it alive but are not among them.</summary>
public sealed class NaiveVisit
{
    private const long LongestGap = 1_800;
    private const int MostEvents = 10_000;

    private long _lastSeen;
    private int _taken;

    private NaiveVisit(NaiveEvent first)
    {
        Events.Add(first);
        _lastSeen = first.Second;
        _taken = 1;
    }

    public List<NaiveEvent> Events { get; } = [];

    /// <summary>The engagement events that kept it alive.</summary>
    public List<NaiveEvent> Engagements { get; } = [];

    public ulong Visitor => Events[0].Visitor;

    public long Start => Events[0].Second;

    public long End => Events[^1].Second;

    public bool IsBounce => Events.Count(e => e.CountsAgainstBounce) <= 1;

    public long Seconds => IsBounce ? 0 : End - Start;

    public string EntryPage => Events.FirstOrDefault(e => e.IsPageview)?.Page ?? "";

    public static List<NaiveVisit> Of(IEnumerable<NaiveEvent> events)
    {
        var visits = new List<NaiveVisit>();
        foreach (var visitor in events.GroupBy(e => e.Visitor))
        {
            NaiveVisit? open = null;
            foreach (var e in visitor.OrderBy(e => e.Second))
            {
                var continues = open is not null && e.Second - open._lastSeen <= LongestGap && open._taken < MostEvents;
                if (continues)
                {
                    open!._lastSeen = e.Second;
                    open._taken++;
                    (e.IsEngagement ? open.Engagements : open.Events).Add(e);
                }
                else if (!e.IsEngagement)
                {
                    open = new NaiveVisit(e);
                    visits.Add(open);
                }
            }
        }

        return visits;
    }

    public string? Value(ScanDimension dimension, NaiveEvent e) =>
        dimension.Kind switch
        {
            ScanDimensionKind.Visit => (VisitDimension)dimension.Code is VisitDimension.Source or VisitDimension.Referrer
                ? Stored(dimension) is var text and not "Direct / None"
                    ? text
                    : ""
                : Meant(Stored(dimension)),
            ScanDimensionKind.PlaceCode => Meant(Stored(dimension).Split('\u001F')[0]),
            ScanDimensionKind.PlaceName => Meant(Stored(dimension).Split('\u001F')[^1]),
            ScanDimensionKind.Event => (EventDimension)dimension.Code switch
            {
                EventDimension.Name => e.Name,
                EventDimension.Page => e.Page,
                _ => e.Hostname,
            },
            ScanDimensionKind.Property => e.Props?.GetValueOrDefault(dimension.Property!) is { } value and not "(none)"
                ? Meant(value)
                : null,
            ScanDimensionKind.EntryPage => EntryPage,
            ScanDimensionKind.ExitPage => Events.LastOrDefault(x => x.IsPageview)?.Page ?? "",
            ScanDimensionKind.EntryPageHostname => Events.FirstOrDefault(x => x.IsPageview)?.Hostname ?? "",
            _ => Events.LastOrDefault(x => x.IsPageview)?.Hostname ?? "",
        };

    /// <summary>A text that is the label of an empty value means an empty one.</summary>
    private static string Meant(string text) => text == "(not set)" ? "" : text;

    private string Stored(ScanDimension dimension) => Events[0].Visit?.GetValueOrDefault((VisitDimension)dimension.Code) ?? "";

    /// <summary>
    /// The events that a question is about: all but engagement, and an engagement event if it reaches a scroll goal that the question
    /// names.
    /// </summary>
    public IEnumerable<NaiveEvent> EventsFor(ScanFilter? filter, IEnumerable<ScanGoal> goals)
    {
        var scrolled = goals
            .Select(goal => goal.Filter)
            .Concat(Named(filter))
            .Where(goal => ScanFilter.Any(goal, part => part is ScanFilter.Scrolled))
            .ToList();
        return Events.Concat(Engagements.Where(e => scrolled.Any(goal => Passes(goal, e))));
    }

    private static IEnumerable<ScanFilter.Goal> Named(ScanFilter? filter) =>
        filter switch
        {
            ScanFilter.Goal goal => [goal],
            ScanFilter.And and => and.Filters.SelectMany(Named),
            ScanFilter.Or or => or.Filters.SelectMany(Named),
            ScanFilter.Not not => Named(not.Filter),
            _ => [],
        };

    /// <summary>Returns true if an event of this visit passes a filter.</summary>
    public bool Passes(ScanFilter? filter, NaiveEvent e) =>
        filter switch
        {
            null => true,
            ScanFilter.And and => and.Filters.All(part => Passes(part, e)),
            ScanFilter.Or or => or.Filters.Any(part => Passes(part, e)),
            ScanFilter.Not not => !Passes(not.Filter, e),
            ScanFilter.Goal goal => Passes(goal.Filter, e),
            ScanFilter.Scrolled scrolled => e.IsEngagement && e.ScrollDepth >= scrolled.Depth,
            ScanFilter.HasDone done => EventsFor(done.Filter, []).Any(other => Passes(done.Filter, other)),
            ScanFilter.Match match => match.Matches(Value(match.Dimension, e)),
            _ => throw new ArgumentOutOfRangeException(nameof(filter)),
        };
}
