namespace Analytics.Local.Tests.Imports;

/// <summary>A visit: one visitor's pageviews without a gap of more than 30 minutes, in order.</summary>
/// <param name="Pageviews">Its pageviews.</param>
/// <param name="Visitor">
/// The visitor: address and agent on a day. A visitor who is active at midnight, with a gap of at most 30 minutes, is the visitor of the
/// day before.
/// </param>
internal sealed record OracleVisit(IReadOnlyList<LoggedRequest> Pageviews, (string Address, string Agent, DateTime Day) Visitor)
{
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(30);

    public LoggedRequest First => Pageviews[0];

    public DateTime Start => First.Time;

    public DateTime End => Pageviews[^1].Time;

    public bool IsBounce => Pageviews.Count == 1;

    public double Seconds => IsBounce ? 0 : (End - Start).TotalSeconds;

    /// <summary>The visits of pageviews in the order of their log.</summary>
    public static IReadOnlyList<OracleVisit> Of(IEnumerable<LoggedRequest> pageviews) =>
        [.. pageviews.GroupBy(view => (view.Address, view.Agent)).SelectMany(person => Split([.. person.OrderBy(view => view.Time)]))];

    private static IEnumerable<OracleVisit> Split(LoggedRequest[] views)
    {
        var starts = Enumerable
            .Range(0, views.Length)
            .Where(i => i == 0 || views[i].Time - views[i - 1].Time > Gap)
            .Append(views.Length)
            .ToArray();
        var day = views[0].Time.Date;
        foreach (var (from, to) in starts.Zip(starts.Skip(1)))
        {
            // A new day without a visit that goes on from the one before is a new visitor.
            day = from > 0 && views[from].Time.Date == views[from - 1].Time.Date ? day : views[from].Time.Date;
            yield return new(views[from..to], (views[from].Address, views[from].Agent, day));
        }
    }
}
