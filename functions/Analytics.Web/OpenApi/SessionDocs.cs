using Analytics.Web.Sessions;

namespace Analytics.Web.OpenApi;

/// <summary>The description of browsers' sessions.</summary>
internal static class SessionDocs
{
    private const string Tag = "Sessions";
    private const string Json = "application/json";
    private const string Example =
        """{ "name": "dashboard", "key_id": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "scopes": ["stats"], "sites": ["example.com"], "expires_at": "2026-03-24T12:00:00+00:00", "csrf_token": "…" }""";

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new(
            "GetSession",
            new EndpointDoc(
                Tag,
                "Read who one is",
                "What the session's or the request's key may do. 401 without a session means: sign in."
            )
            {
                Scope = "stats",
                Answers = [new AnswerDoc(200, "The caller.", typeof(SessionAnswer), Example, Json)],
                Errors = [401, 503],
            }
        ),
        new(
            "CreateSession",
            new EndpointDoc(
                Tag,
                "Sign a browser in, or open a shared link",
                "Exchanges a key for a cookie (HttpOnly, SameSite=Strict, Secure over HTTPS) that lasts 14 days and ends with the "
                    + "key. Requests with the cookie may do what the "
                    + "key may; those that change something need the header X-CSRF-Token with the answer's csrf_token. "
                    + "A session asks at most 6,000 times an hour unless configured "
                    + "otherwise, apart from the key's limit. At most 60 new sessions an hour and key; "
                    + "at most 60 wrong keys an hour and address. "
                    + "A shared link is exchanged for a bearer instead, good for 14 days as a key of scope stats for the link's "
                    + "site; a link that asks for a password is refused with 401 and code password_required "
                    + "or password_wrong, and takes at most 60 wrong ones an hour and address. After 300 wrong ones an hour from all "
                    + "addresses, those of addresses that never sent the right one are checked one a second. At most 16 KiB."
            )
            {
                Request = typeof(SessionRequest),
                RequestExamples =
                [
                    ("key", """{ "key": "ana_…" }"""),
                    ("shared link", """{ "link": "example.com~F3cPq9xY2mK7dR1sT5uVwA", "password": "a long password" }"""),
                ],
                Answers = [new AnswerDoc(200, "The session.", typeof(SessionAnswer), Example, Json)],
                Errors = [400, 401, 403, 404, 408, 413, 415, 429, 503],
            }
        ),
        new(
            "DeleteSession",
            new EndpointDoc(
                Tag,
                "Sign a browser out",
                "Ends the session at once in this process, within 30 seconds in others. Without a session nothing happens."
            )
            {
                Answers = [new AnswerDoc(200, "There is no session now.", typeof(DeletedAnswer), """{ "deleted": true }""", Json)],
                Errors = [403, 503],
            }
        ),
    ];
}
