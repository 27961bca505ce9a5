namespace Analytics.Local.Loading;

/// <summary>Values of the generated shop traffic. Frequent ones come first or are repeated.</summary>
internal static class TrafficShape
{
    public const int Pages = 2000;

    public static readonly string[] Referrers =
    [
        "",
        "",
        "",
        "https://www.google.com/",
        "https://www.google.com/",
        "https://www.google.com/",
        "https://www.bing.com/",
        "https://duckduckgo.com/",
        "https://t.co/a1b2",
        "https://www.facebook.com/",
        "https://www.instagram.com/",
        "https://www.reddit.com/r/deals/",
        "https://news.example/gifts",
        "https://www.youtube.com/",
        "https://chatgpt.com/",
    ];

    public static readonly string[] Queries =
    [
        "",
        "",
        "",
        "",
        "",
        "",
        "?utm_source=newsletter&utm_medium=email&utm_campaign=spring",
        "?utm_source=google&utm_medium=cpc&utm_campaign=brand",
        "?utm_source=facebook&utm_medium=paid_social&utm_campaign=sale",
        "?ref=partner",
    ];

    public static readonly string[] Agents =
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
            + "like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
        "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) "
            + "SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    ];

    public static readonly string[] Countries =
    [
        "US",
        "US",
        "US",
        "DE",
        "DE",
        "GB",
        "FR",
        "EE",
        "FI",
        "SE",
        "NL",
        "PL",
        "ES",
        "IT",
        "IN",
        "BR",
        "JP",
        "CA",
        "AU",
    ];
}
