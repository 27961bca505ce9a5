namespace Analytics.Core.Tests.Queries;

public sealed class RepeatedQueryTests
{
    [Theory]
    [InlineData(
        """ "metrics":["visits"],"date_range":"day","dimensions":["time"],"include":{"comparisons":"previous_period","trim_relative_date_range":true} """
    )]
    [InlineData(""" "metrics":["visits"],"date_range":"24h","dimensions":["time:minute"] """)]
    [InlineData(
        """ "metrics":["visits"],"date_range":"3mo","dimensions":["time","event:page"],"include":{"comparisons":{"mode":"year_over_year","match_day_of_week":true}} """
    )]
    [InlineData(
        """ "metrics":[{"metric":"bounce_rate","rolling_average":{"window":3,"pooled":true}}],"date_range":"7d","dimensions":["time"],"include":{"time_labels":true} """
    )]
    [InlineData(
        """ "metrics":["visits"],"date_range":"all","filters":[["has_not_done",["is","event:page",["/a"],{"case_sensitive":false}]]],"order_by":[["visits","asc"]] """
    )]
    [InlineData(""" "metrics":["visits"],"date_range":["2011-12-30","2011-12-30"] """)]
    public async Task The_query_of_an_answer_asked_again_gives_the_same_answer(string body)
    {
        var site = new AskedSite("Pacific/Apia")
            .Add("2026-03-14T12:00:00Z", 1, "/a")
            .Add("2026-03-15T11:00:00Z", 2)
            .Add("2025-12-20T11:00:00Z", 3);
        var first = await site.JsonAsync(body);
        var again = await site.JsonAsync(first.GetProperty("query").GetRawText());
        Assert.Equal(first.GetProperty("results").GetRawText(), again.GetProperty("results").GetRawText());
        Assert.Equal(first.GetProperty("meta").GetRawText(), again.GetProperty("meta").GetRawText());
    }
}
