namespace Analytics.Web.Tests.Clients;

/// <summary>Time and scrolling on a page that a product sends with another event, or with none of its own.</summary>
internal static class EngagementCases
{
    public static IEnumerable<ClientCase> All =>
        [
            // Google adds up the time of all events, also of those that say that a session began.
            new(
                "gtag",
                "POST /g/collect?v=2&tid=KEY-1&cid=1.2&dl=https%3A%2F%2Fshop.example%2Fa",
                "en=page_view\r\nen=session_start&_et=10\r\nen=add_to_cart&_et=60000&ep.color=red\r\nen=purchase&ep.transaction_id=T1&_et=5\r\nen=user_engagement&_et=2000",
                string.Empty,
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a","visitor_id":"1.2"}""",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/a","visitor_id":"1.2","engagement_time":10}""",
                """{"domain":"shop.example","name":"add_to_cart","url":"https://shop.example/a","visitor_id":"1.2","props":{"color":"red"}}""",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/a","visitor_id":"1.2","engagement_time":60000}""",
                """{"domain":"shop.example","name":"purchase","url":"https://shop.example/a","id":"purchase:T1","visitor_id":"1.2"}""",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/a","id":"purchase:T1:engagement","visitor_id":"1.2","engagement_time":5}""",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/a","visitor_id":"1.2","engagement_time":2000}"""
            ),
            new(
                "ga4",
                "POST /mp/collect?measurement_id=KEY-1",
                """{"client_id":"c","timestamp_micros":1773143940000000,"device":{"language":"de"},"events":[{"name":"page_view","params":{"page_location":"https://shop.example/mp","page_referrer":"https://news.example/","engagement_time_msec":"45000","value":2}}]}""",
                string.Empty,
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/mp","referrer":"https://news.example/","visitor_id":"c","timestamp":1773143940000,"value":2,"dimensions":{"visit:language":"de"}}""",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/mp","referrer":"https://news.example/","visitor_id":"c","timestamp":1773143940000,"engagement_time":45000,"dimensions":{"visit:language":"de"}}"""
            ),
            // A pageview, and the end of a visit, tell of the page before; its fractions are of 1.
            new(
                "posthog",
                "POST /e/",
                """
                {"api_key":"KEY-1","batch":[
                  {"event":"$pageview","uuid":"u-1","distinct_id":"d","properties":{"$current_url":"https://shop.example/first?x=1"}},
                  {"event":"$pageview","uuid":"u-2","distinct_id":"d","properties":{"$current_url":"https://shop.example/second","$prev_pageview_pathname":"/first","$prev_pageview_duration":100.5,"$prev_pageview_max_scroll_percentage":0.9}},
                  {"event":"$pageleave","uuid":"u-3","distinct_id":"d","properties":{"$current_url":"https://shop.example/second?y=1","$prev_pageview_pathname":"/second","$prev_pageview_duration":50}},
                  {"event":"$pageleave","distinct_id":"d","properties":{"$current_url":"https://shop.example/unseen","$prev_pageview_pathname":"/third","$prev_pageview_duration":1}}]}
                """,
                """{"status":"Ok"}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/first?x=1","id":"u-1","visitor_id":"d"}""",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/first","id":"u-2:engagement","visitor_id":"d","engagement_time":100500,"scroll_depth":90}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/second","id":"u-2","visitor_id":"d"}""",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/second?y=1","id":"u-3","visitor_id":"d","engagement_time":50000}""",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/third","visitor_id":"d","engagement_time":1000}"""
            ),
            // A page ping stands for ten seconds on the page.
            new(
                "snowplow",
                "POST /com.snowplowanalytics.snowplow/tp2",
                """{"data":[{"e":"pp","aid":"KEY-1","url":"https://shop.example/a","eid":"e-1","duid":"d"}]}""",
                "ok",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/a","id":"e-1","visitor_id":"d","engagement_time":10000}"""
            ),
        ];
}
