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
        ];
}
