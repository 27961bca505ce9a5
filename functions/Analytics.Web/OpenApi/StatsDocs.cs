using Analytics.Web.Live;
using Analytics.Web.OpenApi.Contracts;
using Analytics.Web.Queries;

namespace Analytics.Web.OpenApi;

/// <summary>The description of reading statistics.</summary>
internal static class StatsDocs
{
    private const string Tag = "Statistics";
    private const string Limits =
        "Needs a key of scope stats, or none for a public site. 600 requests an hour and key unless configured otherwise.";

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new(
            "Query",
            new EndpointDoc(
                Tag,
                "Ask for statistics",
                Limits
                    + $" At most 256 KiB. The answer is CSV with 'Accept: text/csv'; {CsvRows.TotalHeader} has the number of rows on "
                    + $"all pages then, and where more follow, {CsvRows.NextHeader} is their pagination.offset. "
                    + "It has a strong ETag that changes exactly when the answer does: "
                    + "with If-None-Match an answer that one has is 304. "
                    + "site_id may be a list of sites, whose numbers are summed, visitors too; "
                    + "the zone of days and the first day of weeks are those of the first site. Answers are exact; "
                    + "with include.sample, and where a question would read more than 200 million events (unless configured "
                    + "otherwise), they are estimates from a sample of the visitors, and meta.sampling says how exact they are."
            )
            {
                Scope = "stats",
                KeyIsOptional = true,
                Request = typeof(QueryBody),
                RequestExamples =
                [
                    (
                        "totals of 7 days",
                        """{ "site_id": "example.com", "metrics": ["visitors", "pageviews", "bounce_rate"], "date_range": "7d" }"""
                    ),
                    (
                        "top pages from one country",
                        """{ "site_id": "example.com", "metrics": ["visitors"], "date_range": "30d", "dimensions": ["event:page"], "filters": [["is", "visit:country", ["EE"]]], "pagination": { "limit": 10 } }"""
                    ),
                    (
                        "several sites together",
                        """{ "site_id": ["example.com", "shop.example.com"], "metrics": ["visitors", "pageviews"], "date_range": "7d" }"""
                    ),
                    (
                        "an estimate from an eighth of the visitors",
                        """{ "site_id": "example.com", "metrics": ["visitors"], "date_range": "12mo", "dimensions": ["event:page"], "include": { "sample": 0.125 } }"""
                    ),
                    (
                        "moving average by day",
                        """{ "site_id": "example.com", "metrics": ["pageviews", { "metric": "pageviews", "rolling_average": { "window": 7 } }], "date_range": "30d", "dimensions": ["time:day"] }"""
                    ),
                    (
                        "moving average of a rate, in which every visit weighs the same",
                        """{ "site_id": "example.com", "metrics": [{ "metric": "bounce_rate", "rolling_average": { "window": 7, "pooled": true } }], "date_range": "30d", "dimensions": ["time:day"] }"""
                    ),
                    (
                        "compared with the period before, from the same day of the week on",
                        """{ "site_id": "example.com", "metrics": ["visitors"], "date_range": "30d", "include": { "comparisons": { "mode": "previous_period", "match_day_of_week": true } } }"""
                    ),
                    (
                        "with imported daily totals",
                        """{ "site_id": "example.com", "metrics": ["visitors"], "date_range": "12mo", "include": { "imports": true } }"""
                    ),
                ],
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "The statistics.",
                        typeof(QueryAnswerBody),
                        """{ "results": [{ "dimensions": [], "metrics": [1402, 5310, 48] }], "meta": {}, "query": { "site_id": "example.com", "metrics": ["visitors", "pageviews", "bounce_rate"], "date_range": ["2026-03-03T00:00:00+00:00", "2026-03-09T23:59:59+00:00"], "dimensions": [], "filters": [], "order_by": [["visitors", "desc"]], "include": {}, "pagination": { "limit": 10000, "offset": 0 } } }""",
                        "application/json",
                        "text/csv"
                    )
                    {
                        Numbers =
                        [
                            (CsvRows.TotalHeader, "With CSV: number of rows on all pages."),
                            (CsvRows.NextHeader, "With CSV, where further rows follow: their pagination.offset."),
                        ],
                    },
                ],
                Errors = [400, 401, 404, 408, 413, 415, 429, 503, 504],
            }
        ),
        new(
            "QueryBatch",
            new EndpointDoc(
                Tag,
                "Ask several questions at once",
                "1 to 16 queries; the answer is NDJSON, a line { id, status, etag, body } for each query as soon as it is ready, "
                    + "in any order. status is what the query alone would "
                    + "have had: 304 without a body if etag is that of the answer, and without a key 401 for a site that is not public "
                    + "(the whole batch, if no query can be answered). Counts once against the limit. "
                    + Limits
                    + " At most 1 MiB."
            )
            {
                Scope = "stats",
                KeyIsOptional = true,
                Request = typeof(QueryBatchBody),
                RequestExamples =
                [
                    (
                        "two panels",
                        """{ "queries": [{ "id": "totals", "query": { "site_id": "example.com", "metrics": ["visitors", "pageviews"], "date_range": "7d" } }, { "id": "pages", "query": { "site_id": "example.com", "metrics": ["visitors"], "date_range": "7d", "dimensions": ["event:page"] } }] }"""
                    ),
                ],
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "A line for each query.",
                        typeof(QueryBatchLineBody),
                        """{ "id": "totals", "status": 200, "etag": "\"0f9c4c1f0b7e2a5d8c3b6a9e4d7f1c2b\"", "body": { "results": [{ "dimensions": [], "metrics": [1402, 5310] }], "meta": {}, "query": { "site_id": "example.com", "metrics": ["visitors", "pageviews"], "date_range": ["2026-03-03T00:00:00+00:00", "2026-03-09T23:59:59+00:00"], "dimensions": [], "filters": [], "order_by": [["visitors", "desc"]], "include": {}, "pagination": { "limit": 10000, "offset": 0 } } } }""",
                        "application/x-ndjson"
                    ),
                ],
                Errors = [400, 401, 404, 408, 413, 415, 429, 503, 504],
            }
        ),
        new(
            "RealtimeVisitors",
            new EndpointDoc(Tag, "Count the visitors of the last 5 minutes", Limits)
            {
                Scope = "stats",
                KeyIsOptional = true,
                Parameters = [new ParameterDoc("site_id", false, true, "The site's domain.", "example.com")],
                Answers = [new AnswerDoc(200, "The number of visitors.", typeof(long), "21", "application/json")],
                Errors = [400, 401, 404, 429, 503, 504],
            }
        ),
        new(
            "Live",
            new EndpointDoc(
                Tag,
                "Read the rolling averages",
                "Events, pageviews and revenue a minute over the last 5, 15 and 60 minutes, the mean of the last 100 values, "
                    + "and whether the last minute stands out. "
                    + Limits
            )
            {
                Scope = "stats",
                KeyIsOptional = true,
                Parameters = [ParameterDoc.Site],
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "The averages.",
                        typeof(LiveAnswer),
                        """{ "site": "example.com", "as_of": "2026-03-10T12:00:00+00:00", "rates": [{ "minutes": 5, "events": 12.4, "pageviews": 11, "revenue": { "EUR": 4.98 } }], "value_mean": 3.2, "value_count": 100, "last_minute": "none" }""",
                        "application/json"
                    ),
                ],
                Errors = [401, 404, 429, 503],
            }
        ),
        new(
            "LiveStream",
            new EndpointDoc(
                Tag,
                "Follow the rolling averages",
                "Server-sent events: what GET /api/v1/sites/{site}/live answers, at once and whenever it has changed; "
                    + "a comment every 15 s keeps the connection. A stream ends after 210 s, "
                    + "which browsers answer by opening it again, and when its key, session or shared link ends. "
                    + "At most 20 at once with a key, session or address. "
                    + Limits
            )
            {
                Scope = "stats",
                KeyIsOptional = true,
                Parameters = [ParameterDoc.Site],
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "Events whose data is the answer in JSON.",
                        typeof(string),
                        "data: {\"site\":\"example.com\",…}",
                        "text/event-stream"
                    ),
                ],
                Errors = [401, 404, 429, 503],
            }
        ),
    ];
}
