using Analytics.Core.Agents;

namespace Analytics.Core.Tests.Agents;

public sealed class BotFilterTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-")]
    [InlineData("Mozilla/5.0")]
    [InlineData("Mozilla/4.0 (compatible;)")]
    [InlineData("UniversalFeedParser/4.2-pre-314-svn +http://feedparser.org/")]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 6_0 like Mac OS X) AppleWebKit/536.26 (KHTML, "
            + "like Gecko) Version/6.0 Mobile/10A5376e Safari/8536.25 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    )]
    [InlineData("Tiny Tiny RSS/1.11 (http://tt-rss.org/)")]
    [InlineData("Mozilla/5.0 (compatible; Ezooms/1.0; help@moz.com)")]
    [InlineData("Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)")]
    [InlineData("Chef Client/10.18.2 (ruby-1.9.3-p327; ohai-6.16.0; x86_64-linux; +http://opscode.com)")]
    [InlineData("Feedbin - 1 subscribers")]
    [InlineData("Twitterbot/1.0")]
    [InlineData("Googlebot-Image/1.0")]
    [InlineData("Mozilla/5.0 (Windows NT 6.1; rv:6.0) Gecko/20110814 Firefox/6.0 Google favicon")]
    [InlineData(
        "Mozilla/5.0 (Macintosh; U; Intel Mac OS X 10.6; en-US; rv:1.9.2) Gecko/20100115 Firefox/3.6 (FlipboardProxy/1.1; "
            + "+http://flipboard.com/browserproxy)"
    )]
    [InlineData("Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b")]
    [InlineData(
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko; Google Web Preview) Chrome/27.0.1453 Safari/537.36"
    )]
    [InlineData("Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/534.34 (KHTML, like Gecko) PhantomJS/1.9.2 Safari/534.34")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36")]
    [InlineData("curl/7.22.0 (i686-pc-linux-gnu) libcurl/7.22.0 OpenSSL/1.0.1 zlib/1.2.3.4 libidn/1.23 librtmp/2.3")]
    [InlineData("Wget/1.14 (linux-gnu)")]
    [InlineData("python-requests/1.2.0 CPython/2.7.4 Linux/3.8.0-33-generic")]
    [InlineData("Ruby")]
    [InlineData("portscout/0.8.1")]
    [InlineData("fetch libfetch/2.0")]
    [InlineData("IrssiUrlLog/0.2")]
    [InlineData("&as_qdr=all")]
    [InlineData("User-Agent: Mozilla/5.0 (Windows NT 6.1; WOW64; rv:14.0) Gecko/20100101 Firefox/14.0.1")]
    [InlineData("Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1;  http://www.changedetection.com/bot.html )")]
    [InlineData("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)")]
    [InlineData("Reeder/2.1.1 CFNetwork/672.0.8 Darwin/14.0.0")]
    public void Programs_are_bots(string agent) => Assert.True(BotFilter.IsBot(agent));

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0.1700.107 Safari/537.36")]
    [InlineData("Opera/9.80 (X11; Linux x86_64) Presto/2.12.388 Version/12.16")]
    [InlineData(
        "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0.4758.101 Mobile Safari/537.36"
    )]
    [InlineData("Lynx/2.8.7rel.2 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/1.0.1f")]
    [InlineData("ELinks (0.4.3; NetBSD 3.0.2_PATCH sparc64; 141x19)")]
    [InlineData("MAXX_MAUI WAP Browser")]
    [InlineData("QS304 Profile/MIDP-2.0 Configuration/CLDC-1.1")]
    [InlineData("Instagram 3.0.4 Android (8/2.2.1; 240dpi; 480x800; HTC/verizon_wwe; ADR6400L; mecha; mecha; en_US)")]
    [InlineData("Mozilla/5.0 Gecko/20100115 Firefox/3.6")]
    [InlineData("MyShop/3.2 (iPhone; iOS 17.5; Scale/3.00)")]
    public void Peoples_browsers_are_not(string agent) => Assert.False(BotFilter.IsBot(agent));

    [Theory]
    [InlineData("PodcastRepublic/19.1 (Linux; U; Android 14;pine/UKQ1)")]
    [InlineData("tvguide/70012 cfnetwork/1410 darwin/22.6.0")]
    [InlineData("Mozilla/4.0 (compatible; ms-office; MSOffice 15)")]
    [InlineData("Microsoft Office/16.0 (Microsoft Outlook Mail 16.0.9001; Pro)")]
    [InlineData("QuickTime/7.7.1 (qtver=7.7.1;os=Windows NT 6.1)")]
    [InlineData("ACME Streaming Player acme / 2.0")]
    [InlineData("Voyager2/AmigaOS3.9")]
    public void Players_and_office_programs_are_people(string agent) => Assert.False(BotFilter.IsBot(agent));
}
