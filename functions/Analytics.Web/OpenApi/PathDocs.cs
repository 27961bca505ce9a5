using Analytics.Web.OpenApi.Contracts;

namespace Analytics.Web.OpenApi;

/// <summary>The description of questions about the order of what visitors do.</summary>
internal static class PathDocs
{
    private const string Tag = "Paths";
    private const string Limits = " Needs a key of scope stats, or none for a public site. 600 requests an hour and key unless configured otherwise. At most 256 KiB.";

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new("Funnel", Doc(
            "Count how far visitors get through a funnel",
            "A visitor may try several times: the attempt that gets furthest counts, of several the one that gets there first.",
            typeof(FunnelBody),
            """
            { "results": [{ "label": "Visit /pricing", "visitors": 120, "conversion_rate": 100, "conversion_rate_step": 100, "dropoff": 72, "dropoff_percentage": 60, "median_time": null, "revenue": null,
            "instead": [{ "type": "none", "label": "No further action", "visitors": 51, "percentage": 70.83 }, { "type": "page", "label": "/docs", "visitors": 21, "percentage": 29.17 }] },
            { "label": "Signup", "visitors": 48, "conversion_rate": 40, "conversion_rate_step": 40, "dropoff": null, "dropoff_percentage": null, "median_time": 94, "revenue": null, "instead": [] }],
            "meta": { "conversion_rate": 40, "median_time": 94 }, "query": { "site_id": "example.com" } }
            """,
            ("two steps", """{ "site_id": "example.com", "date_range": "30d", "steps": [{ "page": "/pricing" }, { "event": "Signup" }] }"""),
            ("within a visit, by device", """{ "site_id": "example.com", "date_range": "7d", "steps": [{ "page": "/blog/**" }, { "page": "/pricing" }, { "event": "Signup", "filters": [["is", "event:props:plan", ["pro"]]] }], "window": "visit", "order": "strict", "split": { "dimension": "visit:device" } }"""))),
    ];

    private static EndpointDoc Doc(string summary, string description, Type body, string answer, params (string Name, string Json)[] examples) =>
        new(Tag, summary, description + Limits)
        {
            Scope = "stats",
            KeyIsOptional = true,
            Request = body,
            RequestExamples = examples,
            Answers = [new AnswerDoc(200, "The numbers.", typeof(PathAnswerBody), answer, "application/json")],
            Errors = [400, 401, 404, 408, 413, 415, 429, 503, 504],
        };
}
