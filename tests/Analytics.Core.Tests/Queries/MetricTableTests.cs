using Analytics.Core.Queries.Metrics;

namespace Analytics.Core.Tests.Queries;

/// <summary>Every metric is answered where its traits allow it, so that adding one is adding its row.</summary>
public sealed class MetricTableTests
{
    public static TheoryData<string> Names => [.. MetricTable.Names.Split(", ")];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_metric_is_answered(string name)
    {
        var metric = MetricTable.Find(name)!;
        var dimension =
            metric.Is(MetricTraits.ByExitPage) ? "visit:exit_page"
            : metric.Is(MetricTraits.OfPages) ? "event:page"
            : metric.Is(MetricTraits.OfGoals) ? "event:goal"
            : metric.Is(MetricTraits.ByTimeOnly) ? "time:day"
            : "visit:country";

        var rows = await new AskedSite()
            .Add("2026-03-01T10:00:00Z", 1)
            .AddGoals(goals => goals.AddEvent("pageview"))
            .RowsAsync($$""" "metrics":["{{name}}"],"date_range":["2026-03-01","2026-03-01"],"dimensions":["{{dimension}}"] """);

        Assert.NotEmpty(rows);
    }
}
