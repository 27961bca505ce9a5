using System.Buffers;
using System.Text;
using System.Text.Json;
using Analytics.Local.Importing;
using Analytics.Local.Importing.Histories;

namespace Analytics.Local.Tests.Importing.Histories;

public sealed class Ga4HistoryTests
{
    [Fact]
    public void Properties_of_the_user_are_properties_of_the_event_and_lists_of_products_are_told_as_left_out()
    {
        const string Row = """
            {"event_timestamp":"1777629600000000","event_name":"purchase","user_pseudo_id":"1.2","event_params":[{"key":"plan","value":{"string_value":"team"}}],"user_properties":[{"key":"tier","value":{"string_value":"gold","set_timestamp_micros":"1"}},{"key":"age","value":{"int_value":"7"}},{"key":"plan","value":{"string_value":"solo"}},{"key":"_ltv_EUR","value":{"double_value":5}},{"key":"first_open_time","value":{"int_value":"1"}}],"items":[{"item_id":"s"}]}
            """;
        var lines = new HistoryLines("s.example", (line, out reason) => Ga4History.Read("s.example", line, out reason));

        var (properties, _) = Convert(lines, Row);
        Convert(lines, Row.Replace("\"items\":[{\"item_id\":\"s\"}]", "\"items\":[]", StringComparison.Ordinal));

        Assert.Equal("""{"plan":"team","tier":"gold","age":"7"}""", properties);
        Assert.Equal([KeyValuePair.Create("items", 1L)], lines.LeftOut);
    }

    [Theory]
    [InlineData("\"user_properties\":null,\"items\":null")]
    [InlineData("\"user_properties\":{},\"items\":{}")]
    [InlineData("\"user_properties\":[7,{\"key\":\"a\"},{\"key\":\"b\",\"value\":null}]")]
    public void A_row_without_them_is_an_event(string members)
    {
        var lines = new HistoryLines("s.example", (line, out reason) => Ga4History.Read("s.example", line, out reason));

        var (properties, count) = Convert(
            lines,
            $$"""{"event_timestamp":"1777629600000000","event_name":"a","user_pseudo_id":"1.2","event_params":[],{{members}}}"""
        );

        Assert.Equal((1, "{}"), (count, properties));
        Assert.Empty(lines.LeftOut);
    }

    /// <summary>Returns the properties of the first event of a row, and the number of events.</summary>
    private static (string Properties, int Count) Convert(HistoryLines lines, string row)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(((ILineConverter)lines).Convert(Encoding.UTF8.GetBytes(row), output));
        var events = Encoding.UTF8.GetString(output.WrittenSpan).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var first = JsonDocument.Parse(events[0]);
        return (first.RootElement.GetProperty("props").GetRawText(), events.Length);
    }
}
