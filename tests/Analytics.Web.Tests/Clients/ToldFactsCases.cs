namespace Analytics.Web.Tests.Clients;

/// <summary>Requests of servers that tell the visitor's place, device and campaign, which their own agent and address do not.</summary>
internal static class ToldFactsCases
{
    public static IEnumerable<ClientCase> All =>
        [
            new(
                "ga4",
                "POST /mp/collect?measurement_id=KEY-1",
                """
                {"client_id":"1.2","user_location":{"city":"Mountain View","region_id":"us-ca","country_id":"us","continent_id":"019"},
                 "device":{"category":"mobile","language":"de-de","screen_resolution":"390x844","operating_system":"Windows 11","operating_system_version":"11.0.22","browser":"edge","browser_version":"136.0.5.1","model":"x"},
                 "events":[{"name":"page_view"}]}
                """,
                "",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/","visitor_id":"1.2","screen_width":390,"dimensions":{"visit:language":"de","visit:country":"US","visit:region":"US-CA","visit:city_name":"Mountain View","visit:device":"Mobile","visit:browser":"Microsoft Edge","visit:browser_version":"136.0","visit:os":"Windows","visit:os_version":"11.0"}}"""
            ),
            new(
                "ga4",
                "POST /mp/collect?measurement_id=KEY-1",
                """{"client_id":"1.2","user_location":{"country_id":"Atlantis"},"device":{"category":"toaster"},"events":[{"name":"page_view"}]}""",
                "",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/","visitor_id":"1.2"}"""
            ),
            // Properties of the user are those of the event where it has none of the name.
            new(
                "ga4",
                "POST /mp/collect?measurement_id=KEY-1",
                """{"client_id":"1.2","user_properties":{"tier":{"value":"gold"},"plan":{"value":"solo"},"_ltv":{"value":1}},"events":[{"name":"page_view","params":{"plan":"team"}}]}""",
                "",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/","visitor_id":"1.2","props":{"plan":"team","tier":"gold"}}"""
            ),
            new(
                "gtag",
                "POST /g/collect?v=2&tid=KEY-1&cid=1.2&up.tier=gold&upn.age=7",
                "en=page_view&ep.plan=team&up.plan=solo",
                "",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/","visitor_id":"1.2","props":{"plan":"team","tier":"gold","age":"7"}}"""
            ),
            Matomo(
                "&country=de&region=be&city=Berlin&lat=52",
                "https://shop.example/",
                ",\"dimensions\":{\"visit:country\":\"DE\",\"visit:region\":\"DE-BE\",\"visit:city_name\":\"Berlin\"}"
            ),
            Matomo("&region=be", "https://shop.example/", ""),
            Matomo("&_rcn=Spring&_rck=Hat&token_auth=t", "https://shop.example/?utm_campaign=spring&utm_term=hat", ""),
            Matomo("&_rcn=Spring&mtm_campaign=Own&token_auth=t", "https://shop.example/?utm_campaign=own", ""),
            // The script sends the campaign of an earlier visit.
            Matomo("&_rcn=Spring&_rck=Hat", "https://shop.example/", ""),
            new(
                "matomo",
                "POST /matomo.php",
                """{"token_auth":"t","requests":["?idsite=KEY-1&rec=1&url=https://shop.example/a&_rcn=Spring"]}""",
                """{"status":"success","tracked":1,"invalid":0}""",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a?utm_campaign=spring"}"""
            ),
        ];

    private static ClientCase Matomo(string parameters, string url, string dimensions) =>
        new(
            "matomo",
            "GET /matomo.php?idsite=KEY-1&rec=1" + parameters,
            "",
            "GIF89a",
            $$"""{"domain":"shop.example","name":"pageview","url":"{{url}}"{{dimensions}}}"""
        );
}
