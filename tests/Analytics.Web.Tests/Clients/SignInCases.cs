namespace Analytics.Web.Tests.Clients;

/// <summary>
/// Requests of a visitor who signs in, as the products' clients send them: the id of the device stays the visitor's, and only where there
/// is none the user's is.
/// </summary>
internal static class SignInCases
{
    public static IEnumerable<ClientCase> All =>
        [
            new(
                "segment",
                "POST /v1/batch",
                """
                {"writeKey":"KEY-1","batch":[{"type":"page","anonymousId":"dev"},{"type":"identify","anonymousId":"dev","userId":"jo"},
                  {"type":"track","event":"Signup","anonymousId":"dev","userId":"jo"},{"type":"track","event":"Renewed","userId":"jo"}]}
                """,
                """{"success":true}""",
                Line("pageview", "dev"),
                Line("Signup", "dev"),
                Line("Renewed", "jo")
            ),
            // The tag in a page, and the server that knows the ids of the tag.
            new("gtag", "GET /g/collect?v=2&tid=KEY-1&cid=1.2&en=page_view", "", "", Line("pageview", "1.2")),
            new("gtag", "GET /g/collect?v=2&tid=KEY-1&cid=1.2&uid=jo&en=sign_up", "", "", Line("sign_up", "1.2")),
            new("gtag", "GET /g/collect?v=2&tid=KEY-1&uid=jo&en=sign_up", "", "", Line("sign_up", "jo")),
            Google("\"client_id\":\"1.2\",\"user_id\":\"jo\"", "1.2"),
            Google("\"app_instance_id\":\"a1\",\"user_id\":\"jo\"", "a1"),
            Google("\"user_id\":\"jo\"", "jo"),
            new(
                "posthog",
                "POST /batch",
                """
                {"api_key":"KEY-1","batch":[{"event":"$pageview","distinct_id":"dev","properties":{"$device_id":"dev"}},
                  {"event":"$identify","distinct_id":"jo","properties":{"$device_id":"dev","$anon_distinct_id":"dev"}},
                  {"event":"signup","distinct_id":"jo","properties":{"$device_id":"dev"}},{"event":"renewed","distinct_id":"jo"}]}
                """,
                """{"status":"Ok"}""",
                Line("pageview", "dev"),
                Line("signup", "dev"),
                Line("renewed", "jo")
            ),
            Matomo("_id=0123456789abcdef", "0123456789abcdef"),
            Matomo("_id=0123456789abcdef&uid=jo", "0123456789abcdef"),
            Matomo("cid=0123456789abcdef&_id=f123456789abcdef&uid=jo&apiv=1", "0123456789abcdef"),
            Matomo("uid=jo", "jo"),
            OpenPanel("\"profileId\":\"jo\",\"properties\":{\"__deviceId\":\"dev\"}", "dev"),
            OpenPanel("\"profileId\":\"jo\"", "jo"),
            Snowplow("\"duid\":\"dev\"", "dev"),
            Snowplow("\"duid\":\"dev\",\"nuid\":\"net\",\"uid\":\"jo\"", "dev"),
            Snowplow("\"nuid\":\"net\",\"uid\":\"jo\"", "net"),
            Snowplow(
                """
                "uid":"jo","co":"{\"data\":[{\"schema\":\"iglu:com.snowplowanalytics.snowplow/client_session/jsonschema/1-0-2\",\"data\":{\"userId\":\"app\"}}]}"
                """,
                "app"
            ),
            // {"data":[{"schema":"iglu:a/client_session/jsonschema/1-0-2","data":{"userId":"app"}}]}
            Snowplow(
                "\"uid\":\"jo\",\"cx\":\"eyJkYXRhIjpbeyJzY2hlbWEiOiJpZ2x1OmEvY2xpZW50X3Nlc3Npb24vanNvbnNjaGVtYS8xLTAtMiIsImRhdGEiOnsidXNlcklkIjoiYXBwIn19XX0\"",
                "app"
            ),
            Snowplow("\"uid\":\"jo\"", "jo"),
            // These two have no id of the browser.
            new(
                "umami",
                "POST /api/send",
                """{"type":"event","payload":{"website":"KEY-1","name":"signup","id":"jo"}}""",
                """{"cache":"","sessionId":"","visitId":""}""",
                Line("signup", "jo")
            ),
            new(
                "rybbit",
                "POST /api/track",
                """{"site_id":"KEY-1","type":"custom_event","event_name":"signup","user_id":"jo"}""",
                """{"success":true}""",
                Line("signup", "jo")
            ),
        ];

    private static string Line(string name, string visitor) =>
        $$"""{"domain":"shop.example","name":"{{name}}","url":"https://shop.example/","visitor_id":"{{visitor}}"}""";

    private static ClientCase Google(string ids, string visitor) =>
        new("ga4", "POST /mp/collect?measurement_id=KEY-1", $$"""{{{ids}},"events":[{"name":"sign_up"}]}""", "", Line("sign_up", visitor));

    private static ClientCase Matomo(string ids, string visitor) =>
        new("matomo", "GET /matomo.php?idsite=KEY-1&rec=1&e_a=signup&" + ids, "", "GIF89a", Line("signup", visitor));

    private static ClientCase OpenPanel(string ids, string visitor) =>
        new(
            "openpanel",
            "POST /track",
            $$$"""{"type":"track","payload":{"name":"signup",{{{ids}}}}}""",
            """{"deviceId":"","sessionId":""}""",
            Line("signup", visitor)
        )
        {
            Headers = [("openpanel-client-id", "KEY-1")],
        };

    private static ClientCase Snowplow(string ids, string visitor) =>
        new(
            "snowplow",
            "POST /com.snowplowanalytics.snowplow/tp2",
            $$"""{"data":[{"e":"se","aid":"KEY-1","se_ac":"signup",{{ids}}}]}""",
            "ok",
            Line("signup", visitor)
        );
}
