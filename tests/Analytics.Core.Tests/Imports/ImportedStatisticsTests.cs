using Analytics.Core.Imports;
using Analytics.Core.Queries.Results;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Imports;

/// <summary>Answers with imported daily aggregates, compared with the sums of the columns of their CSV files.</summary>
public sealed class ImportedStatisticsTests : IAsyncLifetime
{
    private const string Site = "s.example";
    private const string May = "\"date_range\":[\"2023-05-01\",\"2023-05-31\"]";

    private static readonly DateOnly First = new(2023, 5, 1);

    private readonly Installation _installation = new(new DateTimeOffset(2023, 6, 10, 12, 0, 0, TimeSpan.Zero));
    private readonly ImportedTables _files = new(First, days: 20);

    public async ValueTask InitializeAsync()
    {
        await _installation.RegisterAsync(Site);
        _installation.Goals.AddEvent("Signup").AddPage("/thanks");
    }

    public ValueTask DisposeAsync()
    {
        _installation.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_whole_site_has_the_sums_of_the_visitors_table_and_of_custom_events()
    {
        await _files.ImportAsync(_installation, Site);

        var row = Assert.Single(
            (
                await AskAsync(
                    $"{May},\"metrics\":[\"visitors\",\"visits\",\"pageviews\",\"bounce_rate\",\"visit_duration\",\"views_per_visit\",\"events\"]"
                )
            ).Rows
        );

        var visits = _files.Sum("imported_visitors", "visits");
        var pageviews = _files.Sum("imported_visitors", "pageviews");
        Assert.Equal(
            [
                _files.Sum("imported_visitors", "visitors"),
                visits,
                pageviews,
                Round(100 * _files.Sum("imported_visitors", "bounces") / visits),
                Round(_files.Sum("imported_visitors", "visit_duration") / visits),
                Round(pageviews / visits, 2),
                pageviews + _files.Sum("imported_custom_events", "events"),
            ],
            row.Metrics
        );
    }

    [Theory]
    [InlineData("visit:source", "imported_sources", "source", "visits", "Direct / None")]
    [InlineData("visit:referrer", "imported_sources", "referrer", "visits", "Direct / None")]
    [InlineData("visit:utm_campaign", "imported_sources", "utm_campaign", "visits", "(not set)")]
    [InlineData("visit:entry_page", "imported_entry_pages", "entry_page", "entrances", "")]
    [InlineData("visit:exit_page", "imported_exit_pages", "exit_page", "exits", "")]
    [InlineData("visit:country", "imported_locations", "country", "visits", "(not set)")]
    [InlineData("visit:region", "imported_locations", "region", "visits", "(not set)")]
    [InlineData("visit:device", "imported_devices", "device", "visits", "")]
    [InlineData("visit:browser", "imported_browsers", "browser", "visits", "")]
    [InlineData("visit:browser_version", "imported_browsers", "browser_version", "visits", "")]
    [InlineData("visit:os", "imported_operating_systems", "operating_system", "visits", "")]
    [InlineData("event:page", "imported_pages", "page", "visits", "")]
    [InlineData("event:hostname", "imported_pages", "hostname", "visits", "")]
    public async Task A_breakdown_has_the_sums_of_its_table(string dimension, string table, string column, string visits, string empty)
    {
        await _files.ImportAsync(_installation, Site);

        var result = await AskAsync($"{May},\"metrics\":[\"visitors\",\"visits\",\"pageviews\"],\"dimensions\":[\"{dimension}\"]");

        Assert.Null(result.Meta.Imports!.SkipReason);
        var expected = _files
            .Rows.Where(row => row.Table == table)
            .GroupBy(row => row.Cells[column], row => row.Cells, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key.Length == 0 ? empty : group.Key,
                group =>
                    (double?[])
                        [
                            group.Sum(cells => double.Parse(cells["visitors"])),
                            group.Sum(cells => double.Parse(cells[visits])),
                            group.Sum(cells => double.Parse(cells["pageviews"])),
                        ]
            );
        Assert.Equal(expected.Count, result.Rows.Count);
        Assert.All(result.Rows, row => Assert.Equal(expected[row.Dimensions[0]], row.Metrics));
    }

    [Fact]
    public async Task Bounces_of_pages_are_those_of_visits_that_entered_there_and_engagement_is_of_the_page()
    {
        await _files.ImportAsync(_installation, Site);

        var result = await AskAsync(
            $"{May},\"metrics\":[\"bounce_rate\",\"visit_duration\",\"views_per_visit\",\"scroll_depth\",\"time_on_page\"],\"dimensions\":[\"event:page\"]"
        );

        var home = result.Rows.Single(row => row.Dimensions[0] == "/").Metrics;
        var entrances = Entry("entrances");
        Assert.Equal(
            [
                Round(100 * Entry("bounces") / entrances),
                Round(Entry("visit_duration") / entrances),
                Round(Entry("pageviews") / entrances, 2),
                Round(Page("total_scroll_depth") / Page("total_scroll_depth_visits")),
                Round(Page("total_time_on_page") / Page("total_time_on_page_visits")),
            ],
            home
        );

        double Entry(string column) => _files.Sum("imported_entry_pages", column, row => row.Cells["entry_page"] == "/");

        double Page(string column) => _files.Sum("imported_pages", column, row => row.Cells["page"] == "/");
    }

    [Theory]
    [InlineData("time:day", "2023-05-03", 1)]
    [InlineData("time:week", "2023-05-08", 7)]
    [InlineData("time:month", "2023-05-01", 20)]
    public async Task Days_are_in_the_buckets_of_the_sites_zone(string dimension, string label, int days)
    {
        await _files.ImportAsync(_installation, Site);
        var first = DateOnly.Parse(label);

        var result = await AskAsync($"{May},\"metrics\":[\"pageviews\"],\"dimensions\":[\"{dimension}\"]", "Asia/Kathmandu");

        Assert.Equal(
            _files.Sum("imported_visitors", "pageviews", row => row.Day >= first && row.Day < first.AddDays(days)),
            result.Rows.Single(row => row.Dimensions[0] == label).Metrics[0]
        );
    }

    [Fact]
    public async Task Filters_within_one_table_select_its_rows()
    {
        await _files.ImportAsync(_installation, Site);

        var cities = await AskAsync(
            $"{May},\"metrics\":[\"visitors\",\"percentage\"],\"dimensions\":[\"visit:city\"],\"filters\":[[\"is\",\"visit:country_name\",[\"Germany\"]]]"
        );

        var german = _files.Sum("imported_locations", "visitors", row => row.Cells["country"] == "DE");
        var berlin = _files.Sum("imported_locations", "visitors", row => row.Cells["city"] == "2950159");
        Assert.Equal(2, cities.Rows.Count);
        Assert.Equal([berlin, Round(100 * berlin / german, 1)], cities.Rows.Single(row => row.Dimensions[0] == "2950159").Metrics);
        var pages = await AskAsync(
            $"{May},\"metrics\":[\"pageviews\"],\"dimensions\":[\"event:page\"],\"filters\":[[\"is_not\",\"event:hostname\",[\"s.example\"]]]"
        );
        Assert.Equal(
            _files.Sum("imported_pages", "pageviews", row => row.Cells["hostname"] == "shop.example"),
            Assert.Single(pages.Rows).Metrics[0]
        );
    }

    [Fact]
    public async Task Events_goals_and_the_properties_of_links_come_from_their_tables()
    {
        await _files.ImportAsync(_installation, Site);

        var names = await AskAsync($"{May},\"metrics\":[\"events\"],\"dimensions\":[\"event:name\"]");
        Assert.Equal(Events("Signup"), names.Rows.Single(row => row.Dimensions[0] == "Signup").Metrics[0]);
        Assert.Equal(_files.Sum("imported_visitors", "pageviews"), names.Rows.Single(row => row.Dimensions[0] == "pageview").Metrics[0]);

        var goals = await AskAsync($"{May},\"metrics\":[\"visitors\",\"events\",\"conversion_rate\"],\"dimensions\":[\"event:goal\"]");
        var signups = _files.Sum("imported_custom_events", "visitors", row => row.Cells["name"] == "Signup");
        Assert.Equal(
            [signups, Events("Signup"), Round(100 * signups / _files.Sum("imported_visitors", "visitors"), 2)],
            goals.Rows.Single(row => row.Dimensions[0] == "Signup").Metrics
        );
        Assert.Equal(
            _files.Sum("imported_pages", "pageviews", row => row.Cells["page"] == "/thanks"),
            goals.Rows.Single(row => row.Dimensions[0] == "Visit /thanks").Metrics[1]
        );

        var links = await AskAsync(
            $"{May},\"metrics\":[\"events\"],\"dimensions\":[\"event:props:url\"],\"filters\":[[\"is\",\"event:name\",[\"Outbound "
                + "Link: Click\"]]]"
        );
        Assert.Equal(
            _files.Sum("imported_custom_events", "events", row => row.Cells["link_url"] == "https://one.example/"),
            links.Rows.Single(row => row.Dimensions[0] == "https://one.example/").Metrics[0]
        );

        double Events(string name) => _files.Sum("imported_custom_events", "events", row => row.Cells["name"] == name);
    }

    [Theory]
    [InlineData(
        "\"metrics\":[\"visitors\"],\"dimensions\":[\"visit:source\"],\"filters\":[[\"is\",\"visit:country_name\",[\"Estonia\"]]]",
        "unsupported_query",
        "no table"
    )]
    [InlineData("\"metrics\":[\"visitors\"],\"dimensions\":[\"event:props:plan\"]", "unsupported_query", "properties")]
    [InlineData("\"metrics\":[\"visitors\"],\"dimensions\":[\"event:props:url\"]", "unsupported_query", "properties")]
    [InlineData(
        "\"metrics\":[\"visitors\"],\"filters\":[[\"is\",\"event:props:url\",[\"x\"]],[\"contains\",\"event:name\",[\"i\"]]]",
        "unsupported_query",
        "properties"
    )]
    [InlineData("\"metrics\":[\"events\"],\"dimensions\":[\"visit:source\"]", "unsupported_query", "pageviews instead of events")]
    [InlineData("\"metrics\":[\"visit_duration_p50\"]", "unsupported_query", "a metric needs more")]
    [InlineData("\"metrics\":[\"value_sum\"]", "unsupported_query", "a metric needs more")]
    [InlineData("\"metrics\":[\"visitors\"],\"dimensions\":[\"visit:language\"]", "unsupported_query", "no table")]
    [InlineData(
        "\"metrics\":[\"bounce_rate\"],\"dimensions\":[\"event:page\"],\"filters\":[[\"is\",\"event:page\",[\"/\"]]]",
        "unsupported_query",
        "entry page"
    )]
    [InlineData(
        "\"metrics\":[\"visitors\"],\"filters\":[[\"has_done\",[\"is\",\"event:name\",[\"Signup\"]]]]",
        "unsupported_query",
        "one after the other"
    )]
    [InlineData("\"metrics\":[\"visitors\"],\"dimensions\":[\"time:hour\"]", "unsupported_interval", "whole days")]
    public async Task What_the_aggregates_do_not_know_is_answered_of_events_alone_and_says_so(
        string question,
        string reason,
        string warning
    )
    {
        await _files.ImportAsync(_installation, Site);

        var result = await AskAsync($"{May},{question}");

        Assert.Equal(reason, result.Meta.Imports!.SkipReason);
        Assert.Contains(warning, result.Meta.Imports.Warning, StringComparison.Ordinal);
        Assert.All(result.Rows, row => Assert.True(row.Metrics[0] is null or 0));
    }

    [Fact]
    public async Task A_table_or_column_that_an_import_lacks_is_named()
    {
        await _files.ImportAsync(_installation, Site, without: ["imported_devices"]);

        var result = await AskAsync($"{May},\"metrics\":[\"visitors\"],\"dimensions\":[\"visit:device\"]");

        Assert.Equal(
            ("unsupported_query", true),
            (
                result.Meta.Imports!.SkipReason,
                result.Meta.Imports.Warning!.Contains("import 1 has no imported_devices", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public async Task The_same_files_again_change_nothing_and_days_belong_to_one_import()
    {
        var first = await _files.ImportAsync(_installation, Site, ownFrom: new DateOnly(2023, 5, 11));
        Assert.Equal([new ImportedDays(First, new DateOnly(2023, 5, 10))], first.Days);
        Assert.Equal(first.Id, (await _files.ImportAsync(_installation, Site, ownFrom: new DateOnly(2023, 5, 11))).Id);
        var conflict = await Assert.ThrowsAsync<DailyImportException>(() =>
            _files.ImportAsync(_installation, Site, new DateOnly(2023, 5, 11), hash: "other")
        );
        Assert.True(conflict.IsConflict);

        var longer = await new ImportedTables(First, days: 25).ImportAsync(_installation, Site, hash: "longer");

        Assert.Equal([new ImportedDays(new DateOnly(2023, 5, 11), new DateOnly(2023, 5, 25))], longer.Days);
        var totals = await AskAsync($"{May},\"metrics\":[\"pageviews\"],\"dimensions\":[\"time:day\"]");
        Assert.Equal(25, totals.Rows.Count);
        Assert.Equal(_files.Sum("imported_visitors", "pageviews", row => row.Day == First), totals.Rows[0].Metrics[0]);
    }

    [Fact]
    public async Task Deleted_imports_and_removed_days_leave_nothing()
    {
        var import = await _files.ImportAsync(_installation, Site);
        await _installation.Imports.RemoveDaysAsync(
            Site,
            new(new DateOnly(2023, 5, 3), new DateOnly(2023, 5, 4)),
            TestContext.Current.CancellationToken
        );

        var days = await AskAsync($"{May},\"metrics\":[\"pageviews\"],\"dimensions\":[\"time:day\"]");
        Assert.Equal(18, days.Rows.Count);
        var stored = _installation
            .Tables.RowsOf(TableNames.Sites)
            .Where(row => row.RowKey.StartsWith("aggregate|0000000001|imported_visitors|", StringComparison.Ordinal));
        Assert.Equal(18, ImportedChunk.Decode(Assert.Single(stored).Body.Span, First, ImportedTable.Find("imported_visitors")!).Count);

        Assert.True(await _installation.Imports.DeleteAsync(Site, import.Id, TestContext.Current.CancellationToken));
        Assert.False(await _installation.Imports.DeleteAsync(Site, import.Id, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(
            _installation.Tables.RowsOf(TableNames.Sites),
            row => row.RowKey.StartsWith("aggregate", StringComparison.Ordinal)
        );
        Assert.Equal("no_imported_data", (await AskAsync($"{May},\"metrics\":[\"pageviews\"]")).Meta.Imports!.SkipReason);
    }

    [Fact]
    public async Task Retention_removes_days_of_imports()
    {
        const string Short = "short.example";
        await _installation.RegisterAsync(Short, retentionDays: 30);
        await _files.ImportAsync(_installation, Short);

        await _installation.RetainAsync();

        var import = Assert.Single(await _installation.Imports.ListAsync(Short, TestContext.Current.CancellationToken));
        Assert.Equal([new ImportedDays(new DateOnly(2023, 5, 10), new DateOnly(2023, 5, 20))], import.Days);
    }

    [Fact]
    public void The_golden_bytes_of_a_chunk_stay_readable()
    {
        var rows = new List<ImportedRow>
        {
            new(new DateOnly(2023, 5, 2), ["s.example", "/"], [1, 2, 3, 4, 5, 6, 7]),
            new(new DateOnly(2023, 5, 31), ["s.example", "/é"], [0, 300, 70_000, 0, 0, 0, 0]),
        };
        const string Golden = "012B172A0000C46CF7FFDBDA25126073082DEB2EB150AA52348A8EF535B1CDB27A4729829479B41C10AEFE760000";

        // The compression may change; the bytes of today must stay readable.
        Assert.All(
            [Convert.FromHexString(Golden), ImportedChunk.Encode(rows)],
            bytes =>
                Assert.Equal(rows.Select(Line), ImportedChunk.Decode(bytes, First, ImportedTable.Find("imported_pages")!).Select(Line))
        );

        static string Line(ImportedRow row) => $"{row.Day:O} {string.Join('|', row.Keys)} {string.Join('|', row.Numbers)}";
    }

    [Fact]
    public async Task Imports_are_added_as_they_are_beside_a_sample_of_the_events()
    {
        const int visitors = 200;
        const string question =
            "\"date_range\":[\"2023-05-01\",\"2023-06-09\"],\"metrics\":[\"visitors\",\"visits\",\"pageviews\"],"
            + "\"filters\":[[\"is_not\",\"visit:source\",[\"Nobody\"]]]";
        await _files.ImportAsync(_installation, Site);
        await SendAsync("2023-06-02T10:00:00Z", visitors);

        var events = Assert.Single((await _installation.AskAsync(Site, $"{question},\"include\":{{\"sample\":0.5}}")).Rows).Metrics;
        var result = await _installation.AskAsync(Site, $"{question},\"include\":{{\"sample\":0.5,\"imports\":true}}");

        // Twice the visitors of the sample, who are not half of all.
        Assert.NotEqual(visitors, events[0]);
        Assert.InRange(events[0]!.Value, visitors * 0.6, visitors * 1.4);
        Assert.Equal(0.5, result.Meta.Sampling!.Fraction);
        Assert.Null(result.Meta.Imports!.SkipReason);
        Assert.Equal(
            [
                events[0] + _files.Sum("imported_sources", "visitors"),
                events[1] + _files.Sum("imported_sources", "visits"),
                events[2] + _files.Sum("imported_sources", "pageviews"),
            ],
            Assert.Single(result.Rows).Metrics
        );
    }

    private static double? Round(double value, int decimals = 0) => Math.Round(value, decimals, MidpointRounding.AwayFromZero);

    private Task<QueryResult> AskAsync(string query, string zone = "Etc/UTC") =>
        _installation.AskAsync(Site, $"{query},\"include\":{{\"imports\":true}}", zone);

    private async Task SendAsync(string timestamp, int visitors = 1)
    {
        var events = Enumerable
            .Range(0, visitors)
            .Select(number =>
                $$"""{"domain":"{{Site}}","name":"pageview","url":"https://{{Site}}/","timestamp":"{{timestamp}}","visitor_id":"v{{number}}"}"""
            );
        var body = System.Text.Encoding.UTF8.GetBytes($"[{string.Join(',', events)}]");
        await _installation.CollectAsync(body, isBatch: true, isImport: true);
        await _installation.AggregateAsync();
        await _installation.RollUpAsync();
    }
}
