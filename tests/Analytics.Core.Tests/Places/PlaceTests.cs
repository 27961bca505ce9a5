using System.Text;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Places;

public sealed class PlaceTests : IDisposable
{
    private readonly Installation _installation = new(new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _installation.Dispose();

    [Theory]
    [InlineData("visit:city", "2950159=2 (not set)=1 2988507=1 4717560=1 Tartu=1")]
    [InlineData("visit:city_name", "Paris=2 (not set)=1 Berlin=1 Berlin (Stadt)=1 Tartu=1")]
    [InlineData("visit:region", "(not set)=2 DE-BE=2 FR-IDF=1 US-TX=1")]
    [InlineData("visit:region_name", "(not set)=2 Berlin=1 Land Berlin=1 Texas=1 Île-de-France=1")]
    public async Task Places_are_grouped_by_their_codes_or_by_their_names(string dimension, string expected)
    {
        await CollectAsync();

        Assert.Equal(expected, await AskAsync(dimension, "[]"));
    }

    [Theory]
    [InlineData("""["is","visit:city",["2950159"]]""", "2950159=2")]
    [InlineData("""["is","visit:city_name",["Paris"]]""", "2988507=1 4717560=1")]
    [InlineData("""["contains","visit:city_name",["ar"]]""", "2988507=1 4717560=1 Tartu=1")]
    [InlineData("""["is","visit:region_name",["Land Berlin"]]""", "2950159=1")]
    [InlineData("""["is","visit:city_name",["2950159"]]""", "")]
    public async Task Places_are_found_by_their_codes_or_by_their_names(string filter, string expected)
    {
        await CollectAsync();

        Assert.Equal(expected, await AskAsync("visit:city", $"[{filter}]"));
    }

    [Theory]
    [InlineData("visit:country", "EE=3")]
    [InlineData("visit:country_name", "Estonia=3")]
    [InlineData("visit:region", "EE-37=2 Harju=1")]
    [InlineData("visit:region_name", "Harju=2 EE-37=1")]
    [InlineData("visit:language", "pt-BR=2 zh-Hans-CN=1")]
    public async Task A_code_has_one_spelling_however_it_is_sent(string dimension, string expected)
    {
        await CollectAsync(
            """{"visit:country":"ee","visit:region":"ee-37","visit:region_name":"Harju","visit:language":"PT-br"}""",
            """{"visit:country":"EE","visit:region":"EE-37","visit:language":"pt-BR"}""",
            """{"visit:country":"Ee","visit:region_name":"Harju","visit:language":"ZH-hANS-cn"}"""
        );

        Assert.Equal(expected, await AskAsync(dimension, "[]"));
    }

    private Task CollectAsync() =>
        CollectAsync(
            """{"visit:country":"DE","visit:region":"DE-BE","visit:region_name":"Berlin","visit:city_name":"Berlin","visit:city":"2950159"}""",
            """{"visit:country":"DE","visit:region":"DE-BE","visit:region_name":"Land Berlin","visit:city_name":"Berlin (Stadt)","visit:city":"2950159"}""",
            """{"visit:country":"FR","visit:region":"FR-IDF","visit:region_name":"\u00cele-de-France","visit:city_name":"Paris","visit:city":"2988507"}""",
            """{"visit:country":"US","visit:region":"US-TX","visit:region_name":"Texas","visit:city_name":"Paris","visit:city":"4717560"}""",
            """{"visit:country":"EE","visit:city_name":"Tartu","visit:region_name":"","visit:region":""}""",
            """{"visit:country":"EE","visit:city_name":"","visit:city":""}"""
        );

    private async Task CollectAsync(params string[] places)
    {
        await _installation.RegisterAsync("example.com");
        var body = string.Concat(
            places.Select(
                (place, i) =>
                    $$"""{"domain":"example.com","name":"pageview","url":"https://example.com/","visitor_id":"v{{i}}","timestamp":"2026-03-10T11:00:0{{i}}Z","dimensions":{{place}}}"""
                    + "\n"
            )
        );
        var receipt = await _installation.CollectAsync(Encoding.UTF8.GetBytes(body), isBatch: true, isImport: true);
        Assert.Equal(places.Length, receipt.Accepted);
        await _installation.AggregateAsync();
    }

    private async Task<string> AskAsync(string dimension, string filters)
    {
        var result = await _installation.AskAsync(
            "example.com",
            $$"""  "metrics":["visitors"],"date_range":["2026-03-10","2026-03-10"],"dimensions":["{{dimension}}"],"filters":{{filters}}"""
        );
        return string.Join(' ', result.Rows.Select(row => $"{row.Dimensions[0]}={row.Metrics[0]}"));
    }
}
