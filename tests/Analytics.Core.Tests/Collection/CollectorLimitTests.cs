using System.Text;
using Analytics.Core.Collection;

namespace Analytics.Core.Tests.Collection;

public sealed class CollectorLimitTests : IDisposable
{
    private readonly CollectorHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    public static TheoryData<string, string, string> Refused =>
        new()
        {
            { """ "name":"" """, CollectionErrors.MissingField, "name" },
            { """ "url":"" """, CollectionErrors.MissingField, "url" },
            { """ "domain":[] """, CollectionErrors.InvalidType, "domain" },
            { """ "name":true """, CollectionErrors.InvalidType, "name" },
            { $""" "name":"{new string('é', 121)}" """, CollectionErrors.TooLong, "name" },
            { """ "url":"/relative" """, CollectionErrors.InvalidUrl, "url" },
            { """ "url":"data:text/html,x" """, CollectionErrors.InvalidUrl, "url" },
            { """ "url":"https://" """, CollectionErrors.InvalidUrl, "url" },
            { $""" "url":"https://{new string('h', 254)}/" """, CollectionErrors.TooLong, "url" },
            { $""" "id":"{new string('x', 65)}" """, CollectionErrors.TooLong, "id" },
            { $""" "visitor_id":"{new string('x', 201)}" """, CollectionErrors.TooLong, "visitor_id" },
            { """ "timestamp":"yesterday" """, CollectionErrors.InvalidTimestamp, "timestamp" },
            { """ "timestamp":{} """, CollectionErrors.InvalidTimestamp, "timestamp" },
            { """ "timestamp":"2026-03-07T11:59:59Z" """, CollectionErrors.TimestampTooOld, "timestamp" },
            { """ "timestamp":1773144000 """, CollectionErrors.TimestampTooOld, "timestamp" },
            { """ "timestamp":-9223372036854775808 """, CollectionErrors.TimestampTooOld, "timestamp" },
            { """ "timestamp":"2026-03-10T12:05:01Z" """, CollectionErrors.TimestampInFuture, "timestamp" },
            { """ "timestamp":9223372036854775807 """, CollectionErrors.TimestampInFuture, "timestamp" },
            { """ "ip":"1.2.3.4" """, CollectionErrors.ImportOnly, "ip" },
            { """ "dimensions":{"visit:source":"x"} """, CollectionErrors.ImportOnly, "dimensions" },
            { """ "dimensions":{"visit:entry_page":"x"} """, CollectionErrors.UnknownDimension, "dimensions.visit:entry_page" },
            { $""" "domain":"{string.Join(',', Enumerable.Repeat("example.com", 21))}" """, CollectionErrors.TooManyDomains, "domain" },
        };

    public static TheoryData<string, string, string> Dropped =>
        new()
        {
            { """ "value":"1e999" """, CollectionErrors.InvalidNumber, "value" },
            { """ "value":[1] """, CollectionErrors.InvalidNumber, "value" },
            { """ "value":1.7e308 """, CollectionErrors.InvalidNumber, "value" },
            { """ "value":-1.0000000000000002e18 """, CollectionErrors.InvalidNumber, "value" },
            { """ "scroll_depth":101 """, CollectionErrors.InvalidNumber, "scroll_depth" },
            { """ "e":-1 """, CollectionErrors.InvalidNumber, "engagement_time" },
            { """ "screen_width":"wide" """, CollectionErrors.InvalidNumber, "screen_width" },
            { """ "interactive":"maybe" """, CollectionErrors.InvalidType, "interactive" },
            { """ "props":[1] """, CollectionErrors.InvalidProperty, "props" },
            { """ "props":"[1]" """, CollectionErrors.InvalidProperty, "props" },
            { """ "props":"{" """, CollectionErrors.InvalidProperty, "props" },
            { """ "props":{"a":{"b":1}} """, CollectionErrors.InvalidProperty, "props.a" },
            { $$""" "props":{{{Properties(31)}}} """, CollectionErrors.TooManyProperties, "props" },
            { $$""" "props":{"{{new string('k', 301)}}":1} """, CollectionErrors.TooLong, "props" },
            { $$""" "props":{"a":"{{new string('v', 2_001)}}"} """, CollectionErrors.TooLong, "props.a" },
            { """ "screen_width":-5 """, CollectionErrors.InvalidNumber, "screen_width" },
            { """ "sd":-1 """, CollectionErrors.InvalidNumber, "scroll_depth" },
            { """ "e":86400001 """, CollectionErrors.InvalidNumber, "engagement_time" },
            { """ "hashMode":"no" """, CollectionErrors.InvalidType, "hashMode" },
            { """ "referrer":["https://a.example"] """, CollectionErrors.InvalidType, "referrer" },
            { """ "user_agent":{} """, CollectionErrors.InvalidType, "user_agent" },
            { """ "props":{"a":[[[[[[[[[[[[1]]]]]]]]]]]]} """, CollectionErrors.InvalidProperty, "props.a" },
            { """ "revenue":[[[[[[[[[[[[1]]]]]]]]]]]] """, CollectionErrors.InvalidRevenue, "revenue" },
            { $""" "url":"https://a/{new string('x', 8_000)}" """, CollectionErrors.UrlCut, "url" },
        };

