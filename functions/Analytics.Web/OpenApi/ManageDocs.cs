using Analytics.Web.Exports;
using Analytics.Web.Keys;
using Analytics.Web.Sites;

namespace Analytics.Web.OpenApi;

/// <summary>The description of managing sites and keys.</summary>
internal static class ManageDocs
{
    private const string Sites = "Sites";
    private const string Keys = "Keys";
    private const string Json = "application/json";
    private const string SiteExample =
        """{ "domain": "example.com", "timezone": "Europe/Tallinn", "week_start": "monday", "public": false, "pinned": false, "retention_days": null, "created_at": "2026-03-10T12:00:00+00:00", "clients": {}, "generated": false }""";
    private const string OneSiteExample =
        """{ "domain": "example.com", "timezone": "Europe/Tallinn", "week_start": "monday", "public": false, "pinned": false, "retention_days": null, "created_at": "2026-03-10T12:00:00+00:00", "clients": {}, "generated": false, "custom_properties": ["plan"], "tracker_script_configuration": { "id": "pa-for_example.com", "installation_type": null, "track_404_pages": false, "hash_based_routing": false, "outbound_links": true, "file_downloads": true, "revenue_tracking": false, "tagged_events": false, "form_submissions": false, "pageview_props": false } }""";
    private const string KeyExample =
        """{ "id": "0f9c4c1f0b7e2a5d8c3b6a9e4d7f1c2b5a8e3d6f9c1b4a7e2d5f8c3b6a9e4d7f", "name": "dashboard", "scopes": ["stats"], "site": "example.com", "created_at": "2026-03-10T12:00:00+00:00", "last_used_at": "2026-03-10T14:00:00+00:00" }""";
    private const string NewKeyExample =
        """{ "id": "0f9c4c1f0b7e2a5d8c3b6a9e4d7f1c2b5a8e3d6f9c1b4a7e2d5f8c3b6a9e4d7f", "name": "dashboard", "scopes": ["stats"], "site": "example.com", "created_at": "2026-03-10T12:00:00+00:00", "last_used_at": null, "key": "ana_…" }""";
    private const string Deleted = """{ "deleted": true }""";

