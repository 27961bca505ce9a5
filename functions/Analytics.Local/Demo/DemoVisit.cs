namespace Analytics.Local.Demo;

/// <summary>An event of the demo.</summary>
/// <param name="At">Time, Unix milliseconds.</param>
/// <param name="Name">Its name.</param>
/// <param name="Path">The page, with the query of the landing page.</param>
/// <param name="Props">Properties; empty for none.</param>
/// <param name="Amount">Revenue; null for none. A refund is negative.</param>
/// <param name="Engagement">Scroll depth in per cent and engagement time in milliseconds; null for events that do not leave a
/// page.</param>
internal readonly record struct DemoEvent(
    long At,
    string Name,
    string Path,
    (string Key, string Value)[] Props,
    decimal? Amount = null,
    (int Depth, int Milliseconds)? Engagement = null
);

/// <summary>A visit of the demo: its visitor, its origin and its events.</summary>
/// <param name="Site">The domain.</param>
/// <param name="Id">Unique within the site; the same each time the demo is generated.</param>
/// <param name="Visitor">The visitor's id; for the blog, whose visitors have no permanent id, the address.</param>
/// <param name="Origin">An index of <see cref="DemoTexts.Origins"/>.</param>
/// <param name="Place">An index of <see cref="DemoTexts.Places"/>.</param>
/// <param name="Agent">An index of <see cref="DemoTexts.Agents"/>.</param>
/// <param name="Events">Its events in the order of time.</param>
internal sealed record DemoVisit(string Site, string Id, string Visitor, int Origin, int Place, int Agent, IReadOnlyList<DemoEvent> Events)
{
    /// <summary>True if the visitor has a permanent id.</summary>
    public bool HasPermanentId => Site == DemoTraffic.Shop;
}
