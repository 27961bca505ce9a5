using System.Text;
using Analytics.Core.Queries;

namespace Analytics.Core.Tests.Queries;

/// <summary>Texts of a query that are no Unicode: never an exception but the one that becomes a 400, and it names the key.</summary>
public sealed class BrokenQueryTests
{
    [Theory]
    [InlineData("""{"site_id":"\ud83d","metrics":["visitors"],"date_range":"day"}""", "site_id")]
    [InlineData("""{"site_id":"\ude00\ud83d","metrics":["visitors"],"date_range":"day"}""", "site_id")]
    [InlineData("""{"site_id":"a","metrics":["\udc00"],"date_range":"day"}""", "metrics[0]")]
    [InlineData("""{"site_id":"a","metrics":["visitors",{"metric":"\udc00"}],"date_range":"day"}""", "metrics[1].metric")]
    [InlineData("""{"site_id":"a","metrics":["visitors"],"date_range":["2026-01-01","\ud83dx"]}""", "date_range[1]")]
    [InlineData(
        """{"site_id":"a","metrics":["visitors"],"date_range":"day","filters":[["is","event:page",["/a","\ud83d"]]]}""",
        "filters[0][2][1]"
    )]
    [InlineData(
        """{"site_id":"a","metrics":["visitors"],"date_range":"day","filters":[["and",[["is","\ud83d",["x"]]]]]}""",
        "filters[0][1][0][1]"
    )]
    [InlineData("""{"site_id":"a","metrics":["visitors"],"date_range":"day","dimensions":["event:props:\ud83d"]}""", "dimensions[0]")]
    [InlineData("""{"site_id":"a","metrics":["visitors"],"date_range":"day","order_by":[["\ud83d","asc"]]}""", "order_by[0][0]")]
    [InlineData("""{"site_id":"a","metrics":["visitors"],"date_range":"day","include":{"imports":"\ud83d"}}""", "include.imports")]
    [InlineData("""{"site_id":"a","metrics":["visitors"],"date_range":"day","\ud83d":1}""", "The body")]
    [InlineData("""{"site_id":"a","metrics":["visitors"],"date_range":"day","include":{"\ud83d":1}}""", "include")]
    [InlineData("""{"\ud83d":1,"\ud83d":2}""", "The body")]
    [InlineData("""{"site_id":"{E9}","metrics":["visitors"],"date_range":"day"}""", "site_id")]
    [InlineData("""{"site_id":"a","metrics":["visitors"],"date_range":"day","{E9}":1}""", "The body")]
    [InlineData(
        """{"site_id":"a","metrics":["visitors"],"date_range":"day","filters":[["is","event:page",["{ED}{A0}{BD}"]]]}""",
        "filters[0][2][0]"
    )]
    public void Broken_text_is_refused_and_the_message_names_its_key(string body, string key)
    {
        var exception = Assert.Throws<QueryException>(() => QueryParser.Parse(RawBytes.Of(body)));

        Assert.StartsWith($"{key} has ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("UTF-8", exception.Message, StringComparison.Ordinal);
        Assert.True(Encoding.UTF8.GetByteCount(exception.Message) < 400);
    }

    [Theory]
    [InlineData("{FF}{FE}{00}{7B}")]
    [InlineData("{E9}")]
    [InlineData("")]
    [InlineData("{00}")]
    [InlineData("""["\ud83d"]""")]
    [InlineData("""{"site_id":"a","metrics":["visitors"],"date_range":"day","filters":["\u""")]
    [InlineData("""{"site_id":1e999999,"metrics":[1e999999],"date_range":1e999999}""")]
    [InlineData("""{"site_id":"a","metrics":["visitors"],"date_range":"day","pagination":{"limit":1e999999}}""")]
    public void A_body_that_is_no_query_is_refused(string body) =>
        Assert.Throws<QueryException>(() => QueryParser.Parse(RawBytes.Of(body)));

    [Fact]
    public void A_mark_at_the_start_and_whole_pairs_are_read() =>
        Assert.Equal(
            "a",
            QueryParser
                .Parse(
                    RawBytes.Of(
                        """{EF}{BB}{BF}{"site_id":"a","metrics":["visitors"],"date_range":"day","filters":[["is","event:page",["\ud83d\ude00 \\ud83d {C3}{A9}"]]]}"""
                    )
                )
                .SiteIds[0]
        );

    [Fact]
    public void Depth_without_end_is_refused() =>
        Assert.Throws<QueryException>(() =>
            QueryParser.Parse(Encoding.UTF8.GetBytes($"{{\"filters\":{new string('[', 100_000)}\"\\ud83d\""))
        );
}