    public static TheoryData<string> Accepted =>
        new()
        {
            { $""" "name":"{string.Concat(Enumerable.Repeat("😀", 120))}" """ },
            { $""" "id":"{new string('é', 64)}" """ },
            { """ "id":12345 """ },
            { $""" "visitor_id":"{new string('é', 200)}" """ },
            { """ "timestamp":"2026-03-07T12:00:00Z" """ },
            { """ "timestamp":"2026-03-10T14:05:00+02:00" """ },
            { """ "timestamp":"2026-03-10 12:00" """ },
            { """ "timestamp":"2026-03-10" """ },
            { """ "timestamp":"1773144000000" """ },
            { """ "value":-1e18 """ },
            { $""" "url":"https://user@{new string('h', 253)}:8080/" """ },
            { """ "scroll_depth":100 """ },
            { """ "engagement_time":86400000 """ },
            { """ "url":"app://shop/cart" """ },
            { $$""" "props":{{{Properties(30)}}} """ },
            { """ "props":{"a":"1","a":"2"} """ },
            { """ "props":null """ },
            { """ "x":[[[[[[[[[[[[]]]]]]]]]]]] """ },
            { """ "scroll_depth":255 """ },
            { """ "url":"about:config" """ },
            { """ "url":"file:///android_asset/index.html" """ },
            { """ "url":"app:cart" """ },
            { """ "url":" https://example.com/p" """ },
            { """ "h":1 """ },
            { $$""" "props":{"{{new string('é', 300)}}":"{{new string('é', 2_000)}}"} """ },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_breaks_a_limit_is_refused_by_name(string field, string code, string expectedField)
    {
        var receipt = await _harness.One(With(field));

        var problem = Assert.Single(receipt.Rejected);
        Assert.Equal((code, expectedField), (problem.Code, problem.Field));
        Assert.InRange(problem.Message.Length, 20, 400);
        Assert.Empty(_harness.Events);
        Assert.Equal(code == CollectionErrors.TooManyDomains ? 0 : 1, _harness.Traffic.Sum(row => row.TrafficCount));
    }

    [Theory]
    [MemberData(nameof(Dropped))]
    public async Task A_detail_that_breaks_a_limit_is_dropped_with_a_warning_and_the_event_is_kept(
        string field,
        string code,
        string expectedField
    )
    {
        var receipt = await _harness.One(With($$""" "props":{"good":1},{{field}}, "visitor_id":"v" """));

        Assert.Empty(receipt.Rejected);
        var warning = Assert.Single(receipt.Warnings);
        Assert.Equal((code, expectedField), (warning.Code, warning.Field));
        Assert.InRange(warning.Message.Length, 20, 400);
        Assert.Single(_harness.Events);
    }

    [Fact]
    public async Task What_is_good_of_the_properties_is_kept()
    {
        var many = string.Join(',', Enumerable.Range(0, 50).Select(i => $"\"nested{i}\":[{i}]"));

        var receipt = await _harness.One(With($$""" "props":{"a":"1",{{many}},"b":{"c":2},"d":true} """));

        Assert.Equal([("a", "1"), ("d", "true")], Assert.Single(_harness.Events).Properties);
        Assert.Equal(32, receipt.Warnings.Count);
    }

    [Fact]
    public async Task Of_more_properties_than_an_event_may_have_the_first_are_kept_and_a_later_value_of_theirs_counts()
    {
        await _harness.One(With($$""" "props":{ {{Properties(33)}},"p0":"new" } """));

        var stored = Assert.Single(_harness.Events).Properties;
        Assert.Equal(30, stored.Count);
        Assert.Equal("new", stored.Single(property => property.Key == "p0").Value);
    }

    [Theory]
    [InlineData(""" "sd":101,"e":1000 """, 100, 1_000)]
    [InlineData(""" "sd":-1,"e":1000 """, -1, 1_000)]
    [InlineData(""" "sd":255,"e":-1 """, -1, -1)]
    [InlineData(""" "sd":50,"e":1e15 """, 50, 86_400_000)]
    public async Task Engagement_out_of_range_is_clamped_or_left_out(string members, int depth, long milliseconds)
    {
        await _harness.One(With($"\"name\":\"engagement\",{members}"));

        var stored = Assert.Single(_harness.Events);
        Assert.Equal((depth, milliseconds), (stored.ScrollDepth, stored.EngagementMilliseconds));
    }

    [Fact]
    public async Task The_largest_address_is_kept_whole_and_a_longer_one_is_cut()
    {
        var longest = "https://example.com/" + new string('é', 7_980);

        await _harness.One(With($"\"url\":\"{longest}\""));
        await _harness.One(With($"\"url\":\"{longest}é\""));

        Assert.Equal([longest, longest], _harness.Events.Select(row => row.Text(Core.EventLog.EventField.Url)));
    }

    [Theory]
    [InlineData("https://example.com/p", true)]
    [InlineData("https://www.example.com:8443/p", true)]
    [InlineData("https://user@EXAMPLE.com?x", true)]
    [InlineData("https://other.example/p", false)]
    [InlineData("about:config", false)]
    [InlineData("file:///index.html", false)]
    public async Task A_missing_domain_is_taken_from_the_address(string url, bool isSite)
    {
        var receipt = await _harness.One($$"""{"name":"pageview","url":"{{url}}"}""");

        Assert.Equal(isSite ? (1, 0) : (0, 1), (receipt.Accepted, receipt.RejectedCount));
    }

    [Theory]
    [InlineData("bücher.example")]
    [InlineData("BÜCHER.example")]
    [InlineData("www.bücher.example")]
    [InlineData("xn--bcher-kva.example")]
    public async Task A_domain_in_unicode_is_the_site_in_its_ascii_form(string domain)
    {
        _harness.Sites.Add("xn--bcher-kva.example");

        var named = await _harness.One($$"""{"domain":"{{domain}}","name":"pageview","url":"https://x.example/"}""");
        var inferred = await _harness.One($$"""{"name":"pageview","url":"https://{{domain}}/"}""");

        Assert.Equal((1, 1), (named.Accepted, inferred.Accepted));
        Assert.All(_harness.Events, row => Assert.Equal("xn--bcher-kva.example", row.Text(Core.EventLog.EventField.Site)));
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task What_is_within_its_limits_is_taken(string field)
    {
        var receipt = await _harness.One(With(field));

        Assert.Empty(receipt.Rejected);
        Assert.Single(_harness.Events);
    }

    [Theory]
    [InlineData("""{"currency":"USD"}""", "revenue.amount")]
    [InlineData("""{"amount":1}""", "revenue.currency")]
    [InlineData("""{"currency":"USD","amount":"1,5"}""", "revenue.amount")]
    [InlineData("""{"currency":"USD","amount":1e30}""", "revenue.amount")]
    [InlineData("""{"currency":"XAU","amount":1}""", "revenue.currency")]
    [InlineData("17", "revenue")]
    [InlineData("\"x\"", "revenue")]
    public async Task Bad_revenue_is_dropped_with_a_warning(string revenue, string field)
    {
        var receipt = await _harness.One(With($"\"revenue\":{revenue}"));

        Assert.Equal(
            (1, CollectionErrors.InvalidRevenue, field),
            (receipt.Accepted, receipt.Warnings.Single().Code, receipt.Warnings[0].Field)
        );
        Assert.Null(Assert.Single(_harness.Events).Currency);
    }

    [Theory]
    [InlineData("12.3456785", 12_345_678)]
    [InlineData("12.3456775", 12_345_678)]
    [InlineData("-0.0000005", 0)]
    [InlineData("1e3", 1_000_000_000)]
    [InlineData("\"9000000000000\"", 9_000_000_000_000_000_000)]
    public async Task Amounts_are_exact_to_a_millionth(string amount, long micros)
    {
        await _harness.One(With($$"""  "revenue":{"currency":"JPY","amount":{{amount}}} """));

        Assert.Equal(micros, Assert.Single(_harness.Events).AmountMicros);
    }

    [Fact]
    public async Task A_long_referrer_is_cut_with_a_warning()
    {
        var receipt = await _harness.One(With($"\"referrer\":\"https://a.b/{new string('é', 2_500)}\""));

        Assert.Equal(CollectionErrors.ReferrerCut, Assert.Single(receipt.Warnings).Code);
        Assert.Equal(2_000, Assert.Single(_harness.Events).Text(Core.EventLog.EventField.Referrer).Length);
    }

    [Fact]
    public async Task Random_bytes_and_random_JSON_never_throw()
    {
        var random = new Random(4);
        var seedText = Encoding.UTF8.GetBytes(
            "["
                + With(
                    """
                     "props":"{\"a\":1}","p":{"x":[1]},"revenue":{"currency":"USD","amount":"1.5"},"timestamp":"2026-03-10T11:00:00Z",
                     "value":1,"id":"\u00e9\ud83d\ude00","sd":5,"dimensions":{"visit:source":"x"},"ip":"::1"
                    """
                )
                + "]"
        );
        var context = _harness.Context(isImport: true);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = seedText.ToArray();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"\"{}[]\\,:u\nd8"[random.Next(12)];
            }

            var body = bytes.AsMemory(random.Next(2), random.Next(3) == 0 ? random.Next(bytes.Length - 1) : bytes.Length - 1);
            await _harness.Collector.CollectBatchAsync(body, context, TestContext.Current.CancellationToken);
            await _harness.Collector.CollectOneAsync(body, context, TestContext.Current.CancellationToken);
        }

        Assert.All(_harness.Events, e => Assert.Equal("example.com", e.Text(Core.EventLog.EventField.Site)));
    }

    private static string Properties(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"p{i}\":{i}"));

    // The last of equal fields counts, so this replaces any of the good ones.
    private static string With(string field) => $$"""{"domain":"example.com","name":"pageview","url":"https://example.com/a",{{field}}}""";
}
