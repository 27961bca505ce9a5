namespace Analytics.Local.Demo;

/// <summary>The invented names, addresses and agents of the demo's traffic, the most frequent first.</summary>
internal static class DemoTexts
{
    /// <summary>Visits by hour of the site's clock, from midnight: lunch and the evening are busiest.</summary>
    public static readonly double[] Hours =
    [
        2,
        1,
        0.7,
        0.5,
        0.5,
        0.8,
        1.6,
        3,
        4.4,
        5,
        5.4,
        5.8,
        6.6,
        6.2,
        5.4,
        5,
        5,
        5.2,
        5.6,
        6.4,
        7.6,
        8,
        6,
        3.6,
    ];

    /// <summary>Visits by day of the week, from Sunday.</summary>
    public static readonly double[] Weekdays = [0.85, 1.1, 1.08, 1.05, 1.02, 1.0, 0.75];

    /// <summary>Origins of visits: the landing page's query, the referrer, and the share of a hundred visits.</summary>
    public static readonly (string Query, string Referrer, double Share)[] Origins =
    [
        ("", "https://www.google.com/", 30),
        ("", "", 22),
        ("", "https://www.instagram.com/", 7),
        ("", "https://chatgpt.com/", 5),
        ("?utm_source=newsletter&utm_medium=email&utm_campaign=weekly-letter", "", 6),
        ("?utm_source=google&utm_medium=cpc&utm_campaign=winter-boots&utm_content=blue", "https://www.google.com/", 5),
        ("", "https://www.facebook.com/", 4),
        ("", "https://duckduckgo.com/", 3),
        ("", "https://www.bing.com/", 3),
        ("", "https://www.youtube.com/", 2),
        ("?utm_source=facebook&utm_medium=paid_social&utm_campaign=new-season", "https://www.facebook.com/", 3),
        ("", "https://www.reddit.com/r/boots/", 2),
        ("", "https://t.co/", 1),
        ("", "https://www.linkedin.com/", 1),
        ("", "https://blog.shop.example/how-to-lace-boots", 2),
        ("", "https://news.example/style/winter", 1),
        ("", "https://xn--jrjestus-0za.example/", 1),
        ("?utm_source=partner&utm_medium=affiliate&utm_campaign=autumn", "https://partner.example/offers", 1),
        ("", "https://www.perplexity.ai/", 1),
        ("?utm_source=google&utm_medium=cpc&utm_campaign=winter-boots&utm_content=red&utm_term=warm+boots", "https://www.google.com/", 2),
        ("?utm_source=google&utm_medium=cpc&utm_campaign=brand&utm_term=shop+example", "https://www.google.com/", 1),
        ("?utm_source=newsletter&utm_medium=email&utm_campaign=new-season", "", 1),
        ("?utm_source=newsletter&utm_medium=email&utm_campaign=birthday&utm_content=discount", "", 0.6),
        ("?utm_source=instagram&utm_medium=social&utm_campaign=new-season&utm_content=story", "https://www.instagram.com/", 1),
        ("?utm_source=tiktok&utm_medium=paid_social&utm_campaign=spring", "https://www.tiktok.com/", 0.7),
        ("?utm_source=pinterest&utm_medium=social&utm_campaign=looks", "https://www.pinterest.com/", 0.6),
        ("?utm_source=bing&utm_medium=cpc&utm_campaign=winter-boots", "https://www.bing.com/", 0.5),
        ("?utm_source=app&utm_medium=push&utm_campaign=back-in-stock", "", 0.5),
        ("?utm_source=partner&utm_medium=affiliate&utm_campaign=bags", "https://partner.example/offers", 0.4),
        ("?utm_source=flyer&utm_medium=qr&utm_campaign=market", "", 0.3),
        ("", "https://claude.ai/", 0.5),
        ("", "https://www.ecosia.org/", 0.5),
        ("", "https://search.yahoo.com/", 0.4),
        ("", "https://yandex.ru/", 0.3),
        ("", "https://www.pinterest.com/", 0.5),
        ("", "https://www.tiktok.com/", 0.5),
        ("", "https://news.ycombinator.com/item", 0.2),
        ("", "https://github.com/shop-example", 0.2),
        ("", "https://en.wikipedia.org/wiki/Boot", 0.2),
        ("", "https://forum.hikers.example/boots", 0.4),
        ("", "https://deals.example/today", 0.4),
        ("", "https://compare.example/boots", 0.3),
        ("", "https://magazine.example/10-warm-boots", 0.3),
        ("", "https://mail.google.com/", 0.3),
        ("", "https://outlook.live.com/", 0.2),
        ("", "https://www.threads.com/", 0.3),
        ("", "https://bsky.app/", 0.2),
        ("", "https://t.me/", 0.2),
    ];

