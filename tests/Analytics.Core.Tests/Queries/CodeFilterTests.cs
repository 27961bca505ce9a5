using Analytics.Core.Dimensions;

namespace Analytics.Core.Tests.Queries;

/// <summary>Filters by codes, of which no two differ in case alone; names do.</summary>
public sealed class CodeFilterTests
{
    private const string Days = """ "date_range":["2026-03-01","2026-03-02"] """;

    [Theory]
    [InlineData("""["is","visit:country",["ee"]]""", 2)]
    [InlineData("""["is","visit:country",["Ee","fi"]]""", 3)]
    [InlineData("""["is_not","visit:country",["ee"]]""", 2)]
    [InlineData("""["not",["is","visit:country",["eE"],{"case_sensitive":true}]]""", 2)]
    [InlineData("""["is","visit:country",["(not set)","ee"]]""", 3)]
    [InlineData("""["is","visit:region",["ee-37"]]""", 1)]
    [InlineData("""["is_not","visit:region",["ee-37"]]""", 3)]
    [InlineData("""["is","visit:language",["ET","PT-br"]]""", 2)]
    [InlineData("""["is","visit:browser",["firefox"]]""", 0)]
    [InlineData("""["is","visit:region",["Harju"]]""", 1)]
    [InlineData("""["is","visit:region",["harju"]]""", 0)]
    [InlineData("""["is","visit:city",["Tartu"]]""", 1)]
    [InlineData("""["is","visit:city",["tartu"]]""", 0)]
    public async Task A_code_is_asked_for_in_any_case(string filter, double visits)
    {
        var site = new AskedSite()
            .Add(
                "2026-03-01T10:00:00Z",
                1,
                visit: [(VisitDimension.Country, "EE"), (VisitDimension.Region, "EE-37"), (VisitDimension.Language, "et")]
            )
            .Add("2026-03-01T10:01:00Z", 2, visit: [(VisitDimension.Country, "EE"), (VisitDimension.Language, "pt-BR")])
            .Add("2026-03-01T10:02:00Z", 3, visit: [(VisitDimension.Country, "FI"), (VisitDimension.Browser, "Firefox")])
            .Add("2026-03-01T10:03:00Z", 4, visit: [(VisitDimension.Region, "Harju"), (VisitDimension.City, "Tartu")]);

        var result = await site.AskAsync($"{Days},\"metrics\":[\"visits\"],\"filters\":[{filter}]");

        Assert.Equal(visits, result.Rows[0].Metrics[0]);
    }
}
