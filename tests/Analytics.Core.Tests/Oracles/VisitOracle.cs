namespace Analytics.Core.Tests.Oracles;

/// <summary>
/// The definitions of visitors and visits over a set of raw events, with no regard for speed and without a line of the code that it
/// judges.
/// <code>
/// 23:50 id 4                One visitor and one visit of 3,900 s: 6 carries 4 in the first half hour of its day,
/// 00:10 id 6, carries 4     and 4 was there at most 30 minutes before.
/// 00:35 id 6
/// 00:55 id 6
/// </code>
/// A visit crosses at most one midnight: if a visitor's events of a day, without a gap, begin in its first half hour and go on into the
/// next day, the next day begins a new visit, though the visitor is the same.
/// </summary>
internal sealed class VisitOracle
{
    private const long LongestGap = 1_800;
    private const int MostEventsOfDay = 10_000;

    public VisitOracle(IEnumerable<RawEvent> accepted)
    {
        Events = [.. EventIdOracle.WithoutRepetitions(accepted)];
        Visits = [.. Events.GroupBy(e => e.Site).SelectMany(VisitsOf)];
    }

    /// <summary>The events that are no repetition of another one.</summary>
    public IReadOnlyList<RawEvent> Events { get; }

    public IReadOnlyList<OracleVisit> Visits { get; }

    /// <summary>The same of the visitors alone whose ids begin with so many zero bits.</summary>
    public VisitOracle Of(int zeroBits) => zeroBits == 0 ? this : new(Events.Where(e => e.Visitor >> (64 - zeroBits) == 0));

    private static List<OracleVisit> VisitsOf(IEnumerable<RawEvent> site)
    {
        var visits = new List<OracleVisit>();
        var ends = new Dictionary<(ulong Visitor, long Day), DayEnd>();
        foreach (var day in site.GroupBy(e => (e.Day, e.Visitor)).OrderBy(day => day.Key.Day))
        {
            var events = day.OrderBy(e => e.Milliseconds).ThenBy(e => e.Content, StringComparer.Ordinal).ToList();
            var yesterday = Yesterday(events, ends);
            ends[(day.Key.Visitor, day.Key.Day)] = Chain(events, yesterday, visits);
        }

        return visits;
    }

    /// <summary>
    /// Finds the end of yesterday for the visitor of a day's events: under the same id if it holds across days, else under the id they
    /// carry.
    /// </summary>
    private static DayEnd? Yesterday(List<RawEvent> events, Dictionary<(ulong Visitor, long Day), DayEnd> ends)
    {
        var (day, visitor) = (events[0].Day, events[0].Visitor);
        if (visitor % 2 == 1)
        {
            return ends.GetValueOrDefault((visitor, day - 1));
        }

        var link = events.FirstOrDefault(e => e.YesterdaysVisitor != 0);
        var end = link is null ? null : ends.GetValueOrDefault((link.YesterdaysVisitor, day - 1));
        return end is not null && link!.Second - end.LastEvent <= LongestGap ? end : null;
    }

    private static DayEnd Chain(List<RawEvent> events, DayEnd? yesterday, List<OracleVisit> visits)
    {
        var person = yesterday?.Person ?? events[0].Visitor;
        var open = yesterday?.Visit;
        var lastSeen = yesterday?.LastSeen ?? 0;
        var since = events[0].Second;
        var taken = 0;
        foreach (var e in events)
        {
            if (open is null || e.Second - lastSeen > LongestGap)
            {
                (open, since) = (null, e.Second);
            }
            else if (taken >= MostEventsOfDay)
            {
                open = null;
            }

            if (open is null && e.IsEngagement)
            {
                continue;
            }

            if (open is null || (yesterday is { IsWholeDay: true } && open == yesterday.Visit && !e.IsEngagement))
            {
                open = new(e.Site, person, []);
                visits.Add(open);
                taken = 0;
            }

            (lastSeen, taken) = (e.Second, taken + 1);
            if (!e.IsEngagement)
            {
                open.Events.Add(e);
            }
        }

        return new(person, open, lastSeen, events[^1].Second, open is not null && since - (events[0].Day * 86_400) <= LongestGap);
    }

    /// <summary>The end of a day for a visitor.</summary>
    /// <param name="Person">The earliest of the ids that belong together.</param>
    /// <param name="Visit">The visit that may go on.</param>
    /// <param name="LastSeen">The second of the visit's last event.</param>
    /// <param name="LastEvent">The second of the day's last event.</param>
    /// <param name="IsWholeDay">True if the visitor was there since the first half hour of the day, without a gap.</param>
    private sealed record DayEnd(ulong Person, OracleVisit? Visit, long LastSeen, long LastEvent, bool IsWholeDay);
}
