namespace Analytics.Local.Tests.Imports;

/// <summary>
/// The questions asked of an imported log; their metrics are in the order that <see cref="OracleStatistics"/> gives them.
/// </summary>
/// <param name="site">The site.</param>
/// <param name="from">First day, as in <c>2015-05-17</c>.</param>
/// <param name="to">Last day.</param>
internal sealed class LogQueries(string site, string from, string to)
{
    public const int PageLimit = 10;

    public string Totals => Query("\"pageviews\", \"visits\", \"visitors\", \"bounce_rate\", \"visit_duration\"", "");

    public string Days => Query("\"pageviews\", \"visits\", \"visitors\", \"bounce_rate\", \"visit_duration\"", "\"time:day\"");

    public string Hours => Query("\"pageviews\", \"visits\", \"visitors\"", "\"time:hour\"");

    public string MovingAverage => Query("{\"metric\": \"pageviews\", \"rolling_average\": {\"window\": 24}}", "\"time:hour\"");

    public string Pages => Query("\"pageviews\", \"visitors\"", "\"event:page\"", $", \"pagination\": {{\"limit\": {PageLimit}}}");

    public string Sources => Query("\"visits\", \"visitors\", \"pageviews\"", "\"visit:source\"");

    public string Browsers => Query("\"visits\", \"visitors\", \"pageviews\"", "\"visit:browser\"");

    public string Pageviews => Query("\"pageviews\"", "");

    public string Duplicates => Query("\"duplicates\"", "");

    /// <summary>All but the count of duplicates.</summary>
    public IReadOnlyList<string> All => [Totals, Days, Hours, MovingAverage, Pages, Sources, Browsers];

    private string Query(string metrics, string dimensions, string more = "") =>
        $$"""{"site_id": "{{site}}", "date_range": ["{{from}}", "{{to}}"], "metrics": [{{metrics}}], "dimensions": [{{dimensions}}]{{more}}}""";
}
