namespace Analytics.Web.Tests.Clients;

/// <summary>Requests of Segment's libraries for browsers and apps.</summary>
internal static class SegmentCases
{
    private const string Success = """{"success":true}""";

    public static IEnumerable<ClientCase> All =>
        [
            // Browsers and apps send to the first letter of the call, as text, so that no preflight precedes.
            Short("t", """{"writeKey":"KEY-1","type":"track","event":"Signup","anonymousId":"a"}""", "Signup"),
            Short("p", """{"writeKey":"KEY-1","type":"page","anonymousId":"a"}""", "pageview"),
            Short("s", """{"writeKey":"KEY-1","type":"screen","anonymousId":"a","context":{}}""", "pageview", "app://screen/"),
            Short("b", """{"writeKey":"KEY-1","batch":[{"type":"track","event":"Signup","anonymousId":"a"}]}""", "Signup"),
            .. new[] { "i", "g", "a" }.Select(call => new ClientCase(
                "segment",
                "POST /v1/" + call,
                """{"writeKey":"KEY-1","userId":"a"}""",
                Success
            )),
        ];

    private static ClientCase Short(string call, string body, string name, string url = "https://shop.example/") =>
        new(
            "segment",
            "POST /v1/" + call,
            body,
            Success,
            $$"""{"domain":"shop.example","name":"{{name}}","url":"{{url}}","visitor_id":"a"}"""
        )
        {
            Headers = [("Content-Type", "text/plain")],
        };
}
