namespace Analytics.Web.Tests.Clients;

/// <summary>Addresses of pages that are relative, or in the request alone.</summary>
internal static class AddressCases
{
    public static IEnumerable<ClientCase> All =>
        [
            // A colon makes no scheme of what precedes it, neither in a path nor in a query.
            .. new[] { "/wiki/Talk:Main", "/login?next=https://x.example/a", "wiki/a:b" }.SelectMany(Relative),
            Segment("Talk:Main", "https://shop.example/Talk:Main"),
            Segment("app://screen/Home:1", "app://screen/Home:1"),
            // An image for browsers without scripts has no address of the page but the one that the browser tells.
            new(
                "matomo",
                "GET /matomo.php?idsite=KEY-1&rec=1",
                string.Empty,
                "GIF89a",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/plain?utm_source=x&mtm_campaign=Sale&utm_campaign=sale"}"""
            )
            {
                Headers = [("Referer", "https://shop.example/plain?utm_source=x&mtm_campaign=Sale")],
            },
            new(
                "matomo",
                "GET /matomo.php?idsite=KEY-1&rec=1&urlref=https%3A%2F%2Fnews.example%2F",
                string.Empty,
                "GIF89a",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/","referrer":"https://news.example/"}"""
            )
            {
                Headers = [("Referer", "https://shop.example/plain")],
            },
            new(
                "snowplow",
                "GET /i?e=pv&aid=KEY-1",
                string.Empty,
                "GIF89a",
                """{"domain":"shop.example","name":"pageview","url":"https://shop.example/plain"}"""
            )
            {
                Headers = [("Referer", "https://shop.example/plain")],
            },
        ];

    private static IEnumerable<ClientCase> Relative(string address)
    {
        var page = "https://shop.example/" + address.TrimStart('/');
        yield return Segment(address, page);
        yield return new(
            "umami",
            "POST /api/send",
            $$$"""{"type":"event","payload":{"website":"KEY-1","hostname":"shop.example","url":"{{{address}}}" } }""",
            """{"cache":"","sessionId":"","visitId":""}""",
            $$"""{"domain":"shop.example","name":"pageview","url":"{{page}}"}"""
        );
    }

    private static ClientCase Segment(string address, string page) =>
        new(
            "segment",
            "POST /v1/track",
            $$$"""{"writeKey":"KEY-1","event":"a","context":{"page":{"path":"{{{address}}}" } } }""",
            """{"success":true}""",
            $$"""{"domain":"shop.example","name":"a","url":"{{page}}"}"""
        );
}
