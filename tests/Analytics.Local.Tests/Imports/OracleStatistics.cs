namespace Analytics.Local.Tests.Imports;

/// <summary>
/// The right answers of the API about a log, computed from its lines by the definitions, in the slowest and plainest way. Rows read as
/// <see cref="AnswerRows"/> writes them: the value of the dimension, then the metrics.
/// </summary>
internal sealed class OracleStatistics
{
    private readonly IReadOnlyList<LoggedRequest> _views;
    private readonly IReadOnlyList<OracleVisit> _visits;
    private readonly string _host;

    public OracleStatistics(string path, string host)
    {
        var lines = LoggedRequest.ReadAll(path);
        LineCount = lines.Count;
        _views = [.. lines.Where(line => line.IsPageview)];
        _visits = OracleVisit.Of(_views);
        _host = host;
    }

    public int LineCount { get; }

    public int PageviewCount => _views.Count;

    /// <summary>pageviews, visits, visitors, bounce_rate, visit_duration.</summary>
    public IEnumerable<string> Totals() =>
        [Row("", _views.Count, _visits.Count, Visitors(_visits), BounceRate(_visits), Duration(_visits))];

    /// <summary>pageviews, visits, visitors, bounce_rate, visit_duration by time:day.</summary>
    public IEnumerable<string> Days() =>
        from visit in _visits
        from view in visit.Pageviews
        group visit by view.Time.Date into day
        orderby day.Key
        let begun = _visits.Where(visit => visit.Start.Date == day.Key).ToList()
        select Row($"{day.Key:yyyy-MM-dd}", day.Count(), begun.Count, Visitors(day), BounceRate(begun), Duration(begun));

    /// <summary>pageviews, visits, visitors by time:hour: a visit is in every hour from its first to its last pageview.</summary>
    public IEnumerable<string> Hours() =>
        from hour in AllHours()
        let there = _visits.Where(visit => HourOf(visit.Start) <= hour && hour <= HourOf(visit.End)).ToList()
        where there.Count > 0
        select Row($"{hour:yyyy-MM-dd HH:mm:ss}", _views.Count(view => HourOf(view.Time) == hour), there.Count, Visitors(there));

    /// <summary>
    /// The simple moving average of pageviews over 24 hours by time:hour, every hour from that of the first pageview. Hours before that
    /// one are not part of an average.
    /// </summary>
    public IEnumerable<string> MovingAverage() =>
        from hour in AllHours()
        let age = (hour - HourOf(_views.Min(view => view.Time))).TotalHours + 1
        where age > 0
        let views = _views.Count(view => view.Time >= hour.AddHours(-23) && view.Time < hour.AddHours(1))
        select Row($"{hour:yyyy-MM-dd HH:mm:ss}", views / Math.Min(24, age));

    /// <summary>pageviews and visitors by event:page, the most viewed first.</summary>
    public IEnumerable<string> Pages() =>
        from visit in _visits
        from view in visit.Pageviews
        group visit by view.Page into page
        orderby page.Count() descending, page.Key
        select Row(page.Key, page.Count(), Visitors(page));

    /// <summary>visits, visitors, pageviews by visit:source.</summary>
    public IEnumerable<string> Sources() => OfVisits(visit => OracleSources.Of(visit.First, _host));

    /// <summary>visits, visitors, pageviews by visit:browser.</summary>
    public IEnumerable<string> Browsers() => OfVisits(visit => OracleAgents.BrowserOf(visit.First.Agent));

    private static string Row(string key, params double[] metrics) => AnswerRows.Row(key, metrics.Cast<double?>());

    private static double Visitors(IEnumerable<OracleVisit> visits) => visits.Select(visit => visit.Visitor).Distinct().Count();

    private static double BounceRate(IReadOnlyList<OracleVisit> visits) =>
        Math.Round(100.0 * visits.Count(visit => visit.IsBounce) / visits.Count, MidpointRounding.AwayFromZero);

    private static double Duration(IReadOnlyList<OracleVisit> visits) =>
        Math.Round(visits.Average(visit => visit.Seconds), MidpointRounding.AwayFromZero);

    private static DateTime HourOf(DateTime time) => time.Date.AddHours(time.Hour);

    private IEnumerable<string> OfVisits(Func<OracleVisit, string> key) =>
        from visit in _visits
        group visit by key(visit) into same
        orderby same.Count() descending, same.Key
        select Row(same.Key, same.Count(), Visitors(same), same.Sum(visit => visit.Pageviews.Count));

    private IEnumerable<DateTime> AllHours()
    {
        var first = _views.Min(view => view.Time).Date;
        var days = (_views.Max(view => view.Time).Date - first).Days + 1;
        return Enumerable.Range(0, days * 24).Select(hour => first.AddHours(hour));
    }
}
