using Analytics.Web.CustomProperties;
using Analytics.Web.Guests;

namespace Analytics.Web.OpenApi;

/// <summary>The description of Plausible's Sites API beyond sites, goals and shared links.</summary>
internal static class PlausibleSitesDocs
{
    private const string Tag = "Sites";
    private const string Json = "application/json";
    private const string NoAccounts = "This server has no accounts: keys and shared links take the place of teams and guests. ";

    private static readonly ParameterDoc Site = new("site_id", false, true, "The site's domain.", "example.com");

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new(
            "ListCustomProperties",
            new EndpointDoc(Tag, "List registered custom properties", "Queries know every property that events have, registered or not.")
            {
                Scope = "stats",
                KeyIsOptional = true,
                Parameters = [Site],
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "The properties.",
                        typeof(CustomPropertyListAnswer),
                        """{ "custom_properties": [{ "property": "plan" }] }""",
                        Json
                    ),
                ],
                Errors = [400, 401, 404, 503],
            }
        ),
        new(
            "PutCustomProperty",
            new EndpointDoc(
                Tag,
                "Register a custom property",
                "Again it changes nothing. At most 1,000 of a site. The body may also be a form. At most 16 KiB."
            )
            {
                Scope = "sites",
                Request = typeof(CustomPropertyRequest),
                RequestTypes = [Json, "application/x-www-form-urlencoded", "multipart/form-data"],
                RequestExamples = [("property", """{ "site_id": "example.com", "property": "plan" }""")],
                Answers = [new AnswerDoc(200, "It is registered.", typeof(CustomPropertyCreatedAnswer), """{ "created": true }""", Json)],
                Errors = [400, 401, 404, 408, 413, 415, 503],
            }
        ),
        new(
            "DeleteCustomProperty",
            new EndpointDoc(
                Tag,
                "Remove a custom property from the list",
                "Events keep it. The site may also be in the body. At most 16 KiB."
            )
            {
                Scope = "sites",
                Parameters = [new ParameterDoc("id", true, true, "The property's name.", "plan"), Site],
                Answers = [new AnswerDoc(200, "It is gone.", typeof(DeletedAnswer), """{ "deleted": true }""", Json)],
                Errors = [400, 401, 404, 408, 413, 415, 503],
            }
        ),
        new(
            "ListTeams",
            new EndpointDoc(Tag, "List teams", NoAccounts + "The list is always empty.")
            {
                Scope = "stats",
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "None.",
                        typeof(TeamListAnswer),
                        """{ "teams": [], "meta": { "after": null, "before": null, "limit": 100 } }""",
                        Json
                    ),
                ],
                Errors = [400, 401, 503],
            }
        ),
        new(
            "ListGuests",
            new EndpointDoc(Tag, "List guests", NoAccounts + "The list is always empty.")
            {
                Scope = "stats",
                KeyIsOptional = true,
                Parameters = [Site],
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "None.",
                        typeof(GuestListAnswer),
                        """{ "guests": [], "meta": { "after": null, "before": null, "limit": 100 } }""",
                        Json
                    ),
                ],
                Errors = [400, 401, 404, 503],
            }
        ),
        new(
            "PutGuest",
            new EndpointDoc(Tag, "Invite a guest", NoAccounts + "Always refused, with what to do in its place.")
            {
                Scope = "sites",
                Answers = [new AnswerDoc(200, "Never answered.", typeof(DeletedAnswer), """{ "deleted": true }""", Json)],
                Errors = [400, 401, 503],
            }
        ),
        new(
            "DeleteGuest",
            new EndpointDoc(Tag, "Remove a guest", NoAccounts + "Always refused, with what to do in its place.")
            {
                Scope = "sites",
                Parameters = [new ParameterDoc("id", true, true, "The guest's address.", "alice@example.com")],
                Answers = [new AnswerDoc(200, "Never answered.", typeof(DeletedAnswer), """{ "deleted": true }""", Json)],
                Errors = [400, 401, 503],
            }
        ),
    ];
}
