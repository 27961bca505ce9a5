using Analytics.Core.Acquisition;

namespace Analytics.Core.Tests.Acquisition;

public sealed class AcquisitionParserTests
{
    private const string Page = "https://shop.example.com/page";

    [Theory]
    [InlineData("https://www.Example.com/", "example.com", "/")]
    [InlineData("https://example.com", "example.com", "/")]
    [InlineData("https://example.com?a=b", "example.com", "/")]
    [InlineData("HTTP://user:pw@example.com:8080/a/b/?x#y", "example.com", "/a/b/")]
    [InlineData("https://example.com/caf%C3%A9#top", "example.com", "/café")]
    [InlineData("about:config", "(none)", "config")]
    [InlineData("file:///android_asset/www/index.html", "(none)", "/android_asset/www/index.html")]
    [InlineData("https://BÜCHER.example/", "xn--bcher-kva.example", "/")]
    [InlineData("app:cart?x", "(none)", "cart")]
    [InlineData("https://[2001:db8::1]:8080/x", "[2001:db8::1]", "/x")]
    [InlineData("app://localhost/cart", "localhost", "/cart")]
    [InlineData("not a url", "", "")]
    [InlineData("", "", "")]
    public void Host_and_path_come_from_the_url(string url, string host, string path)
    {
        var arrival = AcquisitionParser.Parse(url, "");
        Assert.Equal((host, path), (arrival.Host, arrival.Path));
    }

    [Theory]
    [InlineData("https://www.google.co.uk/search?q=x", "Google", "google.co.uk/search", Channels.OrganicSearch)]
    [InlineData("https://google.com/", "Google", "google.com", Channels.OrganicSearch)]
    [InlineData("https://google.example.org/", "google.example.org", "google.example.org", Channels.Referral)]
    [InlineData("https://t.co/abc", "X (Twitter)", "t.co/abc", Channels.OrganicSocial)]
    [InlineData("https://x.com/", "X (Twitter)", "x.com", Channels.OrganicSocial)]
    [InlineData("https://fox.com/", "fox.com", "fox.com", Channels.Referral)]
    [InlineData("https://out.reddit.com/r/x/?a=1", "Reddit", "out.reddit.com/r/x", Channels.OrganicSocial)]
    [InlineData("https://m.youtube.com/watch?v=1", "Youtube", "m.youtube.com/watch", Channels.OrganicVideo)]
    [InlineData("https://www.amazon.de/dp/1", "Amazon", "amazon.de/dp/1", Channels.OrganicShopping)]
    [InlineData("https://mail.google.com/mail/u/0/", "Gmail", "mail.google.com/mail/u/0", Channels.Email)]
    [InlineData("android-app://com.google.android.gm/", "Gmail", "com.google.android.gm", Channels.Email)]
    [InlineData("https://chatgpt.com/", "ChatGPT", "chatgpt.com", Channels.AiAssistants)]
    [InlineData("https://gemini.google.com/app", "Google Gemini", "gemini.google.com/app", Channels.AiAssistants)]
    [InlineData("https://blog.example.org/a/", "blog.example.org", "blog.example.org/a", Channels.Referral)]
    [InlineData("https://shop.example.com/other", "", "", Channels.Direct)]
    [InlineData("https://www.shop.example.com/other", "", "", Channels.Direct)]
    [InlineData("-", "", "", Channels.Direct)]
    [InlineData("javascript:alert(1)", "", "", Channels.Direct)]
    [InlineData("", "", "", Channels.Direct)]
    public void A_referrer_names_source_and_channel(string referrer, string source, string text, string channel)
    {
        var arrival = AcquisitionParser.Parse(Page, referrer);
        Assert.Equal((source, text, channel), (arrival.Source, arrival.Referrer, arrival.Channel));
    }

