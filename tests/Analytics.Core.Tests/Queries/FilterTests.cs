using Analytics.Core.Dimensions;

namespace Analytics.Core.Tests.Queries;

public sealed class FilterTests
{
    private static readonly AskedSite Site = new AskedSite()
        .Add(
            "2026-03-01T10:00:00Z",
            1,
            "/blog",
            visit: [(VisitDimension.Source, "Google"), (VisitDimension.Country, "EE")],
            props: [("plan", "Pro")]
        )
        .Add("2026-03-01T10:00:00Z", 2, "/blog/x", visit: [(VisitDimension.Country, "US")], props: [("plan", "")])
        .Add("2026-03-01T10:00:00Z", 3, "/Docs", visit: [(VisitDimension.Source, "Bing")]);

    [Theory]
    [InlineData("""["is","event:page",["/blog"]]""", "1")]
    [InlineData("""["is","event:page",["/docs"]]""", "")]
    [InlineData("""["is","event:page",["/docs"],{"case_sensitive":false}]""", "3")]
    [InlineData("""["is_not","event:page",["/blog","/blog/x"]]""", "3")]
    [InlineData("""["contains","event:page",["blog"]]""", "1,2")]
    [InlineData("""["contains","event:page",["DOC","/x"],{"case_sensitive":false}]""", "2,3")]
    [InlineData("""["contains_not","event:page",["blog"]]""", "3")]
    [InlineData("""["matches","event:page",["^/blog(/x)?$"]]""", "1,2")]
    [InlineData("""["matches","event:page",["^/docs$"],{"case_sensitive":false}]""", "3")]
    [InlineData("""["matches_not","event:page",["^/blog"]]""", "3")]
    [InlineData("""["is","visit:source",["Direct / None"]]""", "2")]
    [InlineData("""["is","visit:source",[""]]""", "2")]
    [InlineData("""["is_not","visit:source",["Direct / None"]]""", "1,3")]
    [InlineData("""["contains","visit:source",["Direct"]]""", "2")]
    [InlineData("""["contains_not","visit:source",["Direct"]]""", "1,3")]
    [InlineData("""["is","visit:country",["(not set)"]]""", "3")]
    [InlineData("""["is_not","visit:country_name",[""]]""", "1,2")]
    [InlineData("""["is","visit:country_name",["Estonia","United States"]]""", "1,2")]
    [InlineData("""["contains","visit:country_name",["united"],{"case_sensitive":false}]""", "2")]
    [InlineData("""["is","event:props:plan",["Pro"]]""", "1")]
    [InlineData("""["is","event:props:plan",["(none)"]]""", "3")]
    [InlineData("""["is","event:props:plan",["(not set)"]]""", "2")]
    [InlineData("""["is_not","event:props:plan",["Pro"]]""", "2,3")]
    [InlineData("""["contains","event:props:plan",["r"]]""", "1")]
    [InlineData("""["contains","event:props:plan",["o"]]""", "1,2")]
    [InlineData("""["matches","event:props:plan",["^.*n"]]""", "2")]
    [InlineData("""["contains","event:props:none",["n"]]""", "")]
    [InlineData("""["contains_not","event:props:plan",["Pro"]]""", "2")]
    [InlineData("""["matches_not","event:props:plan",["Pro"]]""", "2")]
    [InlineData("""["not",["contains","event:props:plan",["Pro"]]]""", "2,3")]
    [InlineData("""["or",[["is","event:page",["/blog"]],["is","visit:source",["Bing"]]]]""", "1,3")]
    [InlineData("""["and",[["contains","event:page",["blog"]],["is","visit:country",["US"]]]]""", "2")]
    [InlineData("""["not",["or",[["is","event:page",["/blog"]],["is","visit:source",["Bing"]]]]]""", "2")]
    [InlineData("""["is","event:page",["/blog"]],["is","visit:source",["Bing"]]""", "")]
    [InlineData("""["is","visit:entry_page",["/Docs"]]""", "3")]
    public async Task A_filter_selects(string filter, string pages)
    {
        var names = new Dictionary<string, string>
        {
            ["/blog"] = "1",
            ["/blog/x"] = "2",
            ["/Docs"] = "3",
        };

        var result = await Site.AskAsync(
            $$""" "metrics":["pageviews"],"date_range":["2026-03-01","2026-03-01"],"dimensions":["event:page"],"filters":[{{filter}}] """
        );

        Assert.Equal(pages, string.Join(',', result.Rows.Select(row => names[row.Dimensions[0]]).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Labels_stand_for_what_is_not_set()
    {
        const string Ask = """ "metrics":["visitors"],"date_range":["2026-03-01","2026-03-01"],"dimensions":["{0}"] """;

        Assert.Equal(
            "Bing: 1; Direct / None: 1; Google: 1",
            await Site.RowsAsync(Ask.Replace("{0}", "visit:source", StringComparison.Ordinal))
        );
        Assert.Equal("(not set): 1; EE: 1; US: 1", await Site.RowsAsync(Ask.Replace("{0}", "visit:country", StringComparison.Ordinal)));
        Assert.Equal(
            "(none): 1; (not set): 1; Pro: 1",
            await Site.RowsAsync(Ask.Replace("{0}", "event:props:plan", StringComparison.Ordinal))
        );
        Assert.Equal("Direct / None: 3", await Site.RowsAsync(Ask.Replace("{0}", "visit:referrer", StringComparison.Ordinal)));
    }
}
