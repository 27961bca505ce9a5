using Analytics.Web.Counting;
using Analytics.Web.OpenApi.Contracts;

namespace Analytics.Web.OpenApi;

/// <summary>The description of collecting.</summary>
internal static class CollectDocs
{
    private const string Tag = "Collecting";

    public static IEnumerable<KeyValuePair<string, EndpointDoc>> All { get; } =
    [
        new(
            "CollectEvent",
            new EndpointDoc(
                Tag,
                "Send one event",
                "No key is needed and any origin may send. A detail that is bad is dropped, cut or clamped with a warning, "
                    + "and the event kept. 202 means that the event is durable and will be counted once. "
                    + "A header tells what else happened: "
                    + "X-Analytics-Filtered (the reason: bot or http_library; counted apart, with x-plausible-dropped: "
                    + "1), X-Analytics-Warning (something was dropped), "
                    + "X-Analytics-Rejected (some of several domains). At most 512 KiB."
            )
            {
                Request = typeof(EventBody),
                RequestTypes = ["application/json", "text/plain", "application/x-www-form-urlencoded"],
                RequestExamples =
                [
                    (
                        "pageview",
                        """{ "domain": "example.com", "name": "pageview", "url": "https://example.com/blog/?utm_source=newsletter", "referrer": "https://www.google.com/" }"""
                    ),
                    (
                        "purchase",
                        """{ "domain": "example.com", "name": "Purchase", "url": "https://example.com/thanks", "id": "order-1001", "props": { "plan": "team" }, "revenue": { "currency": "EUR", "amount": "29.90" } }"""
                    ),
                ],
                Answers = [new AnswerDoc(202, "The event is durable.", typeof(string), "ok", "text/plain")],
                Errors = [400, 408, 413, 415, 429, 503],
            }
        ),
        new(
            "CollectSocket",
            new EndpointDoc(
                Tag,
                "Send events through a WebSocket",
                "Each message is an event on one line, a JSON array or NDJSON, at most 2,500 events and 4 MiB, "
                    + "and is answered by its receipt, as of POST /api/events, before the next is read. A message that can't "
                    + "be taken now is answered { \"error\": \"…\", \"retry_after\": 1 }; send it again after so many seconds. "
                    + "A longer message ends the socket (1009), a message has to arrive within a minute, and a process "
                    + "holds 1,000 sockets, 750 of them without a key and 100 of one address. "
                    + "The key is 'Authorization: Bearer KEY', or in a browser the protocols analytics.events "
                    + "and bearer.KEY; without one, domain names the only site of the events. "
                    + "Where the server runs as Azure Functions, which hold no sockets, the answer is 501: "
                    + "send batches to POST /api/events there."
            )
            {
                Scope = "import",
                KeyIsOptional = true,
                Parameters =
                [
                    new ParameterDoc("domain", false, false, "The only site of the events, if no key is sent.", "example.com"),
                    new ParameterDoc("import", false, false, "true: a migration, with a key of scope import.", "false"),
                ],
                Answers = [new AnswerDoc(200, "Never: the socket is opened with 101.", typeof(string), "-", "text/plain")],
                Errors = [401, 403, 404, 503],
            }
        ),
        new(
            "CollectEvents",
            new EndpointDoc(
                Tag,
                "Send a batch of events",
                "A JSON array or one event per line (NDJSON), optionally compressed (Content-Encoding gzip or br): "
                    + "at most 2,500 events and 4 MiB after decompression. "
                    + "Good events are kept whatever the others are; send a batch again with the same event ids and nothing is "
                    + "counted twice. Half a character in a text is kept as U+FFFD; "
                    + "an event that is no JSON is refused alone if it can be told "
                    + "where it ends. The receipt counts all problems by code and lists the first 100. "
                    + "At most 100 domains are looked up that turn out unknown, and of an address 1,000 in a minute; "
                    + "beyond, those that had no site when they were last looked up are too_many_unknown_sites: send their events later. "
                    + "A request brings at most 1,000 different property keys and event names for a site; "
                    + "beyond, the event is kept with a warning, and the key or name becomes (other). "
                    + "No key is needed unless import is true. "
                    + "With Content-Type and Accept both application/x-ndjson the body is a stream of any length, uncompressed, "
                    + "answered with a receipt a line as its events arrive; "
                    + "lines_before is where the receipt's indexes begin. "
                    + "On Azure a stream ends after 210 s, with a last receipt of the code stream_ended: "
                    + "its lines_before is the number of lines that were read; send those after them in another stream."
            )
            {
                Scope = "import",
                KeyIsOptional = true,
                Parameters =
                [
                    new ParameterDoc(
                        "import",
                        false,
                        false,
                        "true: a migration, with a key of scope import. Events may be of any "
                            + "past time and carry user_agent, ip and dimensions.",
                        "false"
                    ),
                ],
                Request = typeof(IReadOnlyList<EventBody>),
                RequestTypes = ["application/json", "application/x-ndjson", "text/plain"],
                RequestExamples =
                [
                    (
                        "two events",
                        """
                        [
                          { "domain": "example.com", "name": "pageview", "url": "https://example.com/", "id": "a1" },
                          { "domain": "example.com", "name": "Signup", "url": "https://example.com/join", "id": "a2" }
                        ]
                        """
                    ),
                ],
                Answers =
                [
                    new AnswerDoc(
                        202,
                        "The accepted events are durable.",
                        typeof(ReceiptBody),
                        """{ "accepted": 1, "filtered": 0, "rejected": [{ "index": 1, "code": "missing_field", "field": "url", "message": "…" }], "warnings": [], "filtered_by_reason": {}, "rejected_by_code": { "missing_field": 1 }, "warnings_by_code": {} }""",
                        "application/json"
                    ),
                ],
                Errors = [400, 401, 408, 413, 415, 503],
            }
        ),
        new(
            "Counting",
            new EndpointDoc(
                Tag,
                "How far accepted events are counted",
                "Queries show the events of a partition up to its message `counted`. "
                    + "An importer reads `last` once when it has sent everything, and asks again until `counted` reaches it."
            )
            {
                Scope = "import",
                Answers =
                [
                    new AnswerDoc(
                        200,
                        "Each partition.",
                        typeof(CountingAnswer),
                        """{ "partitions": [{ "partition": 0, "counted": 812, "last": 815 }] }""",
                        "application/json"
                    ),
                ],
                Errors = [401, 503],
            }
        ),
    ];
}
