namespace Analytics.Web.Tests.Clients;

/// <summary>What libraries of other products send without an action of the visitor, and the languages that they name.</summary>
internal static class AutomaticCases
{
    private const string Empty = "";

    public static IEnumerable<ClientCase> All =>
        [
            new(
                "posthog",
                "POST /batch",
                """
                {"api_key":"KEY-1","batch":[
                  {"event":"$pageview","distinct_id":"d","properties":{"$browser_language":"de-CH"}},{"event":"$web_vitals","distinct_id":"d"},
                  {"event":"$exception","distinct_id":"d"},{"event":"$of_a_later_version","distinct_id":"d"},{"event":"survey shown","distinct_id":"d"},
                  {"event":"Application Opened","distinct_id":"d","properties":{"$locale":"fr_FR"}},{"event":"$autocapture","distinct_id":"d"},
                  {"event":"$rageclick","distinct_id":"d"},{"event":"$screen","distinct_id":"d","properties":{"$screen_name":"Home"}},
                  {"event":"survey sent","distinct_id":"d"},{"event":"bought","distinct_id":"d"}]}
                """,
                """{"status":"Ok"}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/","visitor_id":"d","dimensions":{"visit:language":"de"}}""",
                """{"domain":"shop.example","name":"$web_vitals","url":"https://shop.example/","visitor_id":"d","interactive":false}""",
                """{"domain":"shop.example","name":"$exception","url":"https://shop.example/","visitor_id":"d","interactive":false}""",
                """{"domain":"shop.example","name":"$of_a_later_version","url":"https://shop.example/","visitor_id":"d","interactive":false}""",
                """{"domain":"shop.example","name":"survey shown","url":"https://shop.example/","visitor_id":"d","interactive":false}""",
                """{"domain":"shop.example","name":"Application Opened","url":"https://shop.example/","visitor_id":"d","interactive":false,"dimensions":{"visit:language":"fr"}}""",
                """{"domain":"shop.example","name":"$autocapture","url":"https://shop.example/","visitor_id":"d"}""",
                """{"domain":"shop.example","name":"$rageclick","url":"https://shop.example/","visitor_id":"d"}""",
                """{"domain":"shop.example","name":"pageview","url":"app://screen/Home","visitor_id":"d"}""",
                """{"domain":"shop.example","name":"survey sent","url":"https://shop.example/","visitor_id":"d"}""",
                """{"domain":"shop.example","name":"bought","url":"https://shop.example/","visitor_id":"d"}"""
            ),
            new(
                "segment",
                "POST /v1/batch",
                """{"writeKey":"KEY-1","batch":[{"type":"track","event":"Application Backgrounded"},{"type":"page","name":"Application Opened"},{"type":"track","event":"Signed Up"}]}""",
                """{"success":true}""",
                """{"domain":"shop.example","name":"Application Backgrounded","url":"https://shop.example/","interactive":false}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/"}""",
                """{"domain":"shop.example","name":"Signed Up","url":"https://shop.example/"}"""
            ),
            new(
                "snowplow",
                "POST /com.snowplowanalytics.snowplow/tp2",
                """
                {"data":[{"e":"ue","aid":"KEY-1","lang":"pt-BR","ue_pr":"{\"data\":{\"schema\":\"iglu:com.snowplowanalytics.snowplow/web_vitals/jsonschema/1-0-0\",\"data\":{\"lcp\":2}}}"},
                  {"e":"ue","aid":"KEY-1","ue_pr":"{\"data\":{\"schema\":\"iglu:com.snowplowanalytics.snowplow/link_click/jsonschema/1-0-1\",\"data\":{}}}"}]}
                """,
                "ok",
                """{"domain":"shop.example","name":"web_vitals","url":"https://shop.example/","interactive":false,"dimensions":{"visit:language":"pt"},"props":{"lcp":2}}""",
                """{"domain":"shop.example","name":"link_click","url":"https://shop.example/"}"""
            ),
            // What Google generates about visits is left out, as in histories.
            new(
                "ga4",
                "POST /mp/collect?measurement_id=KEY-1",
                """{"client_id":"1.2","device":{"category":"mobile","language":"fi-FI"},"events":[{"name":"session_start"},{"name":"first_visit"},{"name":"first_open"},{"name":"sign_up"}]}""",
                Empty,
                """{"domain":"shop.example","name":"sign_up","url":"https://shop.example/","visitor_id":"1.2","dimensions":{"visit:language":"fi","visit:device":"Mobile"}}"""
            ),
            new(
                "gtag",
                "POST /g/collect?v=2&tid=KEY-1&cid=1.2&ul=en-gb",
                "en=session_start\r\nen=page_view",
                Empty,
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/","visitor_id":"1.2","dimensions":{"visit:language":"en"}}"""
            ),
            new(
                "rybbit",
                "POST /api/track",
                """{"site_id":"KEY-1","type":"pageview","pathname":"/a","language":"ja"}""",
                """{"success":true}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a","dimensions":{"visit:language":"ja"}}"""
            ),
            // Umami's measurements stand beside the pageviews.
            new(
                "umami",
                "POST /api/send",
                """{"type":"performance","payload":{"website":"KEY-1","url":"/","lcp":1200}}""",
                """{"cache":"","sessionId":"","visitId":""}"""
            ),
        ];
}
