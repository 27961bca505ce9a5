using Analytics.Core.Agents;

namespace Analytics.Core.Tests.Agents;

public sealed class UserAgentParserTests
{
    [Theory]
    [InlineData(
        "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0.1700.107 Safari/537.36",
        "Chrome",
        "32.0",
        "Windows",
        "7",
        "Desktop"
    )]
    [InlineData(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/33.0.1750.91 Safari/537.36",
        "Chrome",
        "33.0",
        "Mac",
        "10.9",
        "Desktop"
    )]
    [InlineData(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.73.11 (KHTML, like Gecko) Version/7.0.1 Safari/537.73.11",
        "Safari",
        "7.0",
        "Mac",
        "10.9",
        "Desktop"
    )]
    [InlineData(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.7; rv:22.0) Gecko/20100101 Firefox/22.0",
        "Firefox",
        "22.0",
        "Mac",
        "10.7",
        "Desktop"
    )]
    [InlineData(
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:27.0) Gecko/20100101 Firefox/27.0",
        "Firefox",
        "27.0",
        "Ubuntu",
        "",
        "Desktop"
    )]
    [InlineData(
        "Mozilla/5.0 (X11; Linux x86_64; rv:24.0) Gecko/20140205 Firefox/24.0 Iceweasel/24.3.0",
        "Iceweasel",
        "24.3",
        "GNU/Linux",
        "",
        "Desktop"
    )]
    [InlineData(
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Ubuntu Chromium/32.0.1700.102 "
            + "Chrome/32.0.1700.102 Safari/537.36",
        "Chromium",
        "32.0",
        "Ubuntu",
        "",
        "Desktop"
    )]
    [InlineData(
        "Mozilla/5.0 (X11; CrOS x86_64 4920.83.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0.1700.103 Safari/537.36",
        "Chrome",
        "32.0",
        "Chrome OS",
        "",
        "Desktop"
    )]
    [InlineData(
        "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; WOW64; Trident/5.0)",
        "Internet Explorer",
        "9.0",
        "Windows",
        "7",
        "Desktop"
    )]
    [InlineData("Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)", "Internet Explorer", "6.0", "Windows", "XP", "Desktop")]
    [InlineData(
        "Mozilla/5.0 (Windows NT 6.3; WOW64; Trident/7.0; rv:11.0) like Gecko",
        "Internet Explorer",
        "11.0",
        "Windows",
        "8.1",
        "Desktop"
    )]
    [InlineData(
        "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; SLCC2; Media Center PC 6.0; Tablet PC 2.0)",
        "Internet Explorer",
        "8.0",
        "Windows",
        "7",
        "Desktop"
    )]
    [InlineData(
        "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1; .NET CLR 2.0.50727; MAXTHON 2.0)",
        "Maxthon",
        "2.0",
        "Windows",
        "XP",
        "Desktop"
    )]
    [InlineData("Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; en) Opera 8.50", "Opera", "8.50", "Windows", "XP", "Desktop")]
    [InlineData("Opera/9.80 (X11; Linux x86_64) Presto/2.12.388 Version/12.16", "Opera", "12.16", "GNU/Linux", "", "Desktop")]
    [InlineData(
        "Opera/9.80 (iPhone; Opera Mini/7.0.3/34.1244; U; de) Presto/2.8.119 Version/11.10",
        "Opera Mini",
        "7.0",
        "iOS",
        "",
        "Mobile"
    )]
    [InlineData(
        "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/34.1244; U; en) Presto/2.8.119 Version/11.10",
        "Opera Mini",
        "7.1",
        "Java ME",
        "",
        "Mobile"
    )]
    [InlineData(
        "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0.1700.107 Safari/537.36 OPR/19.0.1326.63",
        "Opera",
        "19.0",
        "Windows",
        "7",
        "Desktop"
    )]
    [InlineData(
        "Mozilla/5.0 (iPad; CPU OS 7_0_4 like Mac OS X) AppleWebKit/537.51.1 (KHTML, "
            + "like Gecko) Version/7.0 Mobile/11B554a Safari/9537.53",
        "Safari",
        "7.0",
        "iOS",
        "7.0",
        "Tablet"
    )]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 7_0_4 like Mac OS X) AppleWebKit/537.51.1 (KHTML, "
            + "like Gecko) CriOS/32.0.1700.21 Mobile/11B554a Safari/9537.53",
        "Chrome",
        "32.0",
        "iOS",
        "7.0",
        "Mobile"
    )]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 7_0_4 like Mac OS X) AppleWebKit/537.51.1 (KHTML, like Gecko) Mobile/11B554a",
        "Safari Webview",
        "",
        "iOS",
        "7.0",
        "Mobile"
    )]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 7_0_4 like Mac OS X) AppleWebKit/536.26 (KHTML, "
            + "like Gecko) GSA/3.2.1.25875 Mobile/11B554a Safari/8536.25",
        "Google Search App",
        "3.2",
        "iOS",
        "7.0",
        "Mobile"
    )]
    [InlineData(
        "Mozilla/5.0 (Linux; Android 4.4.2; Nexus 5 Build/KOT49H) AppleWebKit/537.36 (KHTML, "
            + "like Gecko) Chrome/32.0.1700.99 Mobile Safari/537.36",
        "Chrome",
        "32.0",
        "Android",
        "4.4",
        "Mobile"
    )]
    [InlineData(
        "Mozilla/5.0 (Linux; Android 4.4.2; Nexus 5 Build/KOT49H) AppleWebKit/537.36 (KHTML, "
            + "like Gecko) Version/4.0 Chrome/30.0.0.0 Mobile Safari/537.36",
        "Chrome Webview",
        "30.0",
        "Android",
        "4.4",
        "Mobile"
    )]
    [InlineData(
        "Mozilla/5.0 (Linux; U; Android 4.3; es-es; GT-I9300 Build/JSS15J) AppleWebKit/534.30 (KHTML, "
            + "like Gecko) Version/4.0 Mobile Safari/534.30",
        "Android Browser",
        "4.0",
        "Android",
        "4.3",
        "Mobile"
    )]
    [InlineData(
        "Mozilla/5.0 (Linux; U; Android 4.2.2; fa-ir; SM-T311 Build/JDQ39) AppleWebKit/534.30 (KHTML, "
            + "like Gecko) Version/4.0 Safari/534.30",
        "Android Browser",
        "4.0",
        "Android",
        "4.2",
        "Tablet"
    )]
    [InlineData("Mozilla/5.0 (Android; Tablet; rv:27.0) Gecko/27.0 Firefox/27.0", "Firefox", "27.0", "Android", "", "Tablet")]
    [InlineData("Mozilla/5.0 (Android; Mobile; rv:27.0) Gecko/27.0 Firefox/27.0", "Firefox", "27.0", "Android", "", "Mobile")]
    [InlineData(
        "Mozilla/5.0 (Linux; U; en-us; KFAPWI Build/JDQ39) AppleWebKit/535.19 (KHTML, "
            + "like Gecko) Silk/3.13 Safari/535.19 Silk-Accelerated=true",
        "Silk",
        "3.13",
        "Fire OS",
        "",
        "Tablet"
    )]
    [InlineData(
        "Mozilla/5.0 (Linux; U; Android 4.0.4; en-US; MT25i Build/4.1.B.0.631) AppleWebKit/528.5+ (KHTML, "
            + "like Gecko) Version/3.1.2 Mobile Safari/525.20.1 UCBrowser/8.6.0.318 Mobile",
        "UC Browser",
        "8.6",
        "Android",
        "4.0",
        "Mobile"
    )]
    [InlineData(
        "Instagram 3.0.4 Android (8/2.2.1; 240dpi; 480x800; HTC/verizon_wwe; ADR6400L; mecha; mecha; en_US)",
        "Instagram",
        "3.0",
        "Android",
        "",
        "Mobile"
    )]
    [InlineData(
        "SAMSUNG-GT-E2232/1.0 Openwave/6.2.3 Profile/MIDP-2.0 Configuration/CLDC-1.1 UP.Browser/6.2.3.3.c.1.101 (GUI) MMP/2.0",
        "Openwave",
        "6.2",
        "Java ME",
        "",
        "Mobile"
    )]
    [InlineData(
        "Mozilla/5.0 (Windows; U; Windows NT 5.2; en-US; rv:1.8.1.4) Gecko/20070515 Firefox/2.0.0.4",
        "Firefox",
        "2.0",
        "Windows",
        "Server 2003",
        "Desktop"
    )]
    [InlineData("Mozilla/4.0 (compatible; MSIE 5.0; Windows 98)", "Internet Explorer", "5.0", "Windows", "98", "Desktop")]
    [InlineData("Mozilla/5.0 (X11; NetBSD amd64; rv:24.0) Gecko/20131021 Firefox/24.0", "Firefox", "24.0", "NetBSD", "", "Desktop")]
    [InlineData("Lynx/2.8.7rel.2 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/1.0.1f", "Lynx", "2.8", "", "", "Desktop")]
    [InlineData(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
            + "Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.70",
        "Microsoft Edge",
        "131.0",
        "Windows",
        "10",
        "Desktop"
    )]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
            + "like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/470.0.0.1;FBSV/17.5]",
        "Facebook",
        "470.0",
        "iOS",
        "17.5",
        "Mobile"
    )]
    [InlineData(
        "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) "
            + "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
        "Samsung Browser",
        "25.0",
        "Android",
        "14",
        "Mobile"
    )]
    [InlineData(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0",
        "Firefox",
        "133.0",
        "Mac",
        "10.15",
        "Desktop"
    )]
    [InlineData("", "", "", "", "", "")]
    [InlineData("something else", "", "", "", "", "")]
    public void It_tells_browser_system_and_device(
        string agent,
        string browser,
        string browserVersion,
        string os,
        string osVersion,
        string device
    ) => Assert.Equal(new UserAgent(browser, browserVersion, os, osVersion, device), UserAgentParser.Parse(agent));
}
