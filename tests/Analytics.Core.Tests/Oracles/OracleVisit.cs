namespace Analytics.Core.Tests.Oracles;

/// <summary>A visit as the definitions make it.</summary>
/// <param name="Site">The site.</param>
/// <param name="Person">Who made it: the earliest of the ids that belong together.</param>
/// <param name="Events">Its events in order, without engagement events. The first gives the visit its facts.</param>
internal sealed record OracleVisit(string Site, ulong Person, List<RawEvent> Events)
{
    public long Start => Events[0].Second;

    public long End => Events[^1].Second;

    public string Source => Events[0].Source;

    public int Pageviews => Events.Count(e => e.IsPageview);

    public bool IsBounce => Events.Count(e => e.CountsAgainstBounce) <= 1;

    public long Seconds => IsBounce ? 0 : End - Start;
}
