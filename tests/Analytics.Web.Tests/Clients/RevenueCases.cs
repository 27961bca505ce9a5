namespace Analytics.Web.Tests.Clients;

/// <summary>Events of shops: only a sale is revenue, and a refund takes revenue away.</summary>
internal static class RevenueCases
{
    public static IEnumerable<ClientCase> All =>
        [
            // The parts of an order that are refunded are several events of one transaction; only its purchase counts once.
            new(
                "gtag",
                "POST /g/collect?v=2&tid=KEY-1&cid=1.2&cu=EUR&ep.transaction_id=T1",
                "en=view_item&epn.value=50\r\nen=begin_checkout&epn.value=100\r\nen=purchase&epn.value=100\r\nen=refund&epn.value=20\r\nen=refund&epn.value=-30",
                string.Empty,
                """{"domain":"shop.example","name":"view_item","url":"https://shop.example/","visitor_id":"1.2","value":50}""",
                """{"domain":"shop.example","name":"begin_checkout","url":"https://shop.example/","visitor_id":"1.2","value":100}""",
                """{"domain":"shop.example","name":"purchase","url":"https://shop.example/","id":"purchase:T1","visitor_id":"1.2","revenue":{"currency":"EUR","amount":"100"}}""",
                """{"domain":"shop.example","name":"refund","url":"https://shop.example/","visitor_id":"1.2","revenue":{"currency":"EUR","amount":"-20"}}""",
                """{"domain":"shop.example","name":"refund","url":"https://shop.example/","visitor_id":"1.2","revenue":{"currency":"EUR","amount":"-30"}}"""
            ),
            new(
                "ga4",
                "POST /mp/collect?measurement_id=KEY-1",
                """
                {"client_id":"c","events":[
                  {"name":"add_to_cart","params":{"currency":"EUR","value":50,"transaction_id":"T1"}},
                  {"name":"purchase","params":{"currency":"EUR","value":100,"transaction_id":"T1"}},
                  {"name":"refund","params":{"currency":"EUR","value":60,"transaction_id":"T1"}},
                  {"name":"refund","params":{"transaction_id":"T1"}},
                  {"name":"in_app_purchase","params":{"currency":"EUR","value":5}}]}
                """,
                string.Empty,
                """{"domain":"shop.example","name":"add_to_cart","url":"https://shop.example/","visitor_id":"c","value":50}""",
                """{"domain":"shop.example","name":"purchase","url":"https://shop.example/","id":"purchase:T1","visitor_id":"c","revenue":{"currency":"EUR","amount":"100"}}""",
                """{"domain":"shop.example","name":"refund","url":"https://shop.example/","visitor_id":"c","revenue":{"currency":"EUR","amount":"-60"}}""",
                """{"domain":"shop.example","name":"refund","url":"https://shop.example/","visitor_id":"c"}""",
                """{"domain":"shop.example","name":"in_app_purchase","url":"https://shop.example/","visitor_id":"c","revenue":{"currency":"EUR","amount":"5"}}"""
            ),
            new(
                "segment",
                "POST /v1/batch",
                """
                {"writeKey":"KEY-1","batch":[
                  {"type":"track","userId":"u","event":"Checkout Started","properties":{"revenue":25,"value":20,"currency":"EUR"}},
                  {"type":"track","userId":"u","event":"Order Updated","properties":{"revenue":25}},
                  {"type":"track","userId":"u","event":"Order Completed","properties":{"revenue":25,"currency":"EUR"}},
                  {"type":"track","userId":"u","event":"Order Refunded","properties":{"revenue":10,"currency":"EUR"}},
                  {"type":"track","userId":"u","event":"Order Cancelled","properties":{"revenue":25}},
                  {"type":"track","userId":"u","event":"Subscription Renewed","properties":{"revenue":9}}]}
                """,
                """{"success":true}""",
                """{"domain":"shop.example","name":"Checkout Started","url":"https://shop.example/","visitor_id":"u","value":20}""",
                """{"domain":"shop.example","name":"Order Updated","url":"https://shop.example/","visitor_id":"u","value":25}""",
                """{"domain":"shop.example","name":"Order Completed","url":"https://shop.example/","visitor_id":"u","revenue":{"currency":"EUR","amount":"25"}}""",
                """{"domain":"shop.example","name":"Order Refunded","url":"https://shop.example/","visitor_id":"u","revenue":{"currency":"EUR","amount":"-10"}}""",
                """{"domain":"shop.example","name":"Order Cancelled","url":"https://shop.example/","visitor_id":"u","value":25}""",
                """{"domain":"shop.example","name":"Subscription Renewed","url":"https://shop.example/","visitor_id":"u","revenue":{"currency":"USD","amount":"9"}}"""
            ),
            new(
                "posthog",
                "POST /batch",
                """
                {"api_key":"KEY-1","batch":[
                  {"event":"Product Added","distinct_id":"d","properties":{"revenue":25,"currency":"EUR"}},
                  {"event":"Order Completed","distinct_id":"d","properties":{"revenue":25,"currency":"EUR"}},
                  {"event":"Order Refunded","distinct_id":"d","properties":{"revenue":25,"currency":"EUR"}}]}
                """,
                """{"status":"Ok"}""",
                """{"domain":"shop.example","name":"Product Added","url":"https://shop.example/","visitor_id":"d","value":25}""",
                """{"domain":"shop.example","name":"Order Completed","url":"https://shop.example/","visitor_id":"d","revenue":{"currency":"EUR","amount":"25"}}""",
                """{"domain":"shop.example","name":"Order Refunded","url":"https://shop.example/","visitor_id":"d","revenue":{"currency":"EUR","amount":"-25"}}"""
            ),
            // The amount of a sale is in an entity beside the event, here as JSON and in base64.
            Snowplow(
                "transaction",
                """
                "co":"{\"data\":[{\"schema\":\"iglu:x/product/jsonschema/1-0-0\",\"data\":{\"id\":\"s\",\"price\":5}},{\"schema\":\"iglu:com.snowplowanalytics.snowplow.ecommerce/transaction/jsonschema/1-0-0\",\"data\":{\"transaction_id\":\"T2\",\"revenue\":77.5,\"currency\":\"EUR\",\"payment_method\":\"card\"}}]}"
                """,
                "Purchase",
                """ "revenue":{"currency":"EUR","amount":"77.5"},"props":{"type":"transaction","order":"T2","payment_method":"card"}"""
            ),
            // {"data":[{"schema":"iglu:x/refund/jsonschema/1-0-0","data":{"transaction_id":"T2","refund_amount":7,"currency":"EUR"}}]}
            Snowplow(
                "refund",
                "\"cx\":\"eyJkYXRhIjpbeyJzY2hlbWEiOiJpZ2x1OngvcmVmdW5kL2pzb25zY2hlbWEvMS0wLTAiLCJkYXRhIjp7InRyYW5zYWN0aW9uX2lkIjoiVDIiLCJyZWZ1bmRfYW1vdW50Ijo3LCJjdXJyZW5jeSI6IkVVUiJ9fV19\"",
                "Refund",
                """ "revenue":{"currency":"EUR","amount":"-7"},"props":{"type":"refund","order":"T2"}"""
            ),
            Snowplow(
                "add_to_cart",
                """
                "co":"{\"data\":[{\"schema\":\"iglu:x/cart/jsonschema/1-0-0\",\"data\":{\"total_value\":7,\"currency\":\"EUR\"}}]}"
                """,
                "snowplow_ecommerce_action",
                """ "props":{"type":"add_to_cart"}"""
            ),
        ];

    private static ClientCase Snowplow(string action, string entities, string name, string rest) =>
        new(
            "snowplow",
            "POST /com.snowplowanalytics.snowplow/tp2",
            """{"data":[{"e":"ue","aid":"KEY-1","ue_pr":"{\"data\":{\"schema\":\"iglu:a/snowplow_ecommerce_action/jsonschema/1-0-2\",\"data\":{\"type\":\"""
                + "\""
                + action
                + "\\\"}}}\","
                + entities
                + "}]}",
            "ok",
            $$"""{"domain":"shop.example","name":"{{name}}","url":"https://shop.example/",{{rest.Trim()}}}"""
        );
}
