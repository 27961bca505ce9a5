using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Core.Queries.Results;
using Analytics.Core.Tests.Drivers;
using Analytics.Core.Tests.Queries;

namespace Analytics.Core.Tests.Imports;

/// <summary>
/// The ranges of a question decide each for themselves about imported daily aggregates: the range, its comparison, and the time buckets
/// before them that averages take. Imports are of 1 to 20 May 2023, events come from 21 May on.
/// </summary>
public sealed class ImportedRangesTests : IAsyncDisposable
{
    private const string Site = "s.example";
    private const string ByDay = "\"dimensions\":[\"time:day\"]";

    private readonly Installation _installation = new(new DateTimeOffset(2023, 6, 10, 12, 0, 0, TimeSpan.Zero));
    private readonly ImportedTables _files = new(new DateOnly(2023, 5, 1), days: 20);

    public ValueTask DisposeAsync()
    {
        _installation.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Whole_days_that_are_given_as_moments_have_imports_too()
    {
        await StartAsync();
        const string Metrics = "\"metrics\":[\"visitors\",\"pageviews\"]";

        var days = await AskAsync($"\"date_range\":[\"2023-05-01\",\"2023-05-31\"],{Metrics}");
        var moments = await AskAsync($"\"date_range\":[\"2023-05-01T00:00:00\",\"2023-05-31T23:59:59\"],{Metrics}");
        Assert.Equal(days.Rows[0].Metrics, moments.Rows[0].Metrics);

        var cut = await AskAsync($"\"date_range\":[\"2023-05-01T00:00:00\",\"2023-05-31T23:59:58\"],{Metrics}");
        Assert.Equal("unsupported_interval", cut.Meta.Imports!.SkipReason);
    }

    [Fact]
    public async Task A_comparison_has_the_imported_days_of_its_own_range()
    {
        await StartAsync();

        var result = await AskAsync(
            "\"metrics\":[\"visitors\"],\"date_range\":[\"2023-05-21\",\"2023-05-22\"]",
            "\"comparisons\":\"previous_period\""
        );

        var row = Assert.Single(result.Rows);
        Assert.Equal(1, row.Metrics[0]);
        Assert.Equal(Visitors(19) + Visitors(20), row.Comparison!.Metrics[0]);
        Assert.Equal("out_of_range", result.Meta.Imports!.SkipReason);
        Assert.Null(result.Meta.ComparedImports!.SkipReason);
        Assert.Equal(
            """{"imports_included":false,"imports_skip_reason":"out_of_range","comparison_imports_included":true}""",
            Meta(result)
        );
    }

    [Fact]
    public async Task A_range_with_imports_is_compared_with_one_that_they_cannot_answer()
    {
        await StartAsync();

        // Two hours of an imported day, and a day from noon to noon.
        foreach (
            var compared in (string[])
                ["""["2023-05-09T10:00:00Z","2023-05-09T11:59:59Z"]""", """["2023-05-08T12:00:00Z","2023-05-09T11:59:59Z"]"""]
        )
        {
            var result = await AskAsync(
                "\"metrics\":[\"visitors\"],\"date_range\":[\"2023-05-20\",\"2023-05-21\"]",
                $"\"comparisons\":{{\"mode\":\"custom\",\"date_range\":{compared}}}"
            );

            var row = Assert.Single(result.Rows);
            Assert.Equal(Visitors(20) + 1, row.Metrics[0]);
            Assert.Equal(0, row.Comparison!.Metrics[0]);
            Assert.Null(result.Meta.Imports!.SkipReason);
            Assert.Equal("unsupported_interval", result.Meta.ComparedImports!.SkipReason);
            Assert.Contains("whole days", result.Meta.ComparedImports.Warning, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_comparison_up_to_now_ends_with_a_whole_imported_day_and_says_so()
    {
        await _installation.RegisterAsync(Site);
        var files = new ImportedTables(new DateOnly(2023, 5, 1), days: 40);
        await files.ImportAsync(_installation, Site);
        await SendAsync("2023-06-10T10:00:00Z");

        var result = await AskAsync("\"metrics\":[\"pageviews\"],\"date_range\":\"day\"", "\"comparisons\":\"previous_period\"");

        Assert.Equal(
            files.Sum("imported_visitors", "pageviews", row => row.Day == new DateOnly(2023, 6, 9)),
            Assert.Single(result.Rows).Comparison!.Metrics[0]
        );
        Assert.Equal("2023-06-09T23:59:59", result.Executed.ComparedLast!.Value.ToString("s", CultureInfo.InvariantCulture));
        Assert.Contains("whole day 2023-06-09", result.Meta.ComparedImports!.Warning, StringComparison.Ordinal);
        var events = await _installation.AskAsync(
            Site,
            "\"metrics\":[\"pageviews\"],\"date_range\":\"day\",\"include\":{\"comparisons\":\"previous_period\"}"
        );
        Assert.Equal("2023-06-09T12:00:00", events.Executed.ComparedLast!.Value.ToString("s", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("""{"window":3}""")]
    [InlineData("""{"kind":"exponential","half_life":2}""")]
    public async Task An_average_has_the_imported_days_before_the_range(string average)
    {
        await StartAsync();

        var question = $$"""
            "metrics":[{"metric":"pageviews","rolling_average":{{average}} }],{{ByDay}},"date_range":
            """;
        var longer = await AskAsync($"{question}[\"2023-05-01\",\"2023-05-22\"]");
        var range = await AskAsync($"{question}[\"2023-05-21\",\"2023-05-22\"]");

        Assert.Equal(longer.Rows[20].Metrics[0]!.Value, range.Rows[0].Metrics[0]!.Value, 1e-6);
        Assert.Null(range.Meta.Imports!.SkipReason);
        if (average.Contains("window", StringComparison.Ordinal))
        {
            Assert.Equal((Pageviews(19) + Pageviews(20) + 1) / 3, range.Rows[0].Metrics[0]!.Value, 1e-9);
        }
    }

    [Fact]
    public async Task An_import_outside_of_the_range_does_not_matter()
    {
        await _installation.RegisterAsync(Site);
        await _files.ImportAsync(_installation, Site, ownFrom: new DateOnly(2023, 5, 11), hash: "old", without: ["imported_pages"]);
        await _files.ImportAsync(_installation, Site, hash: "new");

        var result = await AskAsync(
            "\"metrics\":[\"pageviews\"],\"dimensions\":[\"event:page\"],\"filters\":[[\"is\",\"event:page\",[\"/thanks\"]]],"
                + "\"date_range\":[\"2023-05-11\",\"2023-05-20\"]"
        );

        Assert.Null(result.Meta.Imports!.SkipReason);
        Assert.Equal(
            _files.Sum("imported_pages", "pageviews", row => row.Cells["page"] == "/thanks" && row.Day.Day > 10),
            Assert.Single(result.Rows).Metrics[0]
        );
    }

    [Fact]
    public async Task An_import_that_only_averages_need_leaves_the_range_its_own()
    {
        await _installation.RegisterAsync(Site);
        await _files.ImportAsync(_installation, Site, ownFrom: new DateOnly(2023, 5, 11), hash: "old", without: ["imported_devices"]);
        await _files.ImportAsync(_installation, Site, hash: "new");

        var result = await AskAsync(
            "\"metrics\":[\"visitors\",{\"metric\":\"visitors\",\"rolling_average\":{\"window\":5}}],"
                + $"\"filters\":[[\"is\",\"visit:device\",[\"Mobile\"]]],{ByDay},\"date_range\":[\"2023-05-11\",\"2023-05-12\"]"
        );

        Assert.Null(result.Meta.Imports!.SkipReason);
        Assert.Contains("import 1 has no imported_devices", result.Meta.Imports.Warning, StringComparison.Ordinal);
        Assert.Contains("before the range", result.Meta.Imports.Warning, StringComparison.Ordinal);
        Assert.Equal(
            _files.Sum("imported_devices", "visitors", row => row.Cells["device"] == "Mobile" && row.Day.Day == 11),
            result.Rows[0].Metrics[0]
        );
    }

    [Fact]
    public async Task Imports_leave_out_the_local_day_of_an_event_where_zones_have_half_hours()
    {
        const string Zone = "Asia/Kolkata";
        await _installation.RegisterAsync(Site, Zone);
        await _files.ImportAsync(_installation, Site);

        // 15 May, 00:15 there.
        await SendAsync("2023-05-14T18:45:00Z");

        var result = await _installation.AskAsync(
            Site,
            $"\"metrics\":[\"pageviews\"],\"date_range\":[\"2023-05-13\",\"2023-05-16\"],{ByDay},\"include\":{{\"imports\":true}}",
            Zone
        );
        Assert.Equal([(double?)Pageviews(13), Pageviews(14), 1, Pageviews(16)], result.Rows.Select(row => row.Metrics[0]));
        var average = await _installation.AskAsync(
            Site,
            $"\"metrics\":[{{\"metric\":\"pageviews\",\"rolling_average\":{{\"window\":3}}}}],"
                + $"\"date_range\":[\"2023-05-14\",\"2023-05-15\"],{ByDay}",
            Zone
        );
        Assert.Equal("2023-05-15: 1", AskedSite.Rows(average));
        var all = await _installation.AskAsync(Site, "\"metrics\":[\"pageviews\"],\"date_range\":\"all\"", Zone);
        Assert.Equal("2023-05-15", all.Executed.First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("time:minute", """["2023-05-22T10:44:00Z","2023-05-22T10:46:59Z"]""", "10:45:00: 1; 2023-05-22 10:46:00: 0.5")]
    [InlineData("time:minute", """["2023-05-22T10:45:00Z","2023-05-22T10:45:59Z"]""", "10:45:00: 1")]
    [InlineData("time:minute", """["2023-05-22T10:40:00Z","2023-05-22T10:45:09Z"]""", "")]
    public async Task Minutes_of_the_first_hour_before_the_first_event_are_no_zeros(string unit, string range, string expected)
    {
        await _installation.RegisterAsync(Site);
        await SendAsync("2023-05-22T10:45:10Z");

        var result = await _installation.AskAsync(
            Site,
            $$"""
            "metrics":[{"metric":"pageviews","rolling_average":{"window":30} }],"date_range":{{range}},"dimensions":["{{unit}}"]
            """
        );
        Assert.Equal(expected.Length == 0 ? "" : $"2023-05-22 {expected}", AskedSite.Rows(result));
    }

    private static string Meta(QueryResult result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        QueryResultJson.Write(result, buffer);
        return JsonElement.Parse(buffer.WrittenSpan).GetProperty("meta").GetRawText();
    }

    private double Visitors(int day) => _files.Sum("imported_visitors", "visitors", row => row.Day.Day == day);

    private double Pageviews(int day) => _files.Sum("imported_visitors", "pageviews", row => row.Day.Day == day);

    private async Task StartAsync()
    {
        await _installation.RegisterAsync(Site);
        await _files.ImportAsync(_installation, Site);
        await SendAsync("2023-05-21T10:00:00Z");
    }

    private Task<QueryResult> AskAsync(string query, string? include = null) =>
        _installation.AskAsync(Site, $"{query},\"include\":{{\"imports\":true{(include is null ? string.Empty : "," + include)}}}");

    private async Task SendAsync(string timestamp)
    {
        var body = Encoding.UTF8.GetBytes(
            $$"""[{"domain":"{{Site}}","name":"pageview","url":"https://{{Site}}/","timestamp":"{{timestamp}}","visitor_id":"v"}]"""
        );
        await _installation.CollectAsync(body, isBatch: true, isImport: true);
        await _installation.AggregateAsync();
        await _installation.RollUpAsync();
    }
}
