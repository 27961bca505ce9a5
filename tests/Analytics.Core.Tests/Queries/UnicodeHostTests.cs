namespace Analytics.Core.Tests.Queries;

public sealed class UnicodeHostTests
{
    private static readonly AskedSite Site = new AskedSite()
        .Add("2026-03-01T10:00:00Z", 1, host: "xn--bcher-kva.example")
        .Add("2026-03-01T10:00:00Z", 2, host: "shop.example");

    [Theory]
    [InlineData("""["is","event:hostname",["B\u00fccher.example"]]""", "xn--bcher-kva.example: 1")]
    [InlineData("""["is","event:hostname",["xn--bcher-kva.example"]]""", "xn--bcher-kva.example: 1")]
    [InlineData("""["is_not","visit:entry_page_hostname",["b\u00fccher.example"]]""", "shop.example: 1")]
    [InlineData(
        """["is","visit:exit_page_hostname",["b\u00fccher.example","shop.example"]]""",
        "shop.example: 1; xn--bcher-kva.example: 1"
    )]
    public async Task A_host_may_be_asked_for_in_either_spelling(string filter, string expected) =>
        Assert.Equal(
            expected,
            await Site.RowsAsync(
                $$""" "metrics":["visitors"],"date_range":["2026-03-01","2026-03-01"],"dimensions":["event:hostname"],"filters":[{{filter}}] """
            )
        );
}
