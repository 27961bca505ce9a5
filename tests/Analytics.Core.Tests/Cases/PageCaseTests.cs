using System.Text.Json.Nodes;

namespace Analytics.Core.Tests.Cases;

public sealed class PageCaseTests
{
    public static TheoryData<string> Names => CaseFile.Names("pages");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_spelling_of_an_address_is_its_page(string name)
    {
        var pages = CaseFile.Find("pages", name);
        using var site = await CaseSite.CreateAsync();
        var events = new JsonArray();
        foreach (var url in pages.GetProperty("urls").EnumerateArray())
        {
            var pageview = pages.TryGetProperty("extra", out var extra) ? JsonNode.Parse(extra.GetRawText())! : new JsonObject();
            pageview["name"] = "pageview";
            pageview["url"] = url.GetString();
            events.Add(pageview);
        }

        await site.SendAsync(events);

        Assert.Equal(
            pages.GetProperty("expect").GetProperty("pages").EnumerateObject().Select(page => (page.Name, page.Value.GetDouble())).Order(),
            (await site.AskAsync($"\"metrics\":[\"pageviews\"],\"dimensions\":[\"event:page\"],{CaseSite.WholeYear}"))
                .Select(row => (row.Dimensions[0], row.Metrics[0] ?? 0))
                .Order()
        );
    }
}
