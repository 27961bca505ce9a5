using Analytics.Web.Health;

namespace Analytics.Web.OpenApi;

/// <summary>The description of health and files.</summary>
internal static class ServerDocs
{
    private const string Tag = "Server";
    private const string Json = "application/json";

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new(
            "HealthLive",
            new EndpointDoc(Tag, "Whether the process answers", "Restart it if this fails.")
            {
                Answers = [new AnswerDoc(200, "It does.", typeof(HealthAnswer), """{ "status": "live", "failing": [] }""", Json)],
            }
        ),
        new(
            "HealthReady",
            new EndpointDoc(Tag, "Whether requests can be served", "Send no requests while this fails.")
            {
                Answers =
                [
                    new AnswerDoc(200, "They can.", typeof(HealthAnswer), """{ "status": "ready", "failing": [] }""", Json),
                    new AnswerDoc(
                        503,
                        "The event log or the tables don't answer, aggregation of a partition stands still for 5 minutes while "
                            + "messages wait, or the process is shutting down.",
                        typeof(HealthAnswer),
                        """{ "status": "unready", "failing": ["tables"] }""",
                        Json
                    ),
                ],
            }
        ),
        new(
            "Reference",
            new EndpointDoc(Tag, "The interactive reference", "A page over this description. It asks no other server.")
            {
                Answers = [new AnswerDoc(200, "The page.", typeof(string), "<!doctype html>…", "text/html")],
            }
        ),
        new(
            "ReferenceFile",
            new EndpointDoc(Tag, "A script of the interactive reference", "scalar.js or start.js.")
            {
                Parameters = [new ParameterDoc("id", true, true, "The file's name.", "start.js")],
                Errors = [404],
                Answers = [new AnswerDoc(200, "The script.", typeof(string), "Scalar.createApiReference(…)", "text/javascript")],
            }
        ),
        new(
            "OpenApi",
            new EndpointDoc(Tag, "This description", "OpenAPI 3.1.")
            {
                Answers =
                [
                    new AnswerDoc(200, "The description.", typeof(System.Text.Json.JsonElement), """{ "openapi": "3.1.1" }""", Json),
                ],
            }
        ),
        new(
            "TrackerScript",
            new EndpointDoc(
                Tag,
                "The tracker for web pages",
                "Put <script defer data-domain=\"example.com\" src=\"…/js/script.js\"></script> on every page. No cookies; 2.2 KB. "
                    + "Every name of a script of Plausible's is known and switches on what it names."
            )
            {
                Parameters =
                [
                    new ParameterDoc(
                        "name",
                        true,
                        true,
                        "script.js; with extensions in any order, as in script.hash.outbound-links.js; "
                            + "pa-….js, which waits for plausible.init(); or script.mjs, the module of apps.",
                        "script.js"
                    ),
                ],
                Errors = [404, 503],
                Answers = [new AnswerDoc(200, "The script.", typeof(string), "(()=>{…})()", "text/javascript")],
            }
        ),
    ];
}
