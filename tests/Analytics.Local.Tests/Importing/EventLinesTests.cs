using System.Buffers;
using System.Text;
using Analytics.Local.Importing;

namespace Analytics.Local.Tests.Importing;

public sealed class EventLinesTests
{
    private readonly EventLines _lines = new("a.example");

    [Fact]
    public void A_missing_domain_and_id_are_added_and_the_rest_stays_as_it_is()
    {
        var (reason, text) = Convert("""{ "name":"x", "timestamp":1, "props":{"id":"p","domain":"q"} }""");

        Assert.Null(reason);
        Assert.Matches(
            """^\{"domain":"a\.example","id":"[0-9a-f]{16}-0", "name":"x", "timestamp":1, "props":\{"id":"p","domain":"q"\} \}\n$""",
            text
        );
    }

    [Fact]
    public void An_event_with_domain_and_id_passes_unchanged()
    {
        const string Line = """{"domain":"a.example","id":"7","timestamp":1}""";

        Assert.Equal(Line + "\n", Convert(Line).Text);
    }

    [Fact]
    public void Where_an_export_is_from_is_left_out_for_the_site_that_takes_its_own()
    {
        const string Line = """{"domain":"a.example","exported_from":"a.example","id":"7","timestamp":1}""";

        Assert.Equal(Line + "\n", Convert(Line).Text);
        Assert.Equal(
            """{"domain":"a.example","id":"7","timestamp":1}""" + "\n",
            Convert(Line, new EventLines("a.example", takesOwnExport: true)).Text
        );
    }

    [Fact]
    public void Equal_lines_get_different_ids_and_the_same_ones_in_a_second_import()
    {
        const string Line = """{"name":"x","timestamp":1}""";
        var first = new[] { Convert(Line).Text, Convert(Line).Text };
        var again = new EventLines("a.example");

        Assert.NotEqual(first[0], first[1]);
        Assert.Equal(first, new[] { Convert(Line, again).Text, Convert(Line, again).Text });
    }

    [Theory]
    [InlineData("""{"name":"x"}""", SkipReasons.NoTimestamp)]
    [InlineData("""{"domain":"b.example","timestamp":1}""", SkipReasons.OtherSite)]
    [InlineData("""{"d":"b.example","timestamp":1}""", SkipReasons.OtherSite)]
    [InlineData("""{"domain":7,"timestamp":1}""", SkipReasons.OtherSite)]
    [InlineData("""{"timestamp":1""", SkipReasons.Malformed)]
    [InlineData("""{"timestamp":1} {"timestamp":2}""", SkipReasons.Malformed)]
    [InlineData("""["timestamp"]""", SkipReasons.Malformed)]
    [InlineData("nonsense", SkipReasons.Malformed)]
    public void A_line_that_cannot_be_an_event_is_skipped_with_a_reason(string line, string expected)
    {
        var (reason, text) = Convert(line);

        Assert.Equal(expected, reason);
        Assert.Empty(text);
    }

    [Theory]
    [InlineData("""{"\ud83d":1,"timestamp":1}""")]
    [InlineData("""{"a":"\ud83d","timestamp":1}""")]
    [InlineData("""{"a":{"\udc00":["\udc00"]},"timestamp":1}""")]
    [InlineData("""{"\u0064omai\ud83d":"x","\u0074imestamp":1}""")]
    public void Half_a_character_in_a_name_or_text_ends_nothing(string line)
    {
        var (reason, text) = Convert(line);

        Assert.Null(reason);
        Assert.EndsWith(line[1..] + "\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_domain_with_half_a_character_is_another_site() =>
        Assert.Equal(SkipReasons.OtherSite, Convert("""{"domain":"a.example\ud83d","timestamp":1}""").Reason);

    [Fact]
    public void Names_and_domains_may_be_escaped() => Assert.Null(Convert("""{"\u0064omain":"\u0061.example","timestamp":1}""").Reason);

    private (string? Reason, string Text) Convert(string line, EventLines? lines = null)
    {
        var output = new ArrayBufferWriter<byte>();
        var reason = (lines ?? _lines).Convert(Encoding.UTF8.GetBytes(line), output);
        return (reason, Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
