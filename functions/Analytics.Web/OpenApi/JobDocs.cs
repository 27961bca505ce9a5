using Analytics.Web.Jobs;

namespace Analytics.Web.OpenApi;

/// <summary>The description of jobs.</summary>
internal static class JobDocs
{
    private const string Tag = "Jobs";
    private const string Json = "application/json";
    private const string Job =
        """{ "id": "1", "kind": "reprocess", "from": "2026-01-01T00:00:00+00:00", "to": "2026-02-01T00:00:00+00:00", "sites": ["example.com"], "dryRun": false, "state": "running", "created_at": "2026-03-10T12:00:00+00:00", "started_at": "2026-03-10T12:00:00+00:00", "ended_at": null, "cancel_requested": false, "error": null, "progress": { "phase": "replaying", "messages_read": 1200, "messages_total": 6400, "events_read": 310000, "damaged_messages": 0, "days_done": 0, "days_total": 31, "rows_compared": 0, "rows_replaced": 0, "set_aside": 0, "left_from": null, "left_to": null, "erased": null } }""";
    private const string Queued =
        """{ "id": "1", "kind": "reprocess", "from": "2026-01-01T00:00:00+00:00", "to": "2026-02-01T00:00:00+00:00", "sites": ["example.com"], "dryRun": false, "state": "queued", "created_at": "2026-03-10T12:00:00+00:00", "started_at": null, "ended_at": null, "cancel_requested": false, "error": null, "progress": null }""";
    private const string Report =
        """{ "differences": [{ "site": "example.com", "day": "2026-01-02", "before": { "pageviews": 120, "events": 130, "visits": 80, "visitors": 40, "bounces": 60, "visit_seconds": 900 }, "after": { "pageviews": 120, "events": 130, "visits": 45, "visitors": 40, "bounces": 20, "visit_seconds": 4100 }, "dimensions": null }], "after": null }""";

    private static readonly ParameterDoc Id = new("id", true, true, "The job's number.", "1");

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new(
            "ListJobs",
            new EndpointDoc(Tag, "List jobs", "Oldest first, with the 2,000 newest of those that have ended.")
            {
                Scope = "admin",
                Answers = [new AnswerDoc(200, "All jobs.", typeof(JobListAnswer), $$"""{ "jobs": [{{Job}}] }""", Json)],
                Errors = [401, 503],
            }
        ),
        new(
            "CreateJob",
            new EndpointDoc(
                Tag,
                "Start a job",
                "Reprocess makes the statistics of a range again from the archived events, by the logic of this release, "
                    + "while events come in and queries are "
                    + "answered. Jobs run one after the other and go on after a restart. At most 16 KiB."
            )
            {
                Scope = "admin",
                Request = typeof(JobBody),
                RequestExamples =
                [
                    (
                        "dry run",
                        """{ "kind": "reprocess", "from": "2026-01-01", "to": "2026-02-01", "sites": ["example.com"], "dryRun": true }"""
                    ),
                ],
                Answers = [new AnswerDoc(202, "The job waits for its turn.", typeof(JobAnswer), Queued, Json)],
                Errors = [400, 401, 408, 409, 413, 415, 503],
            }
        ),
        new(
            "GetJob",
            new EndpointDoc(Tag, "Read a job", "Its state and progress, which is stored every second.")
            {
                Scope = "admin",
                Parameters = [Id],
                Answers = [new AnswerDoc(200, "The job.", typeof(JobAnswer), Job, Json)],
                Errors = [401, 404, 503],
            }
        ),
        new(
            "CancelJob",
            new EndpointDoc(
                Tag,
                "Cancel a job",
                "At once if it waits, within seconds if it runs; every row is then either the old or the new one. "
                    + "Nothing happens if it has ended."
            )
            {
                Scope = "admin",
                Parameters = [Id],
                Answers = [new AnswerDoc(200, "The job as it is now.", typeof(JobAnswer), Job, Json)],
                Errors = [401, 404, 503],
            }
        ),
        new(
            "JobReport",
            new EndpointDoc(
                Tag,
                "Read a job's report",
                "Each day and site whose metrics, or values of dimensions, the job changes, or in a dry run would change, "
                    + "with the metrics before and after. "
                    + "Where these are equal, `dimensions` names the dimensions whose values differ, such as visit:language "
                    + "(event:props for all custom properties); it is null where metrics differ. It grows while the job runs."
            )
            {
                Scope = "admin",
                Parameters =
                [
                    Id,
                    new ParameterDoc("limit", false, false, "The most differences, 1 to 1,000. Default: 1,000.", "100"),
                    new ParameterDoc("after", false, false, "The cursor that the previous page gave.", "2026-01-02|example.com"),
                ],
                Answers = [new AnswerDoc(200, "A page of differences.", typeof(JobReportAnswer), Report, Json)],
                Errors = [400, 401, 404, 503],
            }
        ),
        new(
            "Status",
            new EndpointDoc(
                Tag,
                "The state of the server",
                "How far each partition is aggregated, what is live and set aside, which versions of the logic made the stored "
                    + "statistics, and from when the log can make them again. The counts are made in the background and say "
                    + "of when they are."
            )
            {
                Scope = "admin",
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "The status.",
                        typeof(StatusAnswer),
                        """{ "logic_version": 1, "counted_at": "2026-01-31T10:00:00+00:00", "rollups": [{ "version": 1, "rows": 720, "from": "2026-01-01T00:00:00+00:00", "to": "2026-01-31T00:00:00+00:00" }], "reprocessable_from": null, "oldest_message": "2026-01-01T00:00:10+00:00", "active_jobs": [], "old_rows": { "waiting": 0, "incomplete": 0 }, "log_gaps": [], "operations": { "measured_at": "2026-01-31T10:00:02+00:00", "partitions": [{ "partition": 0, "watermark": 4711, "last": 4712, "waiting": 1, "age_seconds": 0.21, "stuck": false }], "oldest_live_row": "2026-01-31T09:58:00+00:00", "live_rows": 940, "busiest_live_rows": 14, "rollup_lag_seconds": 0, "set_aside": { "aggregate": 1, "rollup": 0, "reprocess": 0, "query": 0 }, "set_aside_sites": {} } }""",
                        Json
                    ),
                ],
                Errors = [401, 503],
            }
        ),
    ];
}
