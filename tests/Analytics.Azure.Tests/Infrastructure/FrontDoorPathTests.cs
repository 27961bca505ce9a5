using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Core.Imports;
using Analytics.Web.Clients;

namespace Analytics.Azure.Tests.Infrastructure;

/// <summary>
/// The paths that the firewall's rules match, as they stand in the Bicep file, on addresses with and without a host before them.
/// </summary>
public sealed partial class FrontDoorPathTests
{
    private static readonly string Source = File.ReadAllText(Repository.File("infra/modules/front-door.bicep"));

    [Theory]
    [InlineData("/api/event", true)]
    [InlineData("/api/events", true)]
    [InlineData("/API/Event/?import=true", true)]
    [InlineData("/api/%65vent", true)]
    [InlineData("//api/event", true)]
    [InlineData("/api/v1/keys?/api/event", false)]
    [InlineData("/api/v1/keys?x=https://h/api/event", false)]
    [InlineData("/api/v1/keys#/api/event", false)]
    [InlineData("/api/v1/keys/api/event", false)]
    [InlineData("/api/eventual", false)]
    [InlineData("/api/event/other", false)]
    [InlineData("/?/api/event", false)]
    public void Collecting_is_limited_by_its_path_alone(string address, bool expected) =>
        AssertMatches("collectingPath", address, expected);

    [Fact]
    public void Every_address_of_a_client_is_limited_as_collecting_is() =>
        Assert.All(
            ClientProtocols.Addresses,
            address =>
                Assert.All(
                    new[] { address.Path, address.Path + "/", address.Path + "?key=1", "/" + address.Path },
                    path => AssertMatches("clientPath", path, expected: true)
                )
        );

    [Theory]
    [InlineData("/v1/keys")]
    [InlineData("/api/v1/keys?/track")]
    [InlineData("/api/v1/sites/track")]
    [InlineData("/tracks")]
    [InlineData("/pixelxgif")]
    [InlineData("/i/v0/other")]
    public void Nothing_else_is_taken_for_a_client(string address) => AssertMatches("clientPath", address, expected: false);

    [Theory]
    [InlineData("/api/v2/query", true)]
    [InlineData("/api/v1/keys?/api/v2/query", false)]
    [InlineData("/admin/api/v2/query", false)]
    public void Managed_rules_are_left_out_by_path_alone(string address, bool expected) => AssertMatches("queryPath", address, expected);

    [Theory]
    [InlineData("/admin", true)]
    [InlineData("/ADMIN/host/status", true)]
    [InlineData("/%61dmin/host/status", true)]
    [InlineData("//admin/host/status", true)]
    [InlineData("/runtime/webhooks/x?code=1", true)]
    [InlineData("/api/v1/sites/admin", false)]
    [InlineData("/api/v1/sites?q=/admin", false)]
    [InlineData("/administrators", false)]
    public void What_the_host_answers_itself_is_blocked(string address, bool expected) => AssertMatches("hostPath", address, expected);

    [Theory]
    [InlineData("/x/../admin", true)]
    [InlineData("/x/%2e%2e/admin", true)]
    [InlineData("/./admin", true)]
    [InlineData("/js/script.js", false)]
    [InlineData("/api/v1/sites/shop.example", false)]
    [InlineData("/api/v1/sites?page=/../", false)]
    public void An_address_that_becomes_another_on_the_way_is_blocked(string address, bool expected) =>
        AssertMatches("dotSegment", address, expected);

    [Theory]
    [InlineData("/api/v1/sites/shop.example/imports", true)]
    [InlineData("/api/v1/sites/shop.example%2Fde/imports/?name=x", true)]
    [InlineData("/api/v1/sites/shop.example/imports/7", false)]
    [InlineData("/api/v1/sites/shop.example?/imports", false)]
    [InlineData("/api/v1/sites/imports", false)]
    [InlineData("/api/event?x=/api/v1/sites/shop.example/imports", false)]
    public void Only_an_import_may_be_large(string address, bool expected) => AssertMatches("importPath", address, expected);

    [Fact]
    public void An_import_of_the_largest_size_passes_and_all_else_stays_below_five_mebibytes()
    {
        var limits = SizeCondition()
            .Matches(Source)
            .ToDictionary(
                rule => rule.Groups["name"].Value,
                rule => (Bytes: long.Parse(rule.Groups["bytes"].Value, CultureInfo.InvariantCulture), Path: rule.Groups["path"].Value)
            );

        Assert.Equal((5 * 1024 * 1024, "importPath"), limits["BlockLargeBodies"]);
        Assert.Equal((DailyImports.MaxZipBytes + (1024 * 1024), string.Empty), limits["BlockLargeImports"]);
        Assert.Equal(2, limits.Count);
    }

    [Fact]
    public void No_rule_looks_for_a_text_anywhere_in_the_address() =>
        Assert.All(
            RequestUriCondition().Matches(Source),
            condition => Assert.Contains("operator: 'RegEx'", condition.Value, StringComparison.Ordinal)
        );

    private static void AssertMatches(string variable, string address, bool expected)
    {
        var declared = Regex.Match(Source, $"^var {variable} = '(.*)'$", RegexOptions.Multiline);
        var pattern = declared.Groups[1].Value.Replace(@"\\", @"\", StringComparison.Ordinal);
        Assert.NotEmpty(pattern);

        // The two transformations of the rules.
        var seen = Uri.UnescapeDataString(address).ToLowerInvariant();
        Assert.Equal(expected, Regex.IsMatch(seen, pattern));
        Assert.Equal(expected, Regex.IsMatch($"https://host.example:443{seen}", pattern));
    }

    /// <summary>A rule that blocks bodies above a size, except on one path if there is one.</summary>
    [GeneratedRegex(
        @"name: '(?<name>\w+)'[^\[]*action: 'Block'\s+matchConditions: \[\s+\{\s+matchVariable: 'RequestHeader'\s+"
            + @"selector: 'Content-Length'\s+operator: 'GreaterThan'\s+matchValue: \[\s+'(?<bytes>\d+)'\s+\]\s+\}"
            + @"(\s+\{\s+matchVariable: 'RequestUri'\s+operator: 'RegEx'\s+negateCondition: true\s+transforms: plainly\s+"
            + @"matchValue: \[\s+(?<path>\w+)\s+\]\s+\})?\s+\]"
    )]
    private static partial Regex SizeCondition();

    [GeneratedRegex(@"matchVariable: 'RequestUri'\s+operator: '[A-Za-z]+'")]
    private static partial Regex RequestUriCondition();
}
