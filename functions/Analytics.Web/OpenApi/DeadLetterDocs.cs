using Analytics.Web.DeadLetters;

namespace Analytics.Web.OpenApi;

/// <summary>The description of dead letters.</summary>
internal static class DeadLetterDocs
{
    private const string Tag = "Dead letters";
    private const string Json = "application/json";
    private const string Letter =
        """{ "id": "0003:0000000000000004711", "stage": "aggregate", "site": null, "partition": 3, "key": "0000000000000004711", "error_type": "OverflowException", "error": "Arithmetic operation resulted in an overflow.", "set_aside_at": "2026-03-10T12:00:00+00:00", "bytes": 5, "payload": null }""";
    private const string Shown =
        """{ "id": "0003:0000000000000004711", "stage": "aggregate", "site": null, "partition": 3, "key": "0000000000000004711", "error_type": "OverflowException", "error": "Arithmetic operation resulted in an overflow.", "set_aside_at": "2026-03-10T12:00:00+00:00", "bytes": 5, "payload": "QUUBAAA=" }""";

    private static readonly ParameterDoc Id = new("id", true, true, "The letter's id, percent-encoded.", "0003:0000000000000004711");

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new(
            "ListDeadLetters",
            new EndpointDoc(
                Tag,
                "List dead letters",
                "What a stage could not process for another reason than storage: "
                    + "messages of aggregation by partition and sequence number first, then rows of "
                    + "queries, then periods of reprocessing and rolling up. Each is there once, however often it fails."
            )
            {
                Scope = "admin",
                Parameters =
                [
                    new ParameterDoc("stage", false, false, "aggregate, rollup, reprocess or query. Default: all.", "aggregate"),
                    new ParameterDoc("site", false, false, "The site. Default: all.", "example.com"),
                    new ParameterDoc("limit", false, false, "The most letters, 1 to 1,000. Default: 100.", "100"),
                    new ParameterDoc("after", false, false, "The cursor that the previous page gave.", "0003:0000000000000004711"),
                ],
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "A page of letters.",
                        typeof(DeadLetterListAnswer),
                        $$"""{ "letters": [{{Letter}}], "after": null }""",
                        Json
                    ),
                ],
                Errors = [400, 401, 503],
            }
        ),
        new(
            "GetDeadLetter",
            new EndpointDoc(Tag, "Read a dead letter", "With its payload, of which an answer has at most 1,000,000 bytes.")
            {
                Scope = "admin",
                Parameters = [Id],
                Answers = [new AnswerDoc(200, "The letter.", typeof(DeadLetterAnswer), Shown, Json)],
                Errors = [401, 404, 503],
            }
        ),
        new(
            "RetryDeadLetter",
            new EndpointDoc(
                Tag,
                "Retry a dead letter",
                "Gives it back to its stage and deletes it, after the cause was removed. "
                    + "A message is appended to its partition again and counts once, also if the "
                    + "request is repeated; if it fails again, it is set aside again with a new id. "
                    + "A row is read again by the next query that needs it."
            )
            {
                Scope = "admin",
                Parameters = [Id],
                Answers = [new AnswerDoc(200, "The letter as it was.", typeof(DeadLetterAnswer), Letter, Json)],
                Errors = [401, 404, 409, 503],
            }
        ),
    ];
}
