using Analytics.Web.Alerts;

namespace Analytics.Web.OpenApi;

/// <summary>The description of alerts.</summary>
internal static class AlertDocs
{
    private const string Tag = "Sites";
    private const string Json = "application/json";
    private const string Made =
        """{ "id": "1", "name": "Traffic doubled", "kind": "spike", "url": "https://hooks.example/alerts", "threshold": 100, "hours": 24, "minutes": 60, "metric": "pageviews", "goal": null, "incidents": [], "secret": "5f0c…" }""";
    private const string Listed =
        """{ "id": "1", "name": "Traffic doubled", "kind": "spike", "url": "https://hooks.example/alerts", "threshold": 100, "hours": 24, "minutes": 60, "metric": "pageviews", "goal": null, "incidents": [{ "id": "1-1773144000000", "at": "2026-03-10T12:00:00+00:00", "message": "example.com had 120 pageviews from 11:00 to 12:00 UTC, where the average of the 24 hours before is 28.5.", "value": 120, "expected": 28.5, "attempts": 1, "next_attempt": null, "delivered_at": "2026-03-10T12:00:01+00:00", "error": null }] }""";

    private static readonly ParameterDoc Id = new("id", true, true, "The alert's id.", "1");

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new(
            "ListAlerts",
            new EndpointDoc(
                Tag,
                "List alerts",
                "With their last 20 incidents and what became of their delivery. 503 names the remedy where they are damaged."
            )
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site],
                Answers = [new AnswerDoc(200, "The alerts.", typeof(AlertListAnswer), $$"""{ "alerts": [{{Listed}}] }""", Json)],
                Errors = [401, 404, 503],
            }
        ),
        new(
            "CreateAlert",
            new EndpointDoc(
                Tag,
                "Make an alert",
                "Evaluated once a minute; the same alert is told once an hour at most. "
                    + "The webhook gets a POST with JSON (`id`, `site`, `alert`, `at`, `message`, `value`, "
                    + "`expected`) and the headers `X-Analytics-Delivery` (the "
                    + "incident's id), `X-Analytics-Timestamp` (Unix seconds) and `X-Analytics-Signature`: "
                    + "`sha256=` and the HMAC-SHA256 of timestamp, a dot and the body "
                    + "with the alert's `secret`, in hexadecimal digits. "
                    + "An answer other than 2xx within 10 s is tried again after 1 minute, "
                    + "then twice as long each time up to 3 hours, 12 times in all, over restarts too. "
                    + "Only https, no redirects and no address of a private network. "
                    + "At most 20 alerts a site. At most 16 KiB."
            )
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site],
                Request = typeof(AlertRequest),
                RequestExamples =
                [
                    ("spike", """{ "name": "Traffic doubled", "kind": "spike", "url": "https://hooks.example/alerts" }"""),
                    ("silence", """{ "name": "No events", "kind": "silence", "minutes": 30, "url": "https://hooks.example/alerts" }"""),
                    (
                        "sales",
                        """{ "name": "Sales fall", "kind": "drop", "goal": "Purchase", "metric": "total_revenue", "url": "https://hooks.example/alerts" }"""
                    ),
                ],
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "The alert, with the secret of its signatures, which is not shown again.",
                        typeof(AlertAnswer),
                        Made,
                        Json
                    ),
                ],
                Errors = [400, 401, 404, 408, 413, 415, 503],
            }
        ),
        new(
            "UpdateAlert",
            new EndpointDoc(
                Tag,
                "Replace an alert",
                "The body is the whole alert: absent members get their defaults. The secret and the incidents stay. At most 16 KiB."
            )
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site, Id],
                Request = typeof(AlertRequest),
                RequestExamples =
                [
                    (
                        "spike",
                        """{ "name": "Traffic tripled", "kind": "spike", "threshold": 200, "url": "https://hooks.example/alerts" }"""
                    ),
                ],
                Answers = [new AnswerDoc(200, "The alert.", typeof(AlertAnswer), Listed, Json)],
                Errors = [400, 401, 404, 408, 413, 415, 503],
            }
        ),
        new(
            "DeleteAlert",
            new EndpointDoc(Tag, "Delete an alert", "Its incidents go with it.")
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site, Id],
                Answers = [new AnswerDoc(200, "The alert is gone.", typeof(DeletedAnswer), """{ "deleted": true }""", Json)],
                Errors = [401, 404, 503],
            }
        ),
    ];
}