    /// <summary>The origin of those whom a news site sends.</summary>
    public static readonly int NewsOrigin = Array.FindIndex(
        Origins,
        static one => one.Referrer.Contains("news.example", StringComparison.Ordinal)
    );

    /// <summary>Returns true if an origin is a link of the shop's newsletter.</summary>
    public static bool IsNewsletter(int origin) => Origins[origin].Query.Contains("utm_source=newsletter", StringComparison.Ordinal);

    /// <summary>
    /// Countries with a region, a city, a language and their share of about a hundred visits. Some visits have no known place.
    /// </summary>
    public static readonly (string Country, string Region, string City, string Language, double Share)[] Places =
    [
        ("EE", "Harjumaa", "Tallinn", "et", 24),
        ("EE", "Tartumaa", "Tartu", "et", 9),
        ("FI", "Uusimaa", "Helsinki", "fi", 12),
        ("LV", "Riga", "Riga", "lv", 8),
        ("DE", "Berlin", "Berlin", "de", 8),
        ("SE", "Stockholm County", "Stockholm", "sv", 7),
        ("LT", "Vilnius County", "Vilnius", "lt", 5),
        ("US", "New York", "New York", "en-US", 6),
        ("GB", "England", "London", "en-GB", 5),
        ("NL", "North Holland", "Amsterdam", "nl", 3),
        ("PL", "Mazovia", "Warsaw", "pl", 3),
        ("FR", "Île-de-France", "Paris", "fr", 3),
        ("ES", "Madrid", "Madrid", "es", 2),
        ("IT", "Lombardy", "Milan", "it", 2),
        ("NO", "Oslo", "Oslo", "nb", 1),
        ("JP", "Tokyo", "Tokyo", "ja", 1),
        ("BR", "São Paulo", "São Paulo", "pt-BR", 1),
        ("EE", "Pärnumaa", "Pärnu", "et", 4),
        ("EE", "Ida-Virumaa", "Narva", "ru", 3),
        ("EE", "Viljandimaa", "Viljandi", "et", 2),
        ("FI", "Pirkanmaa", "Tampere", "fi", 3),
        ("FI", "Southwest Finland", "Turku", "sv", 2),
        ("LV", "Kurzeme", "Liepāja", "lv", 1),
        ("LT", "Kaunas County", "Kaunas", "lt", 1.5),
        ("DE", "Bavaria", "Munich", "de", 2),
        ("DE", "Hamburg", "Hamburg", "de", 1.5),
        ("SE", "Skåne", "Malmö", "sv", 1),
        ("US", "California", "San Francisco", "en-US", 1),
        ("US", "Texas", "Austin", "en-US", 0.8),
        ("GB", "Scotland", "Edinburgh", "en-GB", 0.8),
        ("PL", "Lesser Poland", "Kraków", "pl", 0.7),
        ("DK", "Capital Region", "Copenhagen", "da", 1),
        ("AT", "Vienna", "Vienna", "de", 0.8),
        ("CH", "Zürich", "Zürich", "de-CH", 0.8),
        ("BE", "Brussels", "Brussels", "nl", 0.6),
        ("IE", "Leinster", "Dublin", "en-IE", 0.6),
        ("CZ", "Prague", "Prague", "cs", 0.6),
        ("PT", "Lisbon", "Lisbon", "pt", 0.5),
        ("UA", "Kyiv City", "Kyiv", "uk", 0.5),
        ("CA", "Ontario", "Toronto", "en-CA", 0.5),
        ("AU", "New South Wales", "Sydney", "en-AU", 0.4),
        ("IN", "Karnataka", "Bengaluru", "en-IN", 0.4),
        ("HU", "Budapest", "Budapest", "hu", 0.3),
        ("RO", "Bucharest", "Bucharest", "ro", 0.3),
        ("GR", "Attica", "Athens", "el", 0.3),
        ("TR", "Istanbul", "Istanbul", "tr", 0.3),
        ("BG", "Sofia-Capital", "Sofia", "bg", 0.2),
        ("HR", "City of Zagreb", "Zagreb", "hr", 0.2),
        ("SK", "Bratislava", "Bratislava", "sk", 0.2),
        ("SI", "Ljubljana", "Ljubljana", "sl", 0.2),
        ("IS", "Capital Region", "Reykjavik", "is", 0.2),
        ("KR", "Seoul", "Seoul", "ko", 0.3),
        ("CN", "Shanghai", "Shanghai", "zh-CN", 0.3),
        ("MX", "Mexico City", "Mexico City", "es-MX", 0.3),
        ("AR", "Buenos Aires", "Buenos Aires", "es-AR", 0.2),
        ("ZA", "Western Cape", "Cape Town", "en-ZA", 0.2),
        ("IL", "Tel Aviv", "Tel Aviv", "he", 0.2),
        ("AE", "Dubai", "Dubai", "ar", 0.2),
        ("SG", "Singapore", "Singapore", "en-SG", 0.2),
        ("NZ", "Auckland", "Auckland", "en-NZ", 0.2),
        ("ID", "Jakarta", "Jakarta", "id", 0.2),
        ("GE", "Tbilisi", "Tbilisi", "ka", 0.2),
        ("KE", "Nairobi County", "Nairobi", "en-KE", 0.1),
        ("EG", "Cairo", "Cairo", "ar-EG", 0.1),
        ("", "", "", "en", 1.5),
    ];

