using Analytics.Core.Dimensions;
using Analytics.Core.Jobs;
using Analytics.Core.Reprocessing;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Reprocessing;

/// <summary>Reports of days whose rows are replaced although no metric differs.</summary>
public sealed class OtherDetailsTests
{
    private const string Site = "a.example";
    private static readonly DateTimeOffset Start = new(2026, 1, 30, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nothing", 0, null, 0)]
    [InlineData("nothing", 2048, null, 0)]
    [InlineData("language", 0, "visit:language")]
    [InlineData("language", 2048, "visit:language")]
    [InlineData("page and host", 0, "event:page event:hostname")]
    [InlineData("property", 0, "event:props")]
    [InlineData("key of the property", 0, "event:props")]
    [InlineData("time", 0, null)]
    [InlineData("whose language", 0, null)]
    public async Task A_day_is_reported_if_values_of_its_dimensions_differ_also_where_no_metric_does(
        string changed,
        int smallDay,
        string? expected,
        int replaced = 1
    )
    {
        var clock = new FakeTimeProvider(Start.AddDays(2));
        var options = new RollupOptions { SmallDayEvents = smallDay };
        using var world = new World(clock, await LogOfAsync(clock, string.Empty), new InMemoryTableStore(), rollups: options);
        await world.Sites.CreateAsync(new(Site, "Etc/UTC", Start), Token);
        await world.AggregateAsync();
        await world.RollUpAsync();

        // The next release reads the same messages otherwise.
        using var corrected = new World(clock, await LogOfAsync(clock, changed), world.Tables, rollups: options);
        await corrected.AggregateAsync();
        var (dry, _) = await corrected.ReprocessAsync(Start, Start.AddDays(1), dryRun: true);
        var (real, progress) = await corrected.ReprocessAsync(Start, Start.AddDays(1));

        foreach (var job in (Job[])[dry, real])
        {
            Assert.Equal((JobState.Completed, null), (job.State, job.Error));
            var report = await corrected.ReportAsync(job.Id);
            Assert.Equal(expected is null, report.Count == 0);
            foreach (var difference in report)
            {
                Assert.Equal((Site, new DateOnly(2026, 1, 30)), (difference.Site, difference.Day));
                Assert.Equal(new DayCounts(3, 3, 3, 3, 3, 0), difference.Before);
                Assert.Equal(difference.Before, difference.After);
                Assert.Equal(expected, string.Join(' ', difference.Dimensions!));
            }
        }

        Assert.Equal(replaced, progress.RowsReplaced);
    }

    [Fact]
    public async Task A_difference_that_keeps_the_totals_does_not_replace_what_a_killed_run_reported()
    {
        var reports = new DifferenceTable(new InMemoryTableStore());
        var counts = new DayCounts(3, 3, 3, 3, 3, 0);
        var first = new DayDifference(Site, new(2026, 1, 30), counts, counts with { Visits = 2 });
        await reports.WriteAsync("1", first, Token);

        await reports.WriteAsync("1", first with { Before = first.After, Dimensions = ["visit:language"] }, Token);

        Assert.Equal(first, Assert.Single((await reports.ReadAsync("1", null, 10, Token)).Differences));
    }

    [Fact]
    public async Task Reports_of_earlier_releases_are_read()
    {
        const string Row = """
            {"site":"a.example","day":"2026-01-30",
            "before":{"pageviews":1,"events":2,"visits":3,"visitors":4,"bounces":5,"visit_seconds":6},
            "after":{"pageviews":1,"events":2,"visits":2,"visitors":4,"bounces":5,"visit_seconds":6}}
            """;
        var tables = new InMemoryTableStore();
        var body = System.Text.Encoding.UTF8.GetBytes(Row);
        await tables.CommitAsync(TableNames.Control, "report|1", [TableOperation.Upsert("2026-01-30|a.example", body)], Token);

        var difference = Assert.Single((await new DifferenceTable(tables).ReadAsync("1", null, 10, Token)).Differences);

        Assert.Equal(new DayDifference(Site, new(2026, 1, 30), new(1, 2, 3, 4, 5, 6), new(1, 2, 2, 4, 5, 6)), difference);
        Assert.Null(difference.Dimensions);
    }

    /// <summary>Three visitors with a view each, of which the second differs.</summary>
    private static async Task<InMemoryEventLog> LogOfAsync(FakeTimeProvider clock, string changed)
    {
        var log = new InMemoryEventLog(1, clock);
        var (first, second) = (View(1, "de", "pro"), View(2, "en", "free"));
        second = changed switch
        {
            "language" => View(2, "fr", "free"),
            "page and host" => second with { Page = "/b", Hostname = "b.example" },
            "property" => View(2, "en", "pro"),
            "key of the property" => second with { Props = new Dictionary<string, string> { ["tariff"] = "free" } },
            "time" => second with { Second = second.Second + 1 },
            "whose language" => View(2, "de", "free"),
            _ => second,
        };
        first = changed == "whose language" ? View(1, "en", "pro") : first;
        await World.SendAsync(log, [(first, null), (second, null), (View(3, "it", "pro"), null)]);
        return log;
    }

    private static NaiveEvent View(ulong visitor, string language, string plan) =>
        new(
            Site,
            Start.AddMinutes(visitor).ToUnixTimeSeconds(),
            visitor,
            Page: "/a",
            Hostname: "a.example",
            Visit: new Dictionary<VisitDimension, string> { [VisitDimension.Language] = language },
            Props: new Dictionary<string, string> { ["plan"] = plan }
        );
}
