using Analytics.Web.OpenApi.Contracts;
using Analytics.Web.Queries;

namespace Analytics.Web.OpenApi;

/// <summary>The description of questions about paths of visitors.</summary>
internal static class PathDocs
{
    private const string Tag = "Paths";
    private const string Limits =
        " With 'Accept: text/csv' the answer is CSV, and it has a strong ETag as that of a query. "
        + "Needs a key of scope stats, or none for a public site. 600 requests an hour "
        + "and key unless configured otherwise. At most 256 KiB.";

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new(
            "Funnel",
            Doc(
                "Count how far visitors get through a funnel",
                "A visitor may try several times: the attempt that gets furthest counts, of several the one that gets there first. "
                    + "In CSV each step is a row, with a split first those of all visitors, and what was done instead is left out.",
                typeof(FunnelBody),
                typeof(FunnelAnswerBody),
                """
                { "results": [{ "label": "Visit /pricing", "visitors": 120, "conversion_rate": 100, "conversion_rate_step": 100, "dropoff": 72, "dropoff_percentage": 60, "median_time": null, "revenue": null,
                "instead": [{ "type": "none", "label": "No further action", "visitors": 51, "percentage": 70.83 }, { "type": "page", "label": "/docs", "visitors": 21, "percentage": 29.17 }] },
                { "label": "Signup", "visitors": 48, "conversion_rate": 40, "conversion_rate_step": 40, "dropoff": null, "dropoff_percentage": null, "median_time": 94, "revenue": null, "instead": [] }],
                "meta": { "conversion_rate": 40, "median_time": 94 }, "query": { "site_id": "example.com", "date_range": ["2026-02-08T00:00:00+00:00", "2026-03-09T23:59:59+00:00"], "filters": [], "steps": [{ "page": "/pricing" }, { "event": "Signup" }], "window": "24h", "order": "sequential", "instead": 5 } }
                """,
                (
                    "two steps",
                    """{ "site_id": "example.com", "date_range": "30d", "steps": [{ "page": "/pricing" }, { "event": "Signup" }] }"""
                ),
                (
                    "within a visit, by device",
                    """{ "site_id": "example.com", "date_range": "7d", "steps": [{ "page": "/blog/**" }, { "page": "/pricing" }, { "event": "Signup", "filters": [["is", "event:props:plan", ["pro"]]] }], "window": "visit", "order": "strict", "split": { "dimension": "visit:device" } }"""
                )
            )
        ),
        new(
            "Journeys",
            Doc(
                "Follow visitors from or to a page, event or goal",
                "Steps lie in one visit; the same page or event several times in a row is one step. "
                    + "A visitor counts once for each next step. Without a path the answer has what a path may begin with. "
                    + "In CSV each next step is a row, of type none where nothing follows; "
                    + $"{CsvRows.TotalHeader} has the number of rows without the limit.",
                typeof(JourneysBody),
                typeof(JourneysAnswerBody),
                """
                { "results": [{ "step": { "page": "/" }, "visitors": 8774, "conversion_rate": 100, "conversion_rate_step": 100, "no_further_action": { "visitors": 2983, "percentage": 34 },
                "next": [{ "type": "page", "label": "/sale", "visitors": 2101, "percentage": 23.95 }], "total_next": 41 }], "meta": { "conversion_rate": 100 }, "query": { "site_id": "example.com", "date_range": ["2026-02-08T00:00:00+00:00", "2026-03-09T23:59:59+00:00"], "filters": [], "direction": "forward", "path": [{ "page": "/" }], "group": "page", "limit": 10 } }
                """,
                (
                    "forward, pages by directory",
                    """{ "site_id": "example.com", "date_range": "30d", "path": [{ "page": "/" }, { "page": "/products/*" }], "group": "directory" }"""
                ),
                (
                    "where buyers come from",
                    """{ "site_id": "example.com", "date_range": "30d", "direction": "backward", "path": [{ "event": "Purchase" }], "search": "blog", "limit": 5 }"""
                )
            )
        ),
        new(
            "Retention",
            Doc(
                "Count how many visitors come back",
                "A visitor belongs to the period of the first event in the range that passes the filters and is what 'first' "
                    + "names; what was before the range is not looked at. "
                    + "Period 0 is that period itself. Refused for sites whose events have no visitor_id, "
                    + "because their visitors can't be known again from one day to the next. In CSV each period of a cohort is a row.",
                typeof(RetentionBody),
                typeof(RetentionAnswerBody),
                """
                { "results": [{ "cohort": "2026-02-23", "visitors": 1204, "periods": [{ "visitors": 1204, "rate": 100, "complete": true }, { "visitors": 373, "rate": 30.98, "complete": false }] }],
                "meta": { "mean": [100, null], "visitors_without_lasting_id": 0 }, "query": { "site_id": "example.com", "date_range": ["2026-02-08T00:00:00+00:00", "2026-03-09T23:59:59+00:00"], "filters": [], "cohort_by": "week" } }
                """,
                ("by week", """{ "site_id": "example.com", "date_range": "91d", "cohort_by": "week" }"""),
                (
                    "buyers who come back",
                    """{ "site_id": "example.com", "date_range": "12mo", "cohort_by": "month", "first": { "event": "Purchase" }, "returning": { "page": "/shop/**" } }"""
                )
            )
        ),
    ];

    private static EndpointDoc Doc(
        string summary,
        string description,
        Type body,
        Type answerBody,
        string answer,
        params (string Name, string Json)[] examples
    ) =>
        new(Tag, summary, description + Limits)
        {
            Scope = "stats",
            KeyIsOptional = true,
            Request = body,
            RequestExamples = examples,
            Answers = [new AnswerDoc(200, "The numbers.", answerBody, answer, "application/json", "text/csv")],
            Errors = [400, 401, 404, 408, 413, 415, 429, 503, 504],
        };
}
