namespace Analytics.Web.Tests.Clients;

/// <summary>Requests as Matomo's tracking API documents them, of which Matomo makes something other than a plain action.</summary>
internal static class MatomoCases
{
    private const string Empty = "";
    private const string Gif = "GIF89a";

    public static IEnumerable<ClientCase> All =>
        [
            // The state of a cart is no order. Matomo counts what it leaves out as tracked.
            new(
                "matomo",
                "POST /matomo.php",
                """{"requests":["?idsite=KEY-1&rec=1&url=https://shop.example/cart&idgoal=0&revenue=55&ec_items=[]","?idsite=KEY-1&rec=1&url=https://shop.example/cart&idgoal=0&ec_id=&revenue=60",{"idsite":"KEY-1","rec":1,"url":"https://shop.example/paid","idgoal":0,"ec_id":"O1","revenue":60}]}""",
                """{"status":"success","tracked":3,"invalid":0}""",
                """{"domain":"shop.example","name":"Purchase","url":"https://shop.example/paid","id":"order:O1","value":60,"props":{"order":"O1"}}"""
            ),
            new("matomo", "GET /matomo.php?idsite=KEY-1&rec=1&url=https%3A%2F%2Fshop.example%2Fcart&idgoal=0&revenue=55", Empty, Gif),
            // A number below 0 is Matomo's default and no goal; an order or goal is no event of the page, too.
            new(
                "matomo",
                "POST /matomo.php",
                """{"requests":["?idsite=KEY-1&rec=1&url=https://shop.example/a&idgoal=-1","?idsite=KEY-1&rec=1&url=https://shop.example/a&idgoal=3&revenue=2&e_c=x&e_a=y"]}""",
                """{"status":"success","tracked":2,"invalid":0}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a"}""",
                """{"domain":"shop.example","name":"Goal 3","url":"https://shop.example/a","value":2,"props":{"category":"x"}}"""
            ),
            // Only rec=1 records; the answer is the same.
            new("matomo", "GET /matomo.php?idsite=KEY-1&rec=0&url=https%3A%2F%2Fshop.example%2Fa", Empty, Gif),
            new("matomo", "GET /matomo.php?idsite=KEY-1&url=https%3A%2F%2Fshop.example%2Fa&send_image=0", Empty, Empty),
            new(
                "matomo",
                "POST /matomo.php",
                """{"requests":["?idsite=KEY-1&rec=0&url=https://shop.example/a","?idsite=KEY-1&url=https://shop.example/b","?idsite=KEY-1&rec=1&url=https://shop.example/c"]}""",
                """{"status":"success","tracked":3,"invalid":0}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/c"}"""
            ),
            // Campaigns by Matomo's parameters: in the query, otherwise in the fragment, and in the request itself.
            new(
                "matomo",
                "POST /matomo.php",
                """
                {"requests":[
                  "?idsite=KEY-1&rec=1&url=https%3A%2F%2Fshop.example%2Fa%3Fmtm_campaign%3DSummer%26mtm_kwd%3DHat%26mtm_source%3DNews%26mtm_medium%3Demail%26mtm_content%3Dtop%26mtm_cid%3D7",
                  "?idsite=KEY-1&rec=1&url=https%3A%2F%2Fshop.example%2Fb%3Fpiwik_keyword%3Dk%26pk_cpn%3Dold%23mtm_campaign%3Dno",
                  "?idsite=KEY-1&rec=1&url=https%3A%2F%2Fshop.example%2Fc%23matomo_campaign%3Dhash%26utm_medium%3Dm",
                  "?idsite=KEY-1&rec=1&url=https%3A%2F%2Fshop.example%2Fd%3Futm_campaign%3DKept%26mtm_campaign%3Dother",
                  "?idsite=KEY-1&rec=1&url=https%3A%2F%2Fshop.example%2Fe&pk_campaign=Image&mtm_keyword=x"]}
                """,
                """{"status":"success","tracked":5,"invalid":0}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a?mtm_campaign=Summer&mtm_kwd=Hat&mtm_source=News&mtm_medium=email&mtm_content=top&mtm_cid=7&utm_source=News&utm_medium=email&utm_campaign=summer&utm_content=top&utm_term=hat"}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/b?piwik_keyword=k&pk_cpn=old&utm_campaign=old&utm_term=k#mtm_campaign=no"}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/c?utm_medium=m&utm_campaign=hash#matomo_campaign=hash&utm_medium=m"}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/d?utm_campaign=Kept&mtm_campaign=other"}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/e?utm_campaign=image&utm_term=x"}"""
            ),
            // Content that is shown is no action of the visitor; a click on it is.
            new(
                "matomo",
                "POST /matomo.php",
                """{"requests":["?idsite=KEY-1&rec=1&url=https://shop.example/a&c_n=Banner&c_p=ad.png&c_t=https://x.example/","?idsite=KEY-1&rec=1&url=https://shop.example/a&c_n=Banner&c_p=ad.png&c_i=click"]}""",
                """{"status":"success","tracked":2,"invalid":0}""",
                """{"domain":"shop.example","name":"Content","url":"https://shop.example/a","interactive":false,"props":{"content":"Banner","piece":"ad.png","target":"https://x.example/"}}""",
                """{"domain":"shop.example","name":"Content","url":"https://shop.example/a","props":{"content":"Banner","piece":"ad.png","interaction":"click"}}"""
            ),
            new(
                "matomo",
                "GET /matomo.php?idsite=KEY-1&rec=1&url=https%3A%2F%2Fshop.example%2Fa&lang=de-CH",
                Empty,
                Gif,
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a","dimensions":{"visit:language":"de"}}"""
            ),
        ];
}
