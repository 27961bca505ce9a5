namespace Analytics.Web.Tests.Clients;

/// <summary>Senders whose clocks are wrong: what counts is how long before its arrival an event was made.</summary>
internal static class ClockCases
{
    public static IEnumerable<ClientCase> All =>
        [
            // An hour ahead and 60 hours late; a clock that is right within minutes counts as it stands.
            PostHog(
                """{"api_key":"KEY-1","sent_at":"2026-03-10T13:00:02Z","batch":[{"event":"a","distinct_id":"d","timestamp":"2026-03-10T13:00:00Z"}]}""",
                2_000
            ),
            PostHog(
                """{"api_key":"KEY-1","sent_at":"2026-03-08T00:00:03Z","batch":[{"event":"a","distinct_id":"d","timestamp":"2026-03-08T00:00:00Z"}]}""",
                3_000
            ),
            PostHog(
                """{"api_key":"KEY-1","sent_at":"2026-03-10T12:04:00Z","batch":[{"event":"a","distinct_id":"d","timestamp":"2026-03-10T12:00:00Z"}]}""",
                0
            ),
            // Scripts in pages send the time of sending in the address, and older ones the age of each event.
            PostHog(
                """[{"event":"a","properties":{"token":"KEY-1","distinct_id":"d"},"timestamp":"2026-03-10T13:00:00Z"}]""",
                2_000,
                "/e/?_=1773147602000"
            ),
            PostHog("""[{"event":"a","properties":{"token":"KEY-1","distinct_id":"d"},"offset":2500}]""", 2_500),
            Snowplow("\"dtm\":\"1773147600000\",\"stm\":\"1773147601000\"", 1_000),
            Snowplow("\"dtm\":\"1772928000000\",\"stm\":\"1772928004000\"", 4_000),
            // The true time needs no clock.
            Snowplow("\"dtm\":\"1773147600000\",\"ttm\":\"1773143940000\",\"stm\":\"1773147601000\"", 60_000),
        ];

    private static ClientCase PostHog(string body, int age, string address = "/e/") =>
        new(
            "posthog",
            "POST " + address,
            body,
            """{"status":"Ok"}""",
            $$"""{"domain":"shop.example","name":"a","url":"https://shop.example/","visitor_id":"d","timestamp":{{1_773_144_000_000 - age}}}"""
        );

    private static ClientCase Snowplow(string times, int age) =>
        new(
            "snowplow",
            "POST /com.snowplowanalytics.snowplow/tp2",
            $$$"""{"data":[{"e":"pv","aid":"KEY-1","duid":"d",{{{times}}} }]}""",
            "ok",
            $$"""{"domain":"shop.example","name":"pageview","url":"https://shop.example/","visitor_id":"d","timestamp":{{1_773_144_000_000 - age}}}"""
        );
}
