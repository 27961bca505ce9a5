namespace Analytics.Core.Agents;

/// <summary>Texts in a user agent, in any case, that no person's browser has.</summary>
internal static class BotMarkers
{
    public static readonly string[] All =
    [
        // What honest robots declare. "bot" is judged by BotFilter, because a maker of telephones is called Cubot.
        "crawl", "spider", "slurp", "://", "archive", "fetch", "scrape", "validator", "checker", "scanner", "link sleuth", "robosourcer",
        "user-agent:", "(via ", "<script", "nutch", "heritrix", "larbin", "httrack", "ezooms", "siteexplorer", "daumoa", "teoma",
        "ia_archiver", "voilabot", "yandeximages", "mediapartners-google", "apis-google", "google-extended", "googleother",
        "appengine-google", "google favicon", "google-read-aloud", "google-inspectiontool", "feedburner", "dts agent", "binlar",

        // Previews and proxies that fetch for somebody else.
        "preview", "proxy", "facebookexternalhit", "meta-externalagent", "whatsapp/", "embedly", "flipboard", "vkshare", "skypeuri",
        "docs.google.com", "microsoft office", "outbrain", "pinterest/0.",

        // Assistants that read pages for a model.
        "chatgpt", "openai", "anthropic", "claude-web", "perplexity", "cohere-ai", "bytespider", "diffbot", "ai2bot",

        // Feed readers.
        " feed", "feedly", "feedbin", "commafeed", "feedparser", "feedreader", "newsblur", "netnewswire", "inoreader", "newsify", "reeder/",
        "liferea", "simplepie", "magpie", "rss/", " rss", "rssowl", "aggregator", "livejournal.com", "subscribers", "podcast",

        // Monitors, measuring and testing.
        "monitor", "pingdom", "uptime", "statuscake", "site24x7", "newrelic", "datadog", "zabbix", "nagios", "gtmetrix", "lighthouse",
        "pagespeed", "webpagetest", "catchpoint", "dareboost", "ptst/", "speedcurve", "headless", "phantomjs", "slimerjs", "selenium",
        "puppeteer", "playwright", "cypress", "electron/headless", "jsdom", "splash", "prerender", "rendertron",

        // Programs' HTTP libraries.
        "curl/", "libcurl", "wget", "python", "urllib", "aiohttp", "httpx", "scrapy", "java/", "jakarta", "httpclient", "okhttp",
        "go-http-client", "node-fetch", "node.js", "axios/", "undici", "superagent", "got (", "libwww-perl", "lwp::", "lwp-", "perl", "ruby",
        "faraday", "php/", "php ", "guzzle", "http_request", "http-request", "pear.", "restsharp", "winhttp", "indy library", "libfetch",
        "postman", "insomnia", "httpie", "reqwest", "hyper/", "typhoeus", "mechanize", "powershell", "chef client", "ansible", "apachebench",
        "jmeter", "k6/", "gatling", "siege", "wrk/", "locust", "grpc-", "cfscrape", "colly", "dispatch/", "portscout", "masscan", "zgrab",
        "nmap", "nikto", "sqlmap", "wpscan", "nessus", "openvas", "qualys", "acunetix", "burp", "censys",
    ];
}
