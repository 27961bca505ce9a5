using Analytics.Core.Queries.Execution;

namespace Analytics.Core.Tests.Queries;

public sealed class OrderAndPageTests
{
    private const string ByPage =
        """ "metrics":["visitors","bounce_rate"],"date_range":["2026-03-01","2026-03-02"],"dimensions":["event:page"] """;

    private static readonly AskedSite Site = new AskedSite()
        .Add("2026-03-01T10:00:00Z", 1, "/b")
        .Add("2026-03-01T10:01:00Z", 1, "/c")
        .Add("2026-03-01T10:02:00Z", 1, "/d")
        .Add("2026-03-01T10:00:00Z", 2, "/d")
        .Add("2026-03-02T10:00:00Z", 3, "/a");

    [Fact]
    public async Task By_default_the_first_metric_descends_and_then_dimensions_ascend() =>
        Assert.Equal("/d: 2,100; /a: 1,100; /b: 1,0; /c: 1,null", await Site.RowsAsync(ByPage));

    [Theory]
    [InlineData("""["event:page","desc"]""", "/d: 2,100; /c: 1,null; /b: 1,0; /a: 1,100")]
    [InlineData("""["visitors","asc"],["event:page","desc"]""", "/c: 1,null; /b: 1,0; /a: 1,100; /d: 2,100")]
    [InlineData("""["bounce_rate","desc"]""", "/a: 1,100; /d: 2,100; /b: 1,0; /c: 1,null")]
    [InlineData("""["bounce_rate","asc"]""", "/b: 1,0; /a: 1,100; /d: 2,100; /c: 1,null")]
    public async Task The_order_asked_for_is_kept_and_ties_are_broken_by_dimensions(string order, string expected) =>
        Assert.Equal(expected, await Site.RowsAsync($"{ByPage},\"order_by\":[{order}]"));

    [Fact]
    public async Task Time_ascends_by_default_and_can_descend_under_either_name()
    {
        const string Ask = """ "metrics":["visitors"],"date_range":["2026-03-01","2026-03-05"],"dimensions":["time"] """;

        Assert.Equal("2026-03-01: 2; 2026-03-02: 1", await Site.RowsAsync(Ask));
        Assert.Equal("2026-03-02: 1; 2026-03-01: 2", await Site.RowsAsync($"{Ask},\"order_by\":[[\"time\",\"desc\"]]"));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_overlap()
    {
        var pages = new List<string>();
        for (var offset = 0; offset < 5; offset++)
        {
            var result = await Site.AskAsync(
                $$$"""{{{ByPage}}},"pagination":{"limit":1,"offset":{{{offset}}}},"include":{"total_rows":true}"""
            );
            Assert.Equal(4, result.Meta.TotalRows);
            pages.AddRange(result.Rows.Select(row => row.Dimensions[0]));
        }

        Assert.Equal(["/d", "/a", "/b", "/c"], pages);
    }

    [Fact]
    public void A_page_equals_a_slice_of_everything_sorted()
    {
        var random = new Random(4);
        var order = Comparer<RangeRow>.Create(
            (x, y) =>
                x.Values[0] != y.Values[0] ? Nullable.Compare(y.Values[0], x.Values[0]) : string.CompareOrdinal(x.Labels[0], y.Labels[0])
        );
        for (var round = 0; round < 200; round++)
        {
            var rows = Enumerable
                .Range(0, random.Next(60))
                .Select(i => new RangeRow(0, [$"{i:00}"], [$"{i:00}"], [random.Next(5)]))
                .ToArray();
            var (offset, limit) = (random.Next(70), random.Next(1, 70));

            Assert.Equal(rows.Order(order).Skip(offset).Take(limit), RowPage.Take(rows, order, offset, limit));
        }
    }
}
