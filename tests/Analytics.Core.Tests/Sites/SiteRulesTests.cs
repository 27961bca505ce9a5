using Analytics.Core.Sites;

namespace Analytics.Core.Tests.Sites;

public sealed class SiteRulesTests
{
    [Theory]
    [InlineData("example.com", "example.com")]
    [InlineData("  Shop.Example.COM ", "shop.example.com")]
    [InlineData("my_app-2", "my_app-2")]
    [InlineData("xn--tst-0na.ee", "xn--tst-0na.ee")]
    [InlineData(" Täst.ee ", "xn--tst-qla.ee")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("例え.テスト", "xn--r8jz45g.xn--zckzah")]
    public void A_domain_or_slug_is_lower_cased(string text, string expected)
    {
        Assert.True(SiteDomain.TryParse(text, out var domain, out _));
        Assert.Equal(expected, domain);
    }

    [Theory]
    [InlineData(null, "can't be blank")]
    [InlineData("  ", "can't be blank")]
    [InlineData("https://example.com", "leave out the scheme and the path")]
    [InlineData("example.com/blog", "leave out the scheme and the path")]
    [InlineData("example.com:8080", "contains ':'")]
    [InlineData("ä..ee", "empty label")]
    [InlineData("a b", "contains ' '")]
    [InlineData("..", "is no name")]
    [InlineData("goals", "is reserved")]
    public void A_bad_domain_is_refused_with_the_remedy(string? text, string expected)
    {
        Assert.False(SiteDomain.TryParse(text, out _, out var problem));
        Assert.Contains(expected, problem);
    }

    [Fact]
    public void A_domain_has_at_most_253_characters()
    {
        Assert.True(SiteDomain.TryParse(new string('a', 253), out _, out _));
        Assert.False(SiteDomain.TryParse(new string('a', 254), out _, out var problem));
        Assert.Contains("254", problem);
    }

    [Theory]
    [InlineData("a..b", "empty label")]
    [InlineData("example.com.", "empty label")]
    [InlineData("-a.example", "'-a'")]
    [InlineData("a-.example", "'a-'")]
    [InlineData("a.-.example", "'-'")]
    public void A_name_that_no_host_can_have_is_read_but_not_given_to_a_site(string text, string expected)
    {
        Assert.True(SiteDomain.TryParse(text, out var read, out _));
        Assert.Equal(text, read);
        Assert.True(SiteDomain.IsId(text));
        Assert.False(SiteDomain.TryParseNew(text, out var domain, out var problem));
        Assert.Null(domain);
        Assert.Contains(expected, problem);
    }

    [Fact]
    public void A_label_of_a_new_name_has_at_most_63_characters()
    {
        Assert.True(SiteDomain.TryParseNew($" {new string('A', 63)}.example", out var domain, out _));
        Assert.Equal($"{new string('a', 63)}.example", domain);
        Assert.False(SiteDomain.TryParseNew($"{new string('a', 64)}.example", out _, out var problem));
        Assert.Contains("64", problem);
        Assert.False(SiteDomain.TryParseNew(null, out _, out problem));
        Assert.Contains("can't be blank", problem);
    }

    [Theory]
    [InlineData("Etc/UTC")]
    [InlineData("UTC")]
    [InlineData("Europe/Tallinn")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("Etc/GMT+5")]
    public void A_zone_of_the_database_is_taken(string id) => Assert.True(SiteTimeZone.TryParse(id, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Europe/Nowhere")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("right/Europe/Tallinn")]
    [InlineData("Europe/")]
    [InlineData("+02:00")]
    public void Anything_else_is_refused_with_the_remedy(string? id)
    {
        Assert.False(SiteTimeZone.TryParse(id, out var problem));
        Assert.Contains("IANA", problem);
    }
}
