using System.Text;
using Analytics.Core.Agents;

namespace Analytics.Core.Tests.Agents;

public sealed class ClientHintsTests
{
    private const string Windows =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36";
    private const string Mac =
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36";
    private const string Phone =
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36";
    private const string Opera =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 OPR/110.0.0.0";
    private const string ChromeBrands = "\"Chromium\";v=\"124\", \"Google Chrome\";v=\"124\", \"Not-A.Brand\";v=\"99\"";

    [Theory]
    [InlineData(Windows, "", "", "", "", "", "Chrome 124.0, Windows 10, Desktop")]
    [InlineData(Windows, ChromeBrands, "", "\"Windows\"", "", "?0", "Chrome 124.0, Windows 10, Desktop")]
    [InlineData(
        Windows,
        ChromeBrands,
        "\"Not-A.Brand\";v=\"99.0.0.0\", \"Chromium\";v=\"124.0.6367.91\", \"Google Chrome\";v=\"124.2.6367.91\"",
        "\"Windows\"",
        "\"15.0.0\"",
        "?0",
        "Chrome 124.2, Windows 11, Desktop"
    )]
    [InlineData(Windows, ChromeBrands, "", "\"Windows\"", "\"13.0.0\"", "?0", "Chrome 124.0, Windows 11, Desktop")]
    [InlineData(Windows, ChromeBrands, "", "\"Windows\"", "\"10.0.0\"", "?0", "Chrome 124.0, Windows 10, Desktop")]
    [InlineData(Windows, ChromeBrands, "", "\"Windows\"", "\"0.3.0\"", "?0", "Chrome 124.0, Windows 8.1, Desktop")]
    [InlineData(
        Windows,
        "\"Chromium\";v=\"124\", \"Brave\";v=\"124\", \"Not-A.Brand\";v=\"99\"",
        "",
        "\"Windows\"",
        "",
        "?0",
        "Brave 124, Windows 10, Desktop"
    )]
    [InlineData(
        Windows,
        "\"Not A(Brand\";v=\"8\", \"Chromium\";v=\"124\", \"Vivaldi\";v=\"6.7\"",
        "",
        "\"Windows\"",
        "",
        "?0",
        "Vivaldi 6.7, Windows 10, Desktop"
    )]
    [InlineData(Mac, ChromeBrands, "", "\"macOS\"", "\"14.5.0\"", "?0", "Chrome 124.0, Mac 14.5, Desktop")]
    [InlineData(Phone, ChromeBrands, "", "\"Android\"", "\"14.0.0\"", "?1", "Chrome 124.0, Android 14, Mobile")]
    [InlineData(Opera, ChromeBrands, "", "\"Windows\"", "", "?0", "Opera 110.0, Windows 10, Desktop")]
    [InlineData(Windows, "nonsense", "also \"nonsense", "Windows", "x", "maybe", "Chrome 124.0, Windows 10, Desktop")]
    [InlineData(Windows, "", "", "\"Unknown\"", "\"1\"", "?0", "Chrome 124.0, Windows 10, Desktop")]
    public void Hints_correct_what_the_agent_hides(
        string agent,
        string brands,
        string full,
        string platform,
        string platformVersion,
        string mobile,
        string expected
    )
    {
        var facts = new AgentCatalog()
            .Find(Encoding.UTF8.GetBytes(agent), ClientHints.Join(brands, full, platform, platformVersion, mobile).Span)
            .Facts;

        Assert.Equal(expected, $"{facts.Browser} {facts.BrowserVersion}, {facts.Os} {facts.OsVersion}, {facts.Device}");
    }

    [Fact]
    public void A_headless_brand_is_a_robot_and_hints_are_remembered_apart_from_the_agent_alone()
    {
        var catalog = new AgentCatalog();
        var hints = ClientHints.Join("\"HeadlessChrome\";v=\"124\", \"Chromium\";v=\"124\"", "", "", "", "");

        Assert.Equal(AgentKind.Robot, catalog.Find(Encoding.UTF8.GetBytes(Windows), hints.Span).Kind);
        Assert.Equal(AgentKind.Person, catalog.Find(Encoding.UTF8.GetBytes(Windows)).Kind);
        Assert.Equal(AgentKind.Robot, catalog.Find(Encoding.UTF8.GetBytes(Windows), hints.Span).Kind);
    }

    [Fact]
    public void Hints_of_any_length_are_bounded() => Assert.True(ClientHints.Join(new string('x', 2_001), "", "", "", "").IsEmpty);
}
