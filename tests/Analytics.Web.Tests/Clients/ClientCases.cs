namespace Analytics.Web.Tests.Clients;

/// <summary>A request of another product's client, and the events that it stands for as lines of ours.</summary>
/// <param name="Protocol">Its name in the setting <c>clients</c>.</param>
/// <param name="Request">The method and the address.</param>
/// <param name="Body">The body; empty for none.</param>
/// <param name="Answer">The answer that the client expects.</param>
/// <param name="Events">The events.</param>
public sealed record ClientCase(string Protocol, string Request, string Body, string Answer, params string[] Events)
{
    /// <summary>Headers, by name.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public override string ToString() => $"{Protocol} {Request[..Math.Min(40, Request.Length)]} {Body[..Math.Min(40, Body.Length)]}";
}

/// <summary>
/// Requests composed as the products' documentation describes them. The site's key is <c>KEY-1</c>; now is 2026-03-10 12:00 UTC.
/// </summary>
internal static class ClientCases
{
    private const string Empty = "";
    private const string Gif = "GIF89a";

    // "KEY-1:" in base64.
    private static readonly (string, string)[] WriteKey = [("Authorization", "Basic S0VZLTE6")];

    public static IEnumerable<ClientCase> All =>
        [
            new(
                "segment",
                "POST /v1/batch",
                """
                {"batch":[
                  {"type":"page","messageId":"m1","anonymousId":"a1","timestamp":"2026-03-10T11:59:00.000Z","properties":{"url":"https://shop.example/cart","referrer":"https://news.example/","title":"Cart"},"context":{"ip":"192.0.2.7","userAgent":"Mozilla/5.0 Firefox/140.0","screen":{"width":1440}}},
                  {"type":"track","messageId":"m2","userId":"u1","event":"Order Completed","timestamp":"2026-03-10T11:59:30Z","properties":{"revenue":19.9,"currency":"EUR","coupon":"SPRING","items":3}},
                  {"type":"screen","messageId":"m3","userId":"u1","name":"Home tab"},
                  {"type":"identify","messageId":"m4","userId":"u1","traits":{"plan":"team"}},
                  {"type":"group","groupId":"g"},{"type":"alias","previousId":"a1"}],
                 "sentAt":"2026-03-10T12:00:00Z"}
                """,
                """{"success":true}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/cart","referrer":"https://news.example/","id":"m1","visitor_id":"a1","user_agent":"Mozilla/5.0 Firefox/140.0","ip":"192.0.2.7","timestamp":1773143940000,"screen_width":1440}""",
                """{"domain":"shop.example","name":"Order Completed","url":"https://shop.example/","id":"m2","visitor_id":"u1","timestamp":1773143970000,"revenue":{"currency":"EUR","amount":"19.9"},"props":{"coupon":"SPRING","items":3}}""",
                """{"domain":"shop.example","name":"pageview","url":"app://screen/Home%20tab","id":"m3","visitor_id":"u1"}"""
            )
            {
                Headers = WriteKey,
            },
            new(
                "segment",
                "POST /v1/track",
                """{"writeKey":"KEY-1","event":"Signup","userId":7,"timestamp":"2026-03-01T10:00:00Z","sentAt":"2026-03-01T10:01:00Z","properties":{"total":5,"value":2.5}}""",
                """{"success":true}""",
                // The sender's clock is nine days late; a minute before it sent is a minute before now.
                """{"domain":"shop.example","name":"Signup","url":"https://shop.example/","visitor_id":"7","timestamp":1773143940000,"value":2.5,"revenue":{"currency":"USD","amount":"5"},"props":{"total":5}}"""
            ),
            new(
                "segment",
                "POST /v1/batch",
                """
                {"writeKey":"KEY-1","batch":[
                  {"type":"page","properties":{"url":"https://shop.example/a?utm_source=mail#top"},"context":{"locale":"de-CH","campaign":{"name":"Spring & sun","source":"news","medium":"email","term":"boots","content":"top"}}},
                  {"type":"track","event":"Signup","context":{"locale":"x","campaign":{"source":"news"}}}]}
                """,
                """{"success":true}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a?utm_source=mail&utm_medium=email&utm_campaign=Spring%20%26%20sun&utm_content=top&utm_term=boots#top","dimensions":{"visit:language":"de"}}""",
                """{"domain":"shop.example","name":"Signup","url":"https://shop.example/?utm_source=news"}"""
            ),
            new("segment", "POST /v1/identify", """{"userId":"u1"}""", """{"success":true}""") { Headers = WriteKey },
            new(
                "ga4",
                "POST /mp/collect?measurement_id=KEY-1&api_secret=x",
                """
                {"client_id":"555.1","timestamp_micros":"1773143940000000","user_agent":"Mozilla/5.0 Firefox/140.0","ip_override":"192.0.2.7","events":[
                  {"name":"page_view","params":{"page_location":"https://shop.example/a?x=1","page_referrer":"https://news.example/","session_id":"1","engagement_time_msec":100}},
                  {"name":"purchase","params":{"transaction_id":"T9","currency":"EUR","value":"12.5","coupon":"X"}},
                  {"name":"user_engagement","params":{"page_location":"https://shop.example/a","engagement_time_msec":4000}}]}
                """,
                Empty,
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a?x=1","referrer":"https://news.example/","visitor_id":"555.1","user_agent":"Mozilla/5.0 Firefox/140.0","ip":"192.0.2.7","timestamp":1773143940000}""",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/a?x=1","referrer":"https://news.example/","visitor_id":"555.1","user_agent":"Mozilla/5.0 Firefox/140.0","ip":"192.0.2.7","timestamp":1773143940000,"engagement_time":100}""",
                """{"domain":"shop.example","name":"purchase","url":"https://shop.example/","id":"purchase:T9","is_order_id":true,"visitor_id":"555.1","user_agent":"Mozilla/5.0 Firefox/140.0","ip":"192.0.2.7","timestamp":1773143940000,"revenue":{"currency":"EUR","amount":"12.5"},"props":{"coupon":"X"}}""",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/a","visitor_id":"555.1","user_agent":"Mozilla/5.0 Firefox/140.0","ip":"192.0.2.7","timestamp":1773143940000,"engagement_time":4000}"""
            ),
            new(
                "gtag",
                "POST /g/collect?v=2&tid=KEY-1&cid=1.2&dl=https%3A%2F%2Fshop.example%2Fa&dr=https%3A%2F%2Fnews.example%2F&sr=1920x1080",
                "en=page_view&ep.theme=dark\r\nen=purchase&cu=EUR&epn.value=7.5&epn.items=2&ep.transaction_id=T1\r\nen=scroll&epn.percent_scrolled=90&_et=12",
                Empty,
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a","referrer":"https://news.example/","visitor_id":"1.2","screen_width":1920,"props":{"theme":"dark"}}""",
                """{"domain":"shop.example","name":"purchase","url":"https://shop.example/a","referrer":"https://news.example/","id":"purchase:T1","visitor_id":"1.2","screen_width":1920,"revenue":{"currency":"EUR","amount":"7.5"},"props":{"items":"2"}}""",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/a","referrer":"https://news.example/","visitor_id":"1.2","screen_width":1920,"engagement_time":12,"scroll_depth":90}"""
            ),
            new(
                "gtag",
                "GET /g/collect?v=2&tid=KEY-1&cid=1.2&uid=u9&en=user_engagement&dl=https%3A%2F%2Fshop.example%2F&_et=1500",
                Empty,
                Empty,
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/","visitor_id":"1.2","engagement_time":1500}"""
            ),
            // Enhanced measurement sends scroll once, at 90 %.
            new(
                "gtag",
                "GET /g/collect?v=2&tid=KEY-1&cid=1.2&en=scroll&dl=https%3A%2F%2Fshop.example%2F&_et=5000",
                Empty,
                Empty,
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/","visitor_id":"1.2","engagement_time":5000,"scroll_depth":90}"""
            ),
            new(
                "ga4",
                "POST /mp/collect?measurement_id=KEY-1",
                """{"client_id":"555.1","events":[{"name":"scroll","params":{"percent_scrolled":75,"engagement_time_msec":900}}]}""",
                Empty,
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/","visitor_id":"555.1","engagement_time":900,"scroll_depth":75}"""
            ),
            new(
                "posthog",
                "POST /batch/",
                """
                {"api_key":"KEY-1","batch":[
                  {"event":"$pageview","uuid":"u-1","distinct_id":"d1","timestamp":"2026-03-10T11:59:00.000Z","properties":{"$current_url":"https://shop.example/a","$referrer":"$direct","$ip":"192.0.2.7","$lib":"posthog-node","$screen_width":390}},
                  {"event":"bought","distinct_id":"d1","properties":{"revenue":3,"currency":"GBP","plan":"solo","$set":{"a":1}}},
                  {"event":"$pageleave","distinct_id":"d1","properties":{"$current_url":"https://shop.example/a","$prev_pageview_duration":4.5,"$prev_pageview_max_scroll_percentage":0.756}},
                  {"event":"$identify","distinct_id":"d1"},{"event":"$feature_flag_called","distinct_id":"d1"}]}
                """,
                """{"status":"Ok"}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a","id":"u-1","visitor_id":"d1","ip":"192.0.2.7","timestamp":1773143940000,"screen_width":390}""",
                """{"domain":"shop.example","name":"bought","url":"https://shop.example/","visitor_id":"d1","revenue":{"currency":"GBP","amount":"3"},"props":{"plan":"solo"}}""",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/a","visitor_id":"d1","engagement_time":4500,"scroll_depth":76}"""
            ),
            new(
                "posthog",
                "POST /e/?compression=base64",
                // {"token":"KEY-1","event":"Tap","properties":{"distinct_id":"d2"}}
                "data=eyJ0b2tlbiI6IktFWS0xIiwiZXZlbnQiOiJUYXAiLCJwcm9wZXJ0aWVzIjp7ImRpc3RpbmN0X2lkIjoiZDIifX0%3D",
                """{"status":"Ok"}""",
                """{"domain":"shop.example","name":"Tap","url":"https://shop.example/","visitor_id":"d2"}"""
            ),
            new(
                "umami",
                "POST /api/send",
                """{"type":"event","payload":{"website":"KEY-1","hostname":"www.shop.example","url":"/cart?x=1","referrer":"https://news.example/","screen":"1920x1080","language":"de","title":"Cart","timestamp":1773143940,"id":"p1"}}""",
                """{"cache":"","sessionId":"","visitId":""}""",
                """{"domain":"shop.example","name":"pageview","url":"https://www.shop.example/cart?x=1","referrer":"https://news.example/","visitor_id":"p1","timestamp":1773143940000,"screen_width":1920,"dimensions":{"visit:language":"de"}}"""
            ),
            new(
                "umami",
                "POST /api/batch",
                """
                [{"type":"event","payload":{"website":"KEY-1","url":"/","name":"buy","ip":"192.0.2.7","userAgent":"Mozilla/5.0 Firefox/140.0","data":{"revenue":"8.5","currency":"EUR","color":"red"}}},
                 {"type":"identify","payload":{"website":"KEY-1","data":{"plan":"team"}}}]
                """,
                """{"size":1,"processed":1,"errors":0,"details":[]}""",
                """{"domain":"shop.example","name":"buy","url":"https://shop.example/","user_agent":"Mozilla/5.0 Firefox/140.0","ip":"192.0.2.7","revenue":{"currency":"EUR","amount":"8.5"},"props":{"color":"red"}}"""
            ),
            new(
                "matomo",
                "GET /matomo.php?idsite=KEY-1&rec=1&url=https%3A%2F%2Fshop.example%2Fa&urlref=https%3A%2F%2Fnews.example%2F&_id=0123456789abcdef&res=1280x800&cip=192.0.2.7&cdt=2026-03-10+11%3A59%3A00&ua=Mozilla%2F5.0+Firefox%2F140.0&dimension3=blue&cvar=%7B%221%22%3A%5B%22plan%22%2C%22solo%22%5D%7D",
                Empty,
                Gif,
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a","referrer":"https://news.example/","visitor_id":"0123456789abcdef","user_agent":"Mozilla/5.0 Firefox/140.0","ip":"192.0.2.7","timestamp":1773143940000,"screen_width":1280,"props":{"dimension3":"blue","plan":"solo"}}"""
            ),
            new(
                "matomo",
                "POST /matomo.php",
                "idsite=KEY-1&rec=1&url=https%3A%2F%2Fshop.example%2Fa&e_c=video&e_a=play&e_n=intro&e_v=3&uid=jo&send_image=0",
                Empty,
                """{"domain":"shop.example","name":"play","url":"https://shop.example/a","visitor_id":"jo","value":3,"props":{"category":"video","name":"intro"}}"""
            ),
            new(
                "matomo",
                "POST /piwik.php",
                """{"requests":["?idsite=KEY-1&rec=1&url=https://shop.example/a&link=https://partner.example/","?idsite=KEY-1&rec=1&url=https://shop.example/paid&idgoal=0&ec_id=O7&revenue=20","?idsite=KEY-1&rec=1&url=https://shop.example/&search=boots&ping=0","?idsite=KEY-1&rec=1&url=https://shop.example/&ping=1"]}""",
                """{"status":"success","tracked":4,"invalid":0}""",
                """{"domain":"shop.example","name":"Outbound Link: Click","url":"https://shop.example/a","props":{"url":"https://partner.example/"}}""",
                """{"domain":"shop.example","name":"Purchase","url":"https://shop.example/paid","id":"order:O7","value":20,"props":{"order":"O7"}}""",
                """{"domain":"shop.example","name":"Search","url":"https://shop.example/","props":{"search":"boots"}}""",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/"}"""
            ),
            // Actions of plug-ins are no pageviews, and known actions may say that they are none.
            new(
                "matomo",
                "POST /matomo.php",
                """{"requests":["?idsite=KEY-1&rec=1&url=https://shop.example/a&ca=1&fa_vid=x1&fa_fv=1","?idsite=KEY-1&rec=1&url=https://shop.example/a&e_c=video&e_a=play&ca=1"]}""",
                """{"status":"success","tracked":1,"invalid":0}""",
                """{"domain":"shop.example","name":"play","url":"https://shop.example/a","props":{"category":"video"}}"""
            ),
            new("matomo", "GET /matomo.php?idsite=KEY-1&rec=1&url=https%3A%2F%2Fshop.example%2Fa&ca=1&ma_id=m1", Empty, Gif),
            new(
                "openpanel",
                "POST /track",
                """{"type":"track","payload":{"name":"screen_view","profileId":"p1","properties":{"__path":"https://shop.example/a","__referrer":"https://news.example/","__timestamp":"2026-03-10T11:59:00Z","plan":"solo"}}}""",
                """{"deviceId":"","sessionId":""}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a","referrer":"https://news.example/","visitor_id":"p1","ip":"192.0.2.7","timestamp":1773143940000,"props":{"plan":"solo"}}"""
            )
            {
                Headers = [("openpanel-client-id", "KEY-1"), ("x-client-ip", "192.0.2.7")],
            },
            new(
                "openpanel",
                "POST /api/track",
                """{"type":"track","payload":{"name":"revenue","properties":{"__revenue":12,"__deviceId":"d1"}}}""",
                """{"deviceId":"","sessionId":""}""",
                """{"domain":"shop.example","name":"revenue","url":"https://shop.example/","visitor_id":"d1","revenue":{"currency":"USD","amount":"12"}}"""
            )
            {
                Headers = [("openpanel-client-id", "KEY-1")],
            },
            new("openpanel", "POST /track", """{"type":"identify","payload":{"profileId":"p1"}}""", """{"deviceId":"","sessionId":""}""")
            {
                Headers = [("openpanel-client-id", "KEY-1")],
            },
            new(
                "rybbit",
                "POST /api/track",
                """{"site_id":"KEY-1","type":"pageview","hostname":"shop.example","pathname":"/a","querystring":"?x=1","referrer":"https://news.example/","screenWidth":800,"user_id":"u1","ip_address":"192.0.2.7","user_agent":"Mozilla/5.0 Firefox/140.0"}""",
                """{"success":true}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a?x=1","referrer":"https://news.example/","visitor_id":"u1","user_agent":"Mozilla/5.0 Firefox/140.0","ip":"192.0.2.7","screen_width":800}"""
            ),
            new(
                "rybbit",
                "POST /track",
                """{"site_id":"KEY-1","type":"custom_event","event_name":"buy","pathname":"/a","properties":"{\"revenue\":4,\"color\":\"red\",\"n\":2}"}""",
                """{"success":true}""",
                """{"domain":"shop.example","name":"buy","url":"https://shop.example/a","revenue":{"currency":"USD","amount":"4"},"props":{"color":"red","n":2}}"""
            ),
            new(
                "snowplow",
                "POST /com.snowplowanalytics.snowplow/tp2",
                // {"schema":"…","data":{"schema":"iglu:com.acme/add_to_cart/jsonschema/1-0-0","data":{"sku":"a","n":2}}}
                """
                {"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[
                  {"e":"pv","aid":"KEY-1","url":"https://shop.example/a","refr":"https://news.example/","eid":"e-1","duid":"d1","dtm":"1773143940000","res":"1920x1080","ua":"Mozilla/5.0 Firefox/140.0","ip":"192.0.2.7"},
                  {"e":"se","aid":"KEY-1","se_ca":"media","se_ac":"play","se_la":"intro","se_va":"2","uid":"u1"},
                  {"e":"tr","aid":"KEY-1","tr_id":"O1","tr_tt":"30","tr_cu":"EUR","uid":"u1"},
                  {"e":"ue","aid":"KEY-1","uid":"u1","ue_pr":"{\"data\":{\"schema\":\"iglu:com.acme/add_to_cart/jsonschema/1-0-0\",\"data\":{\"sku\":\"a\",\"n\":2}}}"},
                  {"e":"ue","aid":"KEY-1","uid":"u1","ue_px":"eyJkYXRhIjp7InNjaGVtYSI6ImlnbHU6Y29tLmFjbWUvcmF0ZS9qc29uc2NoZW1hLzEtMC0wIiwiZGF0YSI6eyJzdGFycyI6NX19fQ"},
                  {"e":"pp","aid":"KEY-1","uid":"u1","url":"https://shop.example/a","pp_may":"500","ds":"1000x2000","vp":"1000x500"}]}
                """,
                "ok",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a","referrer":"https://news.example/","id":"e-1","visitor_id":"d1","user_agent":"Mozilla/5.0 Firefox/140.0","ip":"192.0.2.7","timestamp":1773143940000,"screen_width":1920}""",
                """{"domain":"shop.example","name":"play","url":"https://shop.example/","visitor_id":"u1","value":2,"props":{"category":"media","label":"intro"}}""",
                """{"domain":"shop.example","name":"Purchase","url":"https://shop.example/","visitor_id":"u1","revenue":{"currency":"EUR","amount":"30"},"props":{"order":"O1"}}""",
                """{"domain":"shop.example","name":"add_to_cart","url":"https://shop.example/","visitor_id":"u1","props":{"sku":"a","n":2}}""",
                """{"domain":"shop.example","name":"rate","url":"https://shop.example/","visitor_id":"u1","props":{"stars":5}}""",
                """{"domain":"shop.example","name":"engagement","url":"https://shop.example/a","visitor_id":"u1","engagement_time":10000,"scroll_depth":50}"""
            ),
            new(
                "snowplow",
                "GET /i?e=pv&aid=KEY-1&url=https%3A%2F%2Fshop.example%2Fb&eid=e-2&nuid=n1",
                Empty,
                Gif,
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/b","id":"e-2","visitor_id":"n1"}"""
            ),
            new(
                "pixel",
                "GET /pixel.gif?domain=KEY-1&campaign=letter",
                Empty,
                Gif,
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/mail","props":{"campaign":"letter"}}"""
            )
            {
                Headers = [("Referer", "https://shop.example/mail")],
            },
            new(
                "pixel",
                "GET /pixel.gif?domain=KEY-1&name=Opened&url=https%3A%2F%2Fshop.example%2Fletter&id=o1&visitor_id=v1&value=2&referrer=https%3A%2F%2Fnews.example%2F",
                Empty,
                Gif,
                """{"domain":"shop.example","name":"Opened","url":"https://shop.example/letter","referrer":"https://news.example/","id":"o1","visitor_id":"v1","value":2}"""
            ),
            .. SegmentCases.All,
            .. RevenueCases.All,
            .. EngagementCases.All,
            .. ClockCases.All,
            .. AddressCases.All,
            .. ConsentCases.All,
            .. SignInCases.All,
            .. ToldFactsCases.All,
            .. MatomoCases.All,
            .. AutomaticCases.All,
        ];
}
