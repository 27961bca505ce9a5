using Analytics.Web.Goals;

namespace Analytics.Web.OpenApi;

/// <summary>The description of goals.</summary>
internal static class GoalDocs
{
    private const string Tag = "Goals";
    private const string Json = "application/json";
    private const string Goal =
        """{ "id": "1", "display_name": "Signup", "goal_type": "event", "event_name": "Signup", "page_path": null, "scroll_threshold": null, "currency": null, "custom_props": {} }""";
    private const string NewGoal =
        """{ "domain": "example.com", "id": "1", "display_name": "Signup", "goal_type": "event", "event_name": "Signup", "page_path": null, "scroll_threshold": null, "currency": null, "custom_props": {} }""";
    private const string Goals = $$"""{ "goals": [{{Goal}}], "meta": { "after": null, "before": null, "limit": 100 } }""";
    private const string FindOrCreate =
        "Finds the goal that the same events reach, or adds it; asking again changes nothing. "
        + "A goal applies to all of the site's history, on all instances within 30 seconds. "
        + "At most 1,000 goals of a site. The body may also be a form. At most 16 KiB.";

    private const string Deletion =
        "Its events stay. Refused while segments, funnels or alerts name it, personal ones excepted; the refusal names them.";

    private static readonly string[] Bodies = [Json, "application/x-www-form-urlencoded", "multipart/form-data"];
    private static readonly ParameterDoc SiteId = new("site_id", false, true, "The site's domain.", "example.com");
    private static readonly ParameterDoc Id = new("id", true, true, "The goal's id.", "1");
    private static readonly ParameterDoc[] Page =
    [
        new("limit", false, false, "The most goals, 1 to 1,000. Default: 100.", "100"),
        new("after", false, false, "The cursor that the previous page gave as meta.after.", "1"),
    ];

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new(
            "ListGoals",
            new EndpointDoc(
                Tag,
                "List goals",
                "As in Plausible's Sites API, in order of their names. A key of scope stats may read them too."
            )
            {
                Scope = "sites",
                Parameters = [SiteId, .. Page],
                Answers = [new AnswerDoc(200, "A page of goals.", typeof(GoalListAnswer), Goals, Json)],
                Errors = [400, 401, 404, 503],
            }
        ),
        new(
            "PutGoal",
            new EndpointDoc(Tag, "Find or create a goal", "As in Plausible's Sites API. " + FindOrCreate)
            {
                Scope = "sites",
                Request = typeof(GoalRequest),
                RequestTypes = Bodies,
                RequestExamples =
                [
                    ("event", """{ "site_id": "example.com", "goal_type": "event", "event_name": "Signup" }"""),
                    ("page", """{ "site_id": "example.com", "goal_type": "page", "page_path": "/blog/**" }"""),
                ],
                Answers = [new AnswerDoc(200, "The goal.", typeof(GoalAnswer), NewGoal, Json)],
                Errors = [400, 401, 403, 404, 408, 413, 415, 503],
            }
        ),
        new(
            "DeleteGoal",
            new EndpointDoc(Tag, "Delete a goal", "As in Plausible's Sites API: site_id in the query or in the body. " + Deletion)
            {
                Scope = "sites",
                Parameters = [Id, SiteId with { Required = false }],
                Answers = [new AnswerDoc(200, "The goal is gone.", typeof(DeletedAnswer), """{ "deleted": true }""", Json)],
                Errors = [400, 401, 403, 404, 503],
            }
        ),
        new(
            "ListSiteGoals",
            new EndpointDoc(Tag, "List a site's goals", "In order of their names. A key of scope stats may read them too.")
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site, .. Page],
                Answers = [new AnswerDoc(200, "A page of goals.", typeof(GoalListAnswer), Goals, Json)],
                Errors = [400, 401, 404, 503],
            }
        ),
        new(
            "CreateSiteGoal",
            new EndpointDoc(Tag, "Find or create a goal of a site", FindOrCreate)
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site],
                Request = typeof(GoalRequest),
                RequestTypes = Bodies,
                RequestExamples =
                [
                    (
                        "revenue",
                        """{ "goal_type": "event", "event_name": "Purchase", "currency": "EUR", "custom_props": { "plan": "team" } }"""
                    ),
                    ("scroll", """{ "goal_type": "page", "page_path": "/pricing", "scroll_threshold": 75 }"""),
                ],
                Answers = [new AnswerDoc(200, "The goal.", typeof(GoalAnswer), NewGoal, Json)],
                Errors = [400, 401, 403, 404, 408, 413, 415, 503],
            }
        ),
        new(
            "GetSiteGoal",
            new EndpointDoc(Tag, "Read a goal", "As it is now.")
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site, Id],
                Answers = [new AnswerDoc(200, "The goal.", typeof(GoalAnswer), Goal, Json)],
                Errors = [401, 404, 503],
            }
        ),
        new(
            "UpdateSiteGoal",
            new EndpointDoc(
                Tag,
                "Replace a goal",
                "The body is the whole goal: absent members get their defaults. With another display_name, segments, funnels and alerts "
                    + "that name the goal have the new name from then on; so do shared links that are limited to such a segment. Parts "
                    + "and patterns of names (contains, matches), saved views and addresses of the page keep the name before. Refused if "
                    + "more than 90 name it, and while an alert is of a metric that the goal would no longer have. At most 16 KiB."
            )
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site, Id],
                Request = typeof(GoalRequest),
                RequestTypes = Bodies,
                RequestExamples = [("event", """{ "goal_type": "event", "event_name": "Signup", "display_name": "Registration" }""")],
                Answers = [new AnswerDoc(200, "The goal.", typeof(GoalAnswer), Goal, Json)],
                Errors = [400, 401, 403, 404, 408, 413, 415, 503],
            }
        ),
        new(
            "DeleteSiteGoal",
            new EndpointDoc(Tag, "Delete a goal of a site", Deletion)
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site, Id],
                Answers = [new AnswerDoc(200, "The goal is gone.", typeof(DeletedAnswer), """{ "deleted": true }""", Json)],
                Errors = [400, 401, 403, 404, 503],
            }
        ),
    ];
}