    [Theory]
    [InlineData("utm_source=newsletter&utm_medium=email", "Newsletter", Channels.Email)]
    [InlineData("utm_source=mylist&utm_medium=e-mail", "mylist", Channels.Email)]
    [InlineData("utm_medium=email", "", Channels.Email)]
    [InlineData("ref=producthunt", "Product Hunt", Channels.OrganicSocial)]
    [InlineData("source=Some+Blog", "Some Blog", Channels.Referral)]
    [InlineData("utm_source=google&utm_medium=cpc", "Google", Channels.PaidSearch)]
    [InlineData("utm_source=fb&utm_medium=paid-social", "Facebook", Channels.PaidSocial)]
    [InlineData("utm_source=facebook_ads", "Facebook", Channels.PaidSocial)]
    [InlineData("utm_source=youtube&utm_medium=cpv", "Youtube", Channels.PaidVideo)]
    [InlineData("utm_source=amazon&utm_medium=ppc", "Amazon", Channels.PaidShopping)]
    [InlineData("utm_source=x&utm_medium=cpc&utm_campaign=summer-shop", "x", Channels.PaidShopping)]
    [InlineData("utm_source=x&utm_campaign=workshop", "x", Channels.Referral)]
    [InlineData("utm_source=x&utm_campaign=Cross-Network", "x", Channels.CrossNetwork)]
    [InlineData("utm_source=x&utm_medium=banner", "x", Channels.Display)]
    [InlineData("utm_source=x&utm_medium=cpm", "x", Channels.Display)]
    [InlineData("utm_source=x&utm_medium=cpc", "x", Channels.PaidOther)]
    [InlineData("utm_source=x&utm_medium=affiliate", "x", Channels.Affiliates)]
    [InlineData("utm_source=x&utm_medium=social", "x", Channels.OrganicSocial)]
    [InlineData("utm_source=x&utm_medium=video-ad", "x", Channels.OrganicVideo)]
    [InlineData("utm_source=x&utm_medium=audio", "x", Channels.Audio)]
    [InlineData("utm_source=sms", "sms", Channels.Sms)]
    [InlineData("utm_source=x&utm_medium=web-push", "x", Channels.PushNotifications)]
    [InlineData("gclid=abc", "Google", Channels.PaidSearch)]
    [InlineData("msclkid=abc", "Bing", Channels.PaidSearch)]
    [InlineData("utm_source=&utm_medium=", "", Channels.Direct)]
    [InlineData("utm_source=%zz%", "%zz%", Channels.Referral)]
    public void A_campaign_names_source_and_channel(string query, string source, string channel)
    {
        var arrival = AcquisitionParser.Parse($"{Page}?{query}", "");
        Assert.Equal((source, channel), (arrival.Source, arrival.Channel));
    }

    [Fact]
    public void Campaign_parameters_are_decoded_and_the_first_counts()
    {
        var arrival = AcquisitionParser.Parse(
            Page + "?utm_source=A+b&utm_medium=%C3%A9&utm_campaign=c%2Bd&utm_content=e&utm_term=f&utm_term=g#utm_content=h",
            ""
        );

        Assert.Equal(
            ("A b", "é", "c+d", "e", "f"),
            (arrival.UtmSource, arrival.UtmMedium, arrival.UtmCampaign, arrival.UtmContent, arrival.UtmTerm)
        );
    }

    [Fact]
    public void A_click_on_an_advertisement_is_paid_although_the_referrer_is_a_search() =>
        Assert.Equal(Channels.PaidSearch, AcquisitionParser.Parse(Page + "?gclid=1", "https://www.google.com/").Channel);

    [Fact]
    public void A_path_is_kept_to_2000_characters() =>
        Assert.Equal(2_000, AcquisitionParser.Parse("https://a.com/" + new string('x', 5_000), "").Path.Length);

    [Fact]
    public void Nothing_makes_it_throw()
    {
        var random = new Random(3);
        const string Alphabet = "htps:/?#&=%+.@[]w google\ud83d\udE00\0utm_source";
        for (var i = 0; i < 50_000; i++)
        {
            var url = Random(random, Alphabet);
            var arrival = AcquisitionParser.Parse("https://" + url, "http://" + Random(random, Alphabet));
            Assert.NotEmpty(arrival.Channel);
            AcquisitionParser.Parse(url, url);
        }
    }

    private static string Random(Random random, string alphabet) =>
        string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => alphabet[random.Next(alphabet.Length)]));
}
