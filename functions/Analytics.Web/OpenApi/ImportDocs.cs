using Analytics.Web.Imports;

namespace Analytics.Web.OpenApi;

/// <summary>The description of imports of daily aggregates.</summary>
internal static class ImportDocs
{
    private const string Tag = "Sites";
    private const string Json = "application/json";
    private const string Import =
        """{ "id": "1", "state": "complete", "created_at": "2026-03-10T12:00:00+00:00", "days": [{ "first": "2023-02-09", "last": "2024-01-23" }], "days_with_events": [], "tables": [{ "name": "imported_visitors", "rows": 349 }] }""";

    private static readonly ParameterDoc Id = new("id", true, true, "The import's id.", "1");

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new(
            "ListImports",
            new EndpointDoc(
                Tag,
                "List imports of daily aggregates",
                "Oldest first. `days_with_events` are those of an import's days that do not count now, because the site has events of its "
                    + "own on them. Without a key for a public site."
            )
            {
                Scope = "stats",
                Parameters = [ParameterDoc.Site],
                Answers = [new AnswerDoc(200, "The imports.", typeof(ImportListAnswer), $$"""{ "imports": [{{Import}}] }""", Json)],
                Errors = [401, 403, 404, 503],
            }
        ),
        new(
            "CreateImport",
            new EndpointDoc(
                Tag,
                "Import daily aggregates",
                "The body is the zip of Plausible's CSV export (`imported_visitors_….csv` and so on), at most 32 MiB. "
                    + "The totals are kept apart from events and are in answers to queries with "
                    + "`include.imports` alone. A day counts where the site has no events of its own, whatever comes before or after it. "
                    + "Days with events, and days of another import, are left out, and `left_out` names them with the remedy; 409 if no "
                    + "day is left. "
                    + "Sending the same files again adds their days that are free by now, as after an erasure, and changes nothing else. "
                    + "Needs scope `sites` or `import`."
            )
            {
                Scope = "import",
                Parameters = [ParameterDoc.Site],
                TakesFile = true,
                RequestTypes = ["application/zip"],
                Answers = [new AnswerDoc(200, "The import, which is in answers from now on.", typeof(ImportAnswer), Import, Json)],
                Errors = [400, 401, 403, 404, 408, 409, 413, 415, 503],
            }
        ),
        new(
            "DeleteImport",
            new EndpointDoc(Tag, "Delete an import of daily aggregates", "Events stay. Needs scope `sites` or `import`.")
            {
                Scope = "import",
                Parameters = [ParameterDoc.Site, Id],
                Answers = [new AnswerDoc(200, "The import is gone.", typeof(DeletedAnswer), """{ "deleted": true }""", Json)],
                Errors = [401, 403, 404, 503],
            }
        ),
    ];
}
