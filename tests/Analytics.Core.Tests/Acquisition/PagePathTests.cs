using System.Globalization;
using System.Text;
using Analytics.Core.Acquisition;

namespace Analytics.Core.Tests.Acquisition;

public sealed class PagePathTests
{
    [Theory]
    [InlineData("/%E2%82%AC", "/€")]
    [InlineData("/%e2%82%ac", "/€")]
    [InlineData("/%F0%9F%98%80", "/😀")]
    [InlineData("/%E2%82", "/%E2%82")]
    [InlineData("/%E2%82x%41", "/%E2%82xA")]
    [InlineData("/%C0%AF", "/%C0%AF")]
    [InlineData("/%ED%A0%BD", "/%ED%A0%BD")]
    [InlineData("/%FFé%C3%A9", "/%FFéé")]
    [InlineData("/a%2fb%2Fc", "/a%2fb%2Fc")]
    [InlineData("/%3f%23%25%00", "/%3f%23%25%00")]
    [InlineData("/%2541", "/%2541")]
    [InlineData("/%4", "/%4")]
    [InlineData("/%zz%", "/%zz%")]
    [InlineData("/a+b", "/a+b")]
    [InlineData("/p%20", "/p")]
    [InlineData("/p \t", "/p")]
    [InlineData("/a%20b", "/a b")]
    public void A_page_has_one_spelling(string path, string page) => Assert.Equal(page, PagePath.Decode(path));

    [Theory]
    [InlineData("https://a.example/#/pricing", "/#/pricing", "/")]
    [InlineData("https://a.example/app?x=1#/caf%C3%A9?tab=2", "/app#/café?tab=2", "/app")]
    [InlineData("https://a.example/app#", "/app", "/app")]
    [InlineData("https://a.example/app#%23x", "/app#%23x", "/app")]
    [InlineData("https://a.example/app", "/app", "/app")]
    public void A_fragment_belongs_to_the_page_where_the_event_says_so(string url, string withFragment, string without) =>
        Assert.Equal(
            (withFragment, without),
            (AcquisitionParser.Parse(url, "", fragmentPages: true).Path, AcquisitionParser.Parse(url, "").Path)
        );

    [Fact]
    public void Every_character_but_the_delimiters_is_one_page_with_its_escapes()
    {
        for (var value = 0x21; value < 0x3000; value++)
        {
            var character = ((char)value).ToString();
            var escaped = string.Concat(
                Encoding.UTF8.GetBytes(character).Select(b => "%" + b.ToString("X2", CultureInfo.InvariantCulture))
            );
            var isDelimiter = "/?#%".Contains(character, StringComparison.Ordinal);

            Assert.Equal(isDelimiter ? $"/{escaped}x" : $"/{character}x", PagePath.Decode($"/{escaped}x"));
        }
    }

    [Fact]
    public void The_longest_page_is_kept_and_a_longer_one_is_cut_between_characters()
    {
        Assert.Equal(2_000, PagePath.Decode("/" + string.Concat(Enumerable.Repeat("%C3%A9", 1_999))).Length);
        Assert.Equal("/" + new string('é', 1_999), PagePath.Decode("/" + string.Concat(Enumerable.Repeat("%C3%A9", 2_500))));
        Assert.Equal(1_999, PagePath.Decode("/" + string.Concat(Enumerable.Repeat("😀", 1_000))).Length);
    }
}
