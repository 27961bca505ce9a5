using Analytics.Core.Definitions;
using Analytics.Web.Definitions;
using Analytics.Web.Endpoints;

namespace Analytics.Web.OpenApi;

/// <summary>The description of stored definitions, the same for each kind.</summary>
internal static class DefinitionDocs
{
    private const string Tag = "Definitions";
    private const string Json = "application/json";
    private const string Seen = "Those that are personal are seen by their key alone. A key of scope stats may read them.";
    private const string Storing =
        "Needs scope sites, or for a personal one any key that reads the site. On all instances within 30 seconds; "
        + "at most 1,000 of a kind and site. At most 16 KiB.";

    private const string Linked = " Refused while shared links are limited to it; the refusal names them.";

    private static readonly ParameterDoc Id = new("id", true, true, "The id, as the list gives it.", "1");

    private static readonly Dictionary<string, (string About, string Example)> Contents = new(StringComparer.Ordinal)
    {
        [DefinitionRegistry.Annotations] = (
            "A text at a date or minute of the site's time zone; a minute that its clocks skip is refused.",
            """{ "name": "Deploy", "content": { "at": "2026-03-10T14:02" } }"""
        ),
        [DefinitionRegistry.Segments] = (
            "Filters under a name; [\"is\", \"segment\", [\"1\"]] in the filters of a query stands for them. "
                + "They can name goals that the site has, and no segment.",
            """{ "name": "Estonia on phones", "content": { "filters": [["is", "visit:country", ["EE"]], ["is", "visit:device", ["Mobile"]]] } }"""
        ),
        [DefinitionRegistry.Funnels] = (
            "Steps under a name. They can name goals that the site has, and the filters no segment.",
            """{ "name": "Checkout", "content": { "steps": [{ "page": "/cart" }, { "page": "/thanks" }], "window": "1d" } }"""
        ),
        [DefinitionRegistry.Views] = (
            "A chart or a screen, of which the page alone knows the content.",
            """{ "name": "Paid traffic", "personal": true, "content": { "metrics": ["visitors"] } }"""
        ),
    };

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [.. DefinitionEndpoints.Kinds.SelectMany(kind => Of(kind.Name, kind.Kind))];

    private static IEnumerable<KeyValuePair<string, EndpointDoc>> Of(string name, string kind)
    {
        var (about, example) = Contents[kind];
        var answer =
            """{ "id": "1", """
            + $"{example[2..^2]}, "
            + (example.Contains("\"personal\"", StringComparison.Ordinal) ? string.Empty : "\"personal\": false, ")
            + """ "created_at": "2026-03-10T12:00:00+00:00", "updated_at": "2026-03-10T12:00:00+00:00" }""";
        var one = name.ToLowerInvariant();
        var article = one[0] == 'a' ? "an" : "a";
        var isSegment = kind == DefinitionRegistry.Segments;
        var answers = new[] { new AnswerDoc(200, $"The {one}.", typeof(DefinitionAnswer), answer, Json) };
        yield return new(
            $"ListSite{name}s",
            new EndpointDoc(Tag, $"List {kind}", $"{about} {Seen}")
            {
                Scope = "stats",
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
                        $"A page of {kind}.",
                        typeof(DefinitionListAnswer),
                        $$"""{ "items": [{{answer}}], "meta": { "after": null, "before": null, "limit": 100 } }""",
                        Json
                    ),
                ],
                Errors = [400, 401, 404, 503],
            }
        );
        yield return new(
            $"CreateSite{name}",
            new EndpointDoc(Tag, $"Store {article} {one}", $"{about} {Storing}")
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site],
                Request = typeof(DefinitionRequest),
                RequestExamples = [(one, example)],
                Answers = answers,
                Errors = [400, 401, 403, 404, 408, 413, 415, 503],
            }
        );
        yield return new(
            $"GetSite{name}",
            new EndpointDoc(Tag, $"Read {article} {one}", Seen)
            {
                Scope = "stats",
                Parameters = [ParameterDoc.Site, Id],
                Answers = answers,
                Errors = [401, 404, 503],
            }
        );
        yield return new(
            $"UpdateSite{name}",
            new EndpointDoc(
                Tag,
                $"Replace {article} {one}",
                isSegment ? $"{Storing} It cannot become personal while shared links are limited to it." : Storing
            )
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site, Id],
                Request = typeof(DefinitionRequest),
                RequestExamples = [(one, example)],
                Answers = answers,
                Errors = [400, 401, 403, 404, 408, 413, 415, 503],
            }
        );
        yield return new(
            $"DeleteSite{name}",
            new EndpointDoc(Tag, $"Delete {article} {one}", "Needs what storing it needs." + (isSegment ? Linked : string.Empty))
            {
                Scope = "sites",
                Parameters = [ParameterDoc.Site, Id],
                Answers = [new AnswerDoc(200, "It is gone.", typeof(DeletedAnswer), """{ "deleted": true }""", Json)],
                Errors = isSegment ? [400, 401, 403, 404, 503] : [401, 403, 404, 503],
            }
        );
    }
}
