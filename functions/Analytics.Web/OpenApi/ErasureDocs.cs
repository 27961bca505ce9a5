using Analytics.Core.Jobs;
using Analytics.Web.Erasures;
using Analytics.Web.Jobs;

namespace Analytics.Web.OpenApi;

/// <summary>The description of erasures.</summary>
internal static class ErasureDocs
{
    private const string Tag = "Sites";
    private const string Json = "application/json";
    private const string Erasure =
        """{ "id": "12", "kind": "erase", "from": "2026-01-01T00:00:00+00:00", "to": "2026-01-02T00:00:00+00:00", "sites": ["example.com"], "dryRun": false, "state": "completed", "created_at": "2026-03-10T12:00:00+00:00", "started_at": "2026-03-10T12:00:00+00:00", "ended_at": "2026-03-10T12:00:09+00:00", "cancel_requested": false, "error": null, "erases": "range", "progress": { "phase": "rebuilding", "messages_read": 6400, "messages_total": 6400, "events_read": 0, "damaged_messages": 0, "days_done": 0, "days_total": 0, "rows_compared": 0, "rows_replaced": 0, "set_aside": 0, "left_from": null, "left_to": null, "erased": { "events": 812, "messages": 47, "rows_rewritten": 26, "rows_deleted": 1, "unreadable": 0 } } }""";
    private const string Queued =
        """{ "id": "12", "kind": "erase", "from": "2026-01-01T00:00:00+00:00", "to": "2026-01-02T00:00:00+00:00", "sites": ["example.com"], "dryRun": false, "state": "queued", "created_at": "2026-03-10T12:00:00+00:00", "started_at": null, "ended_at": null, "cancel_requested": false, "error": null, "progress": null, "erases": "range" }""";

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new(
            "ListErasures",
            new EndpointDoc(Tag, "List a site's erasures", "Oldest first, with their reports.")
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site],
                Answers = [new AnswerDoc(200, "The erasures.", typeof(JobListAnswer), $$"""{ "jobs": [{{Erasure}}] }""", Json)],
                Errors = [401, 404, 503],
            }
        ),
        new(
            "CreateErasure",
            new EndpointDoc(
                Tag,
                "Erase a range of time or visitors",
                "Of everything that is stored: archived messages, statistics of all tiers, ids of events and dead letters. "
                    + "All events go that were acknowledged before; "
                    + "those that come while the job runs may go too, and what comes later counts. "
                    + "It can't be taken back or cancelled, and goes on after a restart. "
                    + "Statistics are erased by whole hours UTC. Visitors without a `visitor_id` can't be told apart from their "
                    + "address and are not erased alone. "
                    + "Sites take turns, and waiting erasures of visitors of one site are done in one pass, whose report all of "
                    + "them have. "
                    + $"At most {JobTable.MaxWaiting} of a site wait; beyond that, 429. "
                    + "Backups keep what they had. At most 256 KiB."
            )
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site],
                Request = typeof(ErasureRequest),
                RequestExamples =
                [
                    ("range", """{ "from": "2026-01-01", "to": "2026-01-02" }"""),
                    ("visitor", """{ "visitor_id": "customer-4711" }"""),
                    ("visitors", """{ "visitor_ids": ["customer-4711", "customer-4712"] }"""),
                ],
                Answers = [new AnswerDoc(202, "The job waits for its turn.", typeof(JobAnswer), Queued, Json)],
                Errors = [400, 401, 404, 408, 413, 415, 429, 503],
            }
        ),
    ];
}
