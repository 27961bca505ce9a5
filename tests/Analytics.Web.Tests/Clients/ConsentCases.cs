namespace Analytics.Web.Tests.Clients;

/// <summary>Visitors who did not consent to an id: the address and the agent tell them apart for a day.</summary>
internal static class ConsentCases
{
    public static IEnumerable<ClientCase> All =>
        [
            Google("G100", string.Empty),
            Google("G110", string.Empty),
            Google("G101", "\"visitor_id\":\"7.7\","),
            Google("G1--", "\"visitor_id\":\"7.7\","),
            Matomo("&cookie=0", string.Empty),
            Matomo("&cookie=1", ",\"visitor_id\":\"0123456789abcdef\""),
            Matomo("&cookie=0&uid=jo", ",\"visitor_id\":\"jo\""),
            Matomo("&apiv=1", ",\"visitor_id\":\"0123456789abcdef\""),
            // A library on a server makes another _id for each request.
            Matomo("&apiv=1&uid=jo", ",\"visitor_id\":\"jo\""),
            // One text stands for all of them.
            new(
                "posthog",
                "POST /e/",
                """{"api_key":"KEY-1","event":"a","properties":{"distinct_id":"$posthog_cookieless","$cookieless_mode":true}}""",
                """{"status":"Ok"}""",
                """{"domain":"shop.example","name":"a","url":"https://shop.example/"}"""
            ),
            new(
                "snowplow",
                "POST /com.snowplowanalytics.snowplow/tp2",
                """{"data":[{"e":"pv","aid":"KEY-1","co":"{\"data\":[{\"schema\":\"iglu:a/client_session/jsonschema/1-0-2\",\"data\":{\"userId\":\"00000000-0000-0000-0000-000000000000\"}}]}"}]}""",
                "ok",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/"}"""
            ),
        ];

    private static ClientCase Matomo(string parameters, string visitor) =>
        new(
            "matomo",
            "GET /matomo.php?idsite=KEY-1&rec=1&_id=0123456789abcdef" + parameters,
            string.Empty,
            "GIF89a",
            $$"""{"domain":"shop.example","name":"pageview","url":"https://shop.example/"{{visitor}}}"""
        );

    private static ClientCase Google(string consent, string visitor) =>
        new(
            "gtag",
            $"GET /g/collect?v=2&tid=KEY-1&cid=7.7&uid=u&gcs={consent}&en=page_view&sr=800x600",
            string.Empty,
            string.Empty,
            $$"""{"domain":"shop.example","name":"pageview","url":"https://shop.example/",{{visitor}}"screen_width":800}"""
        );
}
