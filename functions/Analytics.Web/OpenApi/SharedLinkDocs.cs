using Analytics.Web.Sharing;

namespace Analytics.Web.OpenApi;

/// <summary>The description of shared links.</summary>
internal static class SharedLinkDocs
{
    private const string Tag = "Shared links";
    private const string Json = "application/json";
    private const string About =
        "Whoever has the link reads the site's statistics, goals and definitions, and changes nothing. "
        + "A link with a segment shows what is in the segment alone, also in has_done, has_not_done, funnels, journeys and retention; "
        + "of definitions its own segment, and of goals the names, kinds and currencies. "
        + "A page exchanges its token, and the password if it asks for one, at POST /api/v1/session "
        + "for a bearer. What ends the link, or changes its password, ends its bearers: "
        + "at once in this process, within 30 seconds in others. "
        + "The readers of a link at one address (of IPv6, in one network of 64 bits) together ask at most 6,000 times an hour "
        + "unless configured otherwise (SessionRequestsPerHour). ";

    private const string Example =
        """{ "id": "1", "name": "Newsletter", "url": "https://stats.example.com/v/example.com~F3cPq9xY2mK7dR1sT5uVwA", "token": "example.com~F3cPq9xY2mK7dR1sT5uVwA", "has_password": true, "expires_at": null, "segment": null, "embed": false, "created_at": "2026-03-10T12:00:00+00:00" }""";

    private static readonly ParameterDoc Id = new("id", true, true, "The id, as the list gives it.", "1");
    private static readonly AnswerDoc[] Link = [new AnswerDoc(200, "The link.", typeof(SharedLinkAnswer), Example, Json)];

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new(
            "PutSharedLink",
            new EndpointDoc(
                Tag,
                "Find or make a shared link by its name",
                About + "A link of the name is returned as it is. The body may also be a form. At most 16 KiB."
            )
            {
                Scope = "sites",
                Request = typeof(SharedLinkRequest),
                RequestTypes = [Json, "application/x-www-form-urlencoded", "multipart/form-data"],
                RequestExamples = [("link", """{ "site_id": "example.com", "name": "Newsletter" }""")],
                Answers = Link,
                Errors = [400, 401, 404, 408, 413, 415, 503],
            }
        ),
        new(
            "ListSiteSharedLinks",
            new EndpointDoc(Tag, "List shared links", "In the order in which they were made.")
            {
                Scope = "sites",
                Parameters =
                [
                    ParameterDoc.Site,
                    new ParameterDoc("limit", false, false, "The most on a page, 1 to 1,000. Default: 100.", "100"),
                    new ParameterDoc("after", false, false, "The cursor that the previous page gave as meta.after.", "1"),
                ],
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "A page of links.",
                        typeof(SharedLinkListAnswer),
                        $$"""{ "shared_links": [{{Example}}], "meta": { "after": null, "before": null, "limit": 100 } }""",
                        Json
                    ),
                ],
                Errors = [400, 401, 404, 503],
            }
        ),
        new(
            "CreateSiteSharedLink",
            new EndpointDoc(Tag, "Make a shared link", About + "At most 200 of a site. At most 16 KiB.")
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site],
                Request = typeof(SharedLinkRequest),
                RequestExamples =
                [
                    (
                        "link",
                        """{ "name": "Newsletter", "password": "a long password", "expires_at": "2030-01-01T00:00:00Z", "embed": true }"""
                    ),
                ],
                Answers = Link,
                Errors = [400, 401, 404, 408, 413, 415, 503],
            }
        ),
        new(
            "GetSiteSharedLink",
            new EndpointDoc(Tag, "Read a shared link", "Its password is not shown.")
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site, Id],
                Answers = Link,
                Errors = [401, 404, 503],
            }
        ),
        new(
            "UpdateSiteSharedLink",
            new EndpointDoc(
                Tag,
                "Change a shared link",
                "Its address stays. A password that is left out stays; everything else that is left out is reset. At most 16 KiB."
            )
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site, Id],
                Request = typeof(SharedLinkRequest),
                RequestExamples = [("without password", """{ "name": "Newsletter", "password": null }""")],
                Answers = Link,
                Errors = [400, 401, 404, 408, 413, 415, 503],
            }
        ),
        new(
            "DeleteSiteSharedLink",
            new EndpointDoc(Tag, "Delete a shared link", "Its readers read nothing more.")
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site, Id],
                Answers = [new AnswerDoc(200, "It is gone.", typeof(DeletedAnswer), """{ "deleted": true }""", Json)],
                Errors = [401, 404, 503],
            }
        ),
    ];
}