    /// <summary>User agents, whether each is a phone, and their share of a hundred visits.</summary>
    public static readonly (string Agent, bool IsPhone, double Share)[] Agents =
    [
        (
            "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
            true,
            30
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
                + "like Gecko) Version/19.1 Mobile/15E148 Safari/604.1",
            true,
            26
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", false, 20),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
            false,
            9
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", false, 6),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
                + "Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            false,
            6
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", false, 3),
        (
            "Mozilla/5.0 (Linux; Android 15; SM-S928B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 "
                + "Chrome/130.0.0.0 Mobile Safari/537.36",
            true,
            4
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
                + "like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            false,
            4
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
                + "like Gecko) CriOS/142.0.0.0 Mobile/15E148 Safari/604.1",
            true,
            3
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
            false,
            4
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
                + "Gecko) Chrome/141.0.0.0 Safari/537.36 OPR/125.0.0.0",
            false,
            1.5
        ),
        ("Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", true, 1.5),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", false, 1),
    ];

    /// <summary>Product groups, as in the addresses of their pages.</summary>
    public static readonly string[] Groups = ["shoes", "boots", "jackets", "bags", "accessories"];

    /// <summary>Words of the names of products.</summary>
    public static readonly string[] Words =
    [
        "winter",
        "forest",
        "harbour",
        "amber",
        "linen",
        "granite",
        "juniper",
        "northern",
        "copper",
        "meadow",
        "storm",
        "birch",
    ];

    /// <summary>Pages other than products. Some are long, in other scripts, or occur twice, with and without a slash.</summary>
    public static readonly string[] Pages =
    [
        "/",
        "/sale",
        "/new",
        "/search",
        "/about",
        "/delivery",
        "/size-guide",
        "/contact",
        "/sale/",
        "/ru/зимняя-обувь",
        "/gifts-🎁",
        "/guides/how-to-choose-winter-boots-for-narrow-feet-when-the-pavement-is-icy-and-the-weather-changes-twice-a-day-a-long-answer",
        "/old-catalogue/2019",
    ];

    /// <summary>Articles of the blog.</summary>
    public static readonly string[] Articles =
    [
        "/",
        "/how-to-lace-boots",
        "/what-waterproof-means",
        "/a-week-in-the-bog",
        "/repair-a-zipper",
        "/wool-or-down",
        "/packing-light",
    ];

    /// <summary>Search terms used on the site.</summary>
    public static readonly string[] Searches =
    [
        "boots",
        "winter jacket",
        "size 46",
        "gift card",
        "wool socks",
        "rucksack",
        "sale",
        "waterproof",
    ];
}