    private static readonly string[] SiteBodies = [Json, "application/x-www-form-urlencoded", "multipart/form-data"];

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new(
            "ListSites",
            new EndpointDoc(
                Sites,
                "List sites",
                "In the order of the domains under which they were registered; "
                    + "a key that is bound to a site sees that site alone. Scope stats suffices."
            )
            {
                Scope = "stats",
                Parameters =
                [
                    new ParameterDoc("limit", false, false, "The most sites, 1 to 1,000. Default: 100.", "100"),
                    new ParameterDoc("after", false, false, "The cursor that the previous page gave as meta.after.", "example.com"),
                    new ParameterDoc(
                        "search",
                        false,
                        false,
                        "Only sites whose domain contains this, in either form of its letters.",
                        "shop"
                    ),
                    new ParameterDoc("pinned", false, false, "Only sites that are pinned, or with false only others.", "true"),
                ],
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "A page of sites.",
                        typeof(SiteListAnswer),
                        $$"""{ "sites": [{{SiteExample}}], "meta": { "after": null, "before": null, "limit": 100 } }""",
                        Json
                    ),
                ],
                Errors = [400, 401, 503],
            }
        ),
        new(
            "ListPublicSites",
            new EndpointDoc(
                Sites,
                "List public sites",
                "Without a key: the domains of up to 50 sites whose statistics anyone may read, at most 30 seconds old. "
                    + "Empty where the operator set ListsPublicSites to false."
            )
            {
                Answers = [new AnswerDoc(200, "The sites.", typeof(PublicSiteListAnswer), """{ "sites": ["example.com"] }""", Json)],
                Errors = [503],
            }
        ),
        new(
            "CreateSite",
            new EndpointDoc(
                Sites,
                "Register a site",
                "Before it may receive events. tracker_script_configuration chooses what the script /js/ID.js of the answer's id measures "
                    + "besides pageviews; its installation_type, revenue_tracking and pageview_props have no effect. "
                    + "The body may also be a form. At most 16 KiB."
            )
            {
                Scope = "sites",
                Request = typeof(SiteRequest),
                RequestTypes = SiteBodies,
                RequestExamples =
                [
                    ("site", """{ "domain": "example.com", "timezone": "Europe/Tallinn" }"""),
                    (
                        "site and script",
                        """{ "domain": "example.com", "tracker_script_configuration": { "outbound_links": true, "file_downloads": true } }"""
                    ),
                ],
                Answers = [new AnswerDoc(200, "The site.", typeof(SiteAnswer), OneSiteExample, Json)],
                Errors = [400, 401, 408, 409, 413, 415, 503],
            }
        ),
        new(
            "GetSite",
            new EndpointDoc(
                Sites,
                "Read a site",
                "The registration as it is now, with the registered custom properties and the configuration of the script. "
                    + "A key of scope stats or sites may read it, and anyone if the site is public."
            )
            {
                Scope = "stats",
                KeyIsOptional = true,
                Parameters = [ParameterDoc.Site],
                Answers = [new AnswerDoc(200, "The site.", typeof(SiteAnswer), OneSiteExample, Json)],
                Errors = [401, 404, 503],
            }
        ),
        new(
            "UpdateSite",
            new EndpointDoc(
                Sites,
                "Change a site",
                "Absent members keep their values. With another domain the site is named so from now on, "
                    + "and for 72 hours also by the domain before: events, queries and everything else find it under both. "
                    + "Then that domain is free, and who registers it begins empty. "
                    + "A key that is bound to the site can't change its domain (403), though it may delete the site. "
                    + "Statistics, keys, goals, links and jobs stay the site's. On other instances it shows within 30 seconds. "
                    + "The body may also be a form. At most 16 KiB."
            )
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site],
                Request = typeof(SiteRequest),
                RequestTypes = SiteBodies,
                RequestExamples = [("make public, with weeks from Sunday", """{ "public": true, "week_start": "sunday" }""")],
                Answers = [new AnswerDoc(200, "The site.", typeof(SiteAnswer), OneSiteExample, Json)],
                Errors = [400, 401, 404, 408, 413, 415, 503],
            }
        ),
        new(
            "DeleteSite",
            new EndpointDoc(
                Sites,
                "Delete a site and erase all of it",
                "It takes no more events and answers no more queries, at once in this process, within 30 seconds in others. "
                    + "Its goals, segments, funnels, annotations, views and the keys that are good for it alone are deleted with it. "
                    + "A job erases its events and statistics; when that has completed, the "
                    + "name can be registered again and starts empty."
            )
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site],
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "The registration is gone, and the job waits for its turn.",
                        typeof(DeletedAnswer),
                        """{ "deleted": true, "erasure": "12" }""",
                        Json
                    ),
                ],
                Errors = [401, 404, 503],
            }
        ),
        new(
            "ExportSite",
            new EndpointDoc(
                Sites,
                "Export a site",
                "Everything that is stored of the site's events, as it is read, UTC day by UTC day: "
                    + "ndjson as `POST /api/events?import=true` and `analytics import` read it, "
                    + "so that a site that imports it has the same numbers; parquet for data tools; "
                    + "reports, every report as CSV in a zip, of events alone unless imports is true; "
                    + "or imports, the imported daily aggregates as CSV in a zip, or 404 where the days have none. "
                    + "Counts of refused and filtered events, goals and other definitions are not in it. "
                    + $"{ExportAdmission.PlacesOfSite} exports of a site, {ExportAdmission.PlacesOfKey} of a key and "
                    + $"{ExportAdmission.Places} of all sites run at once. Another one is answered 503, or takes the place of the slowest "
                    + $"one if its client took less than {ExportPlace.MinBytesPerSecond / 1024} KiB a second while something waited for "
                    + $"it, for {ExportPlace.PatienceSeconds} s or more: that is broken off without the end of the body. Of ndjson, keep "
                    + "what is before the last UTC day, and ask for the rest with continue and that day. "
                    + "On Azure an export lasts 210 s at most. A longer one as ndjson begins no UTC day after half of that: its last "
                    + """line, {"continue":"2026-03-05"}, names the next one; ask for the rest with the same parameters and continue, """
                    + "and leave that line out. Other formats, and a day that takes longer by itself, are broken off "
                    + "without the end of the body; ask for fewer days."
            )
            {
                Scope = "sites",
                Parameters =
                [
                    ParameterDoc.Site,
                    new ParameterDoc("format", false, false, "ndjson, parquet, reports or imports. Default: ndjson.", "ndjson"),
                    new ParameterDoc(
                        "imports",
                        false,
                        false,
                        "Only with reports: true adds imported daily totals where a query with include.imports would, "
                            + "and the file imports.csv tells for each report whether it has them. Default: false, events alone.",
                        "true"
                    ),
                    new ParameterDoc(
                        "from",
                        false,
                        false,
                        "The first day in the site's time zone. Default: the first with events.",
                        "2026-01-01"
                    ),
                    new ParameterDoc("to", false, false, "The last day. Default: the last with events.", "2026-01-31"),
                    new ParameterDoc(
                        "continue",
                        false,
                        false,
                        "Only with ndjson: the UTC day that the last line of an export names which ended before its range did.",
                        "2026-01-15"
                    ),
                ],
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "The file.",
                        typeof(string),
                        """{"timestamp":"2026-01-31T09:30:00.000Z","name":"pageview","url":"https://example.com/pricing","visitor_hash":"9f1c4e7a3b5d2f80","dimensions":{"event:page":"/pricing","event:hostname":"example.com","visit:channel":"Direct","visit:country":"EE"},"id":"0f9c4c1f0b7e2a5d-0"}""",
                        "application/x-ndjson",
                        "application/vnd.apache.parquet",
                        "application/zip"
                    ),
                ],
                Errors = [400, 401, 404, 503],
            }
        ),
        new(
            "ListKeys",
            new EndpointDoc(
                Keys,
                "List API keys",
                "Oldest first, without their secrets. The key that the operator configured is not among them."
            )
            {
                Scope = "admin",
                Answers = [new AnswerDoc(200, "All keys.", typeof(KeyListAnswer), $$"""{ "keys": [{{KeyExample}}] }""", Json)],
                Errors = [401, 503],
            }
        ),
        new(
            "CreateKey",
            new EndpointDoc(
                Keys,
                "Make an API key",
                "The key itself is in this answer and never again: only its hash is stored. At most 16 KiB."
            )
            {
                Scope = "admin",
                Request = typeof(KeyRequest),
                RequestExamples = [("dashboard", """{ "name": "dashboard", "scopes": ["stats"], "site": "example.com" }""")],
                Answers = [new AnswerDoc(200, "The key.", typeof(KeyAnswer), NewKeyExample, Json)],
                Errors = [400, 401, 408, 413, 415, 503],
            }
        ),
        new(
            "DeleteKey",
            new EndpointDoc(Keys, "Delete an API key", "At once in this process, within 30 seconds in others.")
            {
                Scope = "admin",
                Parameters =
                [
                    new ParameterDoc(
                        "id",
                        true,
                        true,
                        "The key's id.",
                        "0f9c4c1f0b7e2a5d8c3b6a9e4d7f1c2b5a8e3d6f9c1b4a7e2d5f8c3b6a9e4d7f"
                    ),
                ],
                Answers = [new AnswerDoc(200, "The key is gone.", typeof(DeletedAnswer), Deleted, Json)],
                Errors = [401, 404, 503],
            }
        ),
    ];
}
