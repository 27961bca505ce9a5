using System.Text;
using Analytics.Core.Imports;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Imports;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Imports;

/// <summary>
/// An imported day counts exactly where the site has no events of its own on that day, whatever stands before or after it. Imports are of
/// 1 to 20 May 2023.
/// </summary>
public sealed class ImportedOwnDaysTests : IDisposable
{
    private const string Site = "s.example";
    private const string ByDay = "\"metrics\":[\"pageviews\"],\"dimensions\":[\"time:day\"]";

    private readonly Installation _installation = new(new DateTimeOffset(2023, 6, 10, 12, 0, 0, TimeSpan.Zero));
    private readonly ImportedTables _files = new(new DateOnly(2023, 5, 1), days: 20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _installation.Dispose();

    [Fact]
    public async Task An_event_hides_its_own_day_alone_even_if_it_is_older_than_the_import()
    {
        await _installation.RegisterAsync(Site);
        await _files.ImportAsync(_installation, Site);
        await SendAsync("2023-04-20T10:00:00Z", "2023-05-15T10:00:00Z", "2023-05-15T23:59:59Z");

        var result = await AskAsync($"\"date_range\":\"all\",{ByDay}");

        var expected = Enumerable.Range(1, 20).Select(day => (Day: $"2023-05-{day:00}", Views: day == 15 ? 2 : Pageviews(day)));
        Assert.Equal(
            [("2023-04-20", (double?)1), .. expected.Select(day => (day.Day, (double?)day.Views))],
            result.Rows.Select(row => (row.Dimensions[0]!, row.Metrics[0]))
        );
        Assert.Null(result.Meta.Imports!.SkipReason);
        Assert.Equal(
            1 + expected.Sum(day => day.Views),
            Assert.Single((await AskAsync("\"date_range\":\"all\",\"metrics\":[\"pageviews\"]")).Rows).Metrics[0]
        );
        var own = await AskAsync($"\"date_range\":[\"2023-05-15\",\"2023-05-15\"],{ByDay}");
        Assert.Equal("out_of_range", own.Meta.Imports!.SkipReason);
        Assert.Equal(2, Assert.Single(own.Rows).Metrics[0]);
    }

    [Fact]
    public async Task Days_that_get_events_later_and_lose_them_again_change_the_next_answer()
    {
        await _installation.RegisterAsync(Site);
        await _files.ImportAsync(_installation, Site);
        Assert.Equal(Pageviews(7), await ViewsAsync("2023-05-07"));

        // Still live, and then rolled up.
        await CollectAsync("2023-05-07T10:00:00Z");
        await _installation.AggregateAsync();
        Assert.Equal(1, await ViewsAsync("2023-05-07"));
        await _installation.RollUpAsync();
        Assert.Equal(1, await ViewsAsync("2023-05-07"));
        Assert.Equal(Pageviews(6), await ViewsAsync("2023-05-06"));
        Assert.Equal(Pageviews(8), await ViewsAsync("2023-05-08"));

        await _installation.EraseVisitorAsync(Site, "v");
        Assert.Equal(Pageviews(7), await ViewsAsync("2023-05-07"));
    }

    [Fact]
    public async Task A_comparison_ends_with_a_whole_imported_day_unless_the_site_has_events_on_it()
    {
        await _installation.RegisterAsync(Site);
        await new ImportedTables(new DateOnly(2023, 5, 1), days: 40).ImportAsync(_installation, Site);
        await SendAsync("2023-06-10T08:00:00Z");
        const string Question =
            "\"metrics\":[\"pageviews\"],\"date_range\":\"day\",\"include\":{\"imports\":true,\"comparisons\":{\"mode\":\"previous_period\"}}";
        Assert.Contains(
            "2023-06-09",
            (await _installation.AskAsync(Site, Question)).Meta.ComparedImports!.Warning,
            StringComparison.Ordinal
        );

        await SendAsync("2023-06-09T18:00:00Z");

        var compared = await _installation.AskAsync(Site, Question);
        Assert.Equal("out_of_range", compared.Meta.ComparedImports!.SkipReason);
        Assert.Equal(0, Assert.Single(compared.Rows).Comparison!.Metrics[0]);
    }

    [Fact]
    public async Task Files_leave_out_the_days_with_events_and_are_refused_only_if_no_other_is_left()
    {
        await _installation.RegisterAsync(Site);
        var (first, day) = (new DateOnly(2023, 5, 1), new DateOnly(2023, 5, 12));
        var draft = new ImportedDraft("h");
        draft.Add(new ImportedRow(first, [], [1, 1, 0, 0, 1]));
        draft.Add(new ImportedRow(day, [], [1, 1, 0, 0, 1]));

        var refused = await Assert.ThrowsAsync<DailyImportException>(async () =>
            await _installation.Imports.BeginAsync(Site, draft, [new(first, first), new(day, day)], Token)
        );
        Assert.True(refused.IsConflict);
        Assert.Contains("Events of the site itself are on 2023-05-01, 2023-05-12;", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("nother import", refused.Message, StringComparison.Ordinal);

        // The files have nothing about 5 May.
        var begun = await _installation.Imports.BeginAsync(Site, draft, [new(first, first), new(new(2023, 5, 5), new(2023, 5, 5))], Token);
        Assert.Equal([new ImportedDays(first, first)], begun.WithEvents);
        Assert.Empty(begun.OfOthers);
        Assert.Equal([new ImportedDays(new(2023, 5, 2), new(2023, 5, 4)), new ImportedDays(new(2023, 5, 6), day)], begun.Import.Days);
    }

    [Fact]
    public async Task Only_the_imported_days_of_the_range_are_looked_at()
    {
        await _installation.RegisterAsync(Site);
        await _files.ImportAsync(_installation, Site);
        await SendAsync("2022-01-01T10:00:00Z", "2023-06-01T10:00:00Z");
        var scanner = new RangesScanner(_installation.Scanner);
        var engine = new QueryEngine(scanner, _installation.Clock, _installation.Goals, _installation.Imports);
        var query = QueryParser.Parse(
            Encoding.UTF8.GetBytes(
                $"{{\"site_id\":\"{Site}\",\"metrics\":[\"pageviews\"],\"date_range\":[\"2023-05-19\",\"2023-06-09\"],\"include\":{{\"imports\":true}}}}"
            )
        );

        var result = await engine.ExecuteAsync(new(Site, "Etc/UTC", DateTimeOffset.UnixEpoch), query, Token);

        Assert.Equal(1 + Pageviews(19) + Pageviews(20), Assert.Single(result.Rows).Metrics[0]);
        Assert.Equal([("2023-05-19T00:00:00Z", "2023-05-21T00:00:00Z"), ("2023-05-19T00:00:00Z", "2023-06-10T00:00:00Z")], scanner.Ranges);
    }

    [Theory]
    [InlineData("Etc/UTC")]
    [InlineData("Asia/Kolkata")]
    public async Task A_day_is_found_by_its_only_event_though_a_sample_of_the_visitors_is_read(string zone)
    {
        await _installation.RegisterAsync(Site, zone);
        DateOnly[] days = [new(2023, 3, 31), .. Enumerable.Range(0, 10).Select(day => new DateOnly(2023, 4, 2).AddDays(3 * day))];
        var events = days.SelectMany(
            (day, index) =>
                Enumerable
                    .Range(0, index == 0 ? 40 : 1)
                    .Select(visitor => (At: $"{day:yyyy-MM-dd}T{(zone == "Etc/UTC" ? "00:00" : "18:15")}:00Z", Visitor: $"{day}{visitor}"))
        );
        await CollectAsync([.. events]);
        await _installation.AggregateAsync();
        await _installation.RollUpAsync();

        var found = await OwnDays.FindAsync(
            _installation.Scanner,
            Site,
            ZoneTimeline.Of(zone),
            [new(new(2023, 3, 1), new(2023, 5, 31))],
            Token,
            mostEvents: 4
        );

        // 18:15 in UTC is 23:45 of the same day there.
        Assert.Equal(days.Select(day => new ImportedDays(day, day)), found);
    }

    private double Pageviews(int day) => _files.Sum("imported_visitors", "pageviews", row => row.Day.Day == day);

    private async Task<double?> ViewsAsync(string day) =>
        Assert.Single((await AskAsync($"\"date_range\":[\"{day}\",\"{day}\"],\"metrics\":[\"pageviews\"]")).Rows).Metrics[0];

    private Task<QueryResult> AskAsync(string query) => _installation.AskAsync(Site, $"{query},\"include\":{{\"imports\":true}}");

    private async Task SendAsync(params string[] timestamps)
    {
        await CollectAsync(timestamps);
        await _installation.AggregateAsync();
        await _installation.RollUpAsync();
    }

    private Task CollectAsync(params string[] timestamps) => CollectAsync([.. timestamps.Select(timestamp => (timestamp, "v"))]);

    private async Task CollectAsync(params (string At, string Visitor)[] sent)
    {
        var events = sent.Select(e =>
            $$"""{"domain":"{{Site}}","name":"pageview","url":"https://{{Site}}/","timestamp":"{{e.At}}","visitor_id":"{{e.Visitor}}"}"""
        );
        await _installation.CollectAsync(Encoding.UTF8.GetBytes($"[{string.Join(',', events)}]"), isBatch: true, isImport: true);
    }

    private sealed class RangesScanner(IRollupScanner inner) : IRollupScanner
    {
        public List<(string From, string To)> Ranges { get; } = [];

        public ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
        {
            Ranges.Add((Installation.Moment(request.From), Installation.Moment(request.To)));
            return inner.ScanAsync(request, cancellationToken);
        }

        public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) =>
            inner.FirstEventAsync(site, cancellationToken);
    }
}
