namespace Analytics.Core.Agents;

/// <summary>
/// The browsers we tell apart. The first match wins, so a browser stands before the ones it pretends to be: nearly all pretend to be
/// Chrome, Safari or Firefox.
/// </summary>
internal static class BrowserPatterns
{
    public static readonly BrowserPattern[] All =
    [
        // Applications that show pages in a web view of the system.
        new("Facebook", "FBAV/"),
        new("Facebook", "FBAN/", VersionToken: "FBSV/"),
        new("Instagram", "Instagram "),
        new("TikTok", "musical_ly_", VersionToken: "musical_ly_"),
        new("TikTok", "BytedanceWebview", VersionToken: "app_version/"),
        new("Snapchat", "Snapchat/"),
        new("Pinterest", "[Pinterest/"),
        new("WeChat", "MicroMessenger/"),
        new("LINE", " Line/"),
        new("Google Search App", "GSA/"),
        new("Electron", "Electron/"),
        new("Thunderbird", "Thunderbird/"),

        // Based on Chromium, or on WebKit where Apple demands it.
        new("Microsoft Edge", "Edg/"),
        new("Microsoft Edge", "EdgA/"),
        new("Microsoft Edge", "EdgiOS/"),
        new("Microsoft Edge", "Edge/"),
        new("Opera", "OPR/"),
        new("Opera", "OPiOS/"),
        new("Opera GX", "OPX/"),
        new("Opera Touch", "OPT/"),
        new("Samsung Browser", "SamsungBrowser/"),
        new("Yandex Browser", "YaBrowser/"),
        new("UC Browser", "UCBrowser/"),
        new("MIUI Browser", "MiuiBrowser/"),
        new("Huawei Browser", "HuaweiBrowser/"),
        new("Vivo Browser", "VivoBrowser/"),
        new("QQ Browser", "QQBrowser/"),
        new("Baidu Browser", "FlyFlow/"),
        new("Sogou Explorer", "MetaSr", VersionToken: "MetaSr "),
        new("DuckDuckGo", "DuckDuckGo/"),
        new("DuckDuckGo", "Ddg/"),
        new("Ecosia", "Ecosia ", VersionToken: "@"),
        new("Vivaldi", "Vivaldi/"),
        new("Brave", "Brave/"),
        new("Whale", "Whale/"),
        new("Silk", "Silk/"),
        new("CoolNovo", "CoolNovo/"),
        new("dwb", "dwb/"),
        new("Chromium", "Chromium/"),

        // Based on Gecko.
        new("Iceweasel", "Iceweasel/"),
        new("SeaMonkey", "SeaMonkey/"),
        new("Pale Moon", "PaleMoon/"),
        new("Waterfox", "Waterfox/"),
        new("Conkeror", "conkeror/"),
        new("Camino", "Camino/"),
        new("Firefox", "FxiOS/"),
        new("Firefox", "BonEcho/"),
        new("Epiphany", "Epiphany/"),
        new("Midori", "Midori/"),
        new("rekonq", "rekonq/"),
        new("Konqueror", "Konqueror/"),

        // Before the ones below, whose names they carry.
        new("Opera Mini", "Opera Mini/"),
        new("Opera Mobile", "Opera Mobi", VersionToken: "Version/"),
        new("Opera", "Opera/9.80", VersionToken: "Version/"),
        new("Opera", "Opera/"),
        new("Opera", "Opera "),
        new("Maxthon", "Maxthon/"),
        new("Maxthon", "MAXTHON "),
        new("Internet Explorer Mobile", "IEMobile/"),
        new("Internet Explorer Mobile", "IEMobile "),
        new("Internet Explorer", "MSIE "),
        new("Internet Explorer", "Trident/", VersionToken: "rv:"),
        new("Firefox Focus", "Focus/"),
        new("Firefox", "Firefox/"),
        new("Chrome", "CriOS/"),
        new("Chrome Webview", "Chrome/", Also: "; wv)"),
        new("Chrome Webview", "Chrome/", Also: "Version/4.0 "),
        new("Headless Chrome", "HeadlessChrome/"),
        new("Chrome", "Chrome/"),
        new("BlackBerry Browser", "BlackBerry", VersionToken: "Version/"),
        new("BlackBerry Browser", "BB10", VersionToken: "Version/"),
        new("Android Browser", "Android", VersionToken: "Version/", Also: "AppleWebKit"),
        new("Safari", "Safari/", VersionToken: "Version/"),
        new("Safari Webview", "AppleWebKit", VersionToken: "Version/", Also: "Mobile/"),

        // Telephones before the smart ones, and text browsers.
        new("Openwave", "UP.Browser/"),
        new("SEMC Browser", "SEMC-Browser/"),
        new("NetFront", "NetFront/"),
        new("Nokia Browser", "NokiaBrowser/"),
        new("MAUI WAP Browser", "WAP Browser"),
        new("MAUI WAP Browser", "Maui Browser"),
        new("Lynx", "Lynx/"),
        new("ELinks", "ELinks ("),
        new("ELinks", "ELinks/"),
        new("Links", "Links ("),
        new("w3m", "w3m/"),
        new("Dillo", "Dillo/"),
        new("NetSurf", "NetSurf/"),
        new("Ladybird", "Ladybird/"),
    ];
}
