namespace Analytics.Local.Tests.Imports;

/// <summary>A visit: one visitor's pageviews without a gap of more than 30 minutes, in order.</summary>
internal sealed record OracleVisit(IReadOnlyList<LoggedRequest> Pageviews)
{
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(30);

    public LoggedRequest First => Pageviews[0];

    public DateTime Start => First.Time;

    public DateTime End => Pageviews[^1].Time;

    /// <summary>Who it was: address and agent on the day that the visit began, so one that goes on past midnight is still the same visitor's.</summary>
    public (string Address, string Agent, DateTime Day) Visitor => (First.Address, First.Agent, Start.Date);

    public bool IsBounce => Pageviews.Count == 1;

    public double Seconds => IsBounce ? 0 : (End - Start).TotalSeconds;

    /// <summary>The visits of pageviews in the order of their log.</summary>
    public static IReadOnlyList<OracleVisit> Of(IEnumerable<LoggedRequest> pageviews) =>
        [.. pageviews.GroupBy(view => (view.Address, view.Agent)).SelectMany(person => Split([.. person.OrderBy(view => view.Time)]))];

    private static IEnumerable<OracleVisit> Split(LoggedRequest[] views)
    {
        var starts = Enumerable.Range(0, views.Length).Where(i => i == 0 || views[i].Time - views[i - 1].Time > Gap).Append(views.Length).ToArray();
        return starts.Zip(starts.Skip(1), (from, to) => new OracleVisit(views[from..to]));
    }
}
