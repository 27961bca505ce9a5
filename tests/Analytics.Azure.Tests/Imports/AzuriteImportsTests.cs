using System.Globalization;
using System.Text;
using Analytics.Azure.Tests.Tables;
using Analytics.Core.Aggregation;
using Analytics.Core.Archives;
using Analytics.Core.Erasures;
using Analytics.Core.Imports;
using Analytics.Core.Jobs;
using Analytics.Core.Keys;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Results;
using Analytics.Core.Reprocessing;
using Analytics.Core.Retention;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Azure.Tests.Imports;

/// <summary>Daily aggregates of another tool in the tables of the storage emulator.</summary>
public sealed class AzuriteImportsTests : IAsyncDisposable
{
    private const string Shop = "shop.example";
    private const string Blog = "blog.example";
    private const int Pages = 1_500;
    private static readonly DateOnly First = new(2026, 2, 20);
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Now);
    private readonly PrefixedTables _tables;
    private readonly SiteRegistry _sites;

    public AzuriteImportsTests(AzuriteServer azurite)
    {
        _tables = new(azurite.Tables, TimeProvider.System);
        _sites = new(_tables, _clock);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _tables.DisposeAsync();

    [Fact]
    public async Task Months_of_many_pages_are_imported_once_asked_for_and_deleted()
    {
        var imports = await ImportAsync(Shop, days: 16);
        await ImportAsync(Shop, days: 16, imports);
        Assert.Equal("1", Assert.Single(await ListAsync(Shop)).Id);
        Assert.True((await AggregatesAsync(Shop)).Count >= 4);

        var sum = await AskAsync(Shop, "\"metrics\":[\"visitors\",\"pageviews\"]");
        var page = await AskAsync(
            Shop,
            $"\"metrics\":[\"pageviews\"],\"dimensions\":[\"event:page\"],\"filters\":[[\"is\",\"event:page\",[\"{PageOf(7)}\"]]]"
        );
        var without = await AskAsync(Shop, "\"metrics\":[\"visitors\"]", includes: false);

        Assert.Equal([16 * 5, 16 * 9], sum.Rows[0].Metrics);
        Assert.Equal(Enumerable.Range(0, 16).Sum(day => (double)ViewsOf(7, day)), page.Rows.Single().Metrics[0]);
        Assert.Equal(0, without.Rows[0].Metrics[0]);

        Assert.True(await imports.DeleteAsync(Shop, "1", Stop));
        Assert.Empty(await AggregatesAsync(Shop));
        Assert.Equal("no_imported_data", (await AskAsync(Shop, "\"metrics\":[\"visitors\"]")).Meta.Imports!.SkipReason);
    }

    [Fact]
    public async Task Retention_removes_days_of_imports()
    {
        await ImportAsync(Shop, days: 16, retentionDays: 10);

        // Of the ten days and the current one, as of the zone that is furthest behind: from 27 February on.
        await new RollupRetention(_tables, _sites, new(_tables, _clock), _clock, new()).RunAsync(Stop);

        Assert.Equal([new ImportedDays(new DateOnly(2026, 2, 27), new DateOnly(2026, 3, 7))], Assert.Single(await ListAsync(Shop)).Days);
        Assert.Equal([9 * 9.0], (await AskAsync(Shop, "\"metrics\":[\"pageviews\"]")).Rows[0].Metrics);
    }

    [Fact]
    public async Task Erasures_take_the_days_that_they_touch_and_a_deleted_site_leaves_nothing()
    {
        await ImportAsync(Shop, days: 4);
        await ImportAsync(Blog, days: 4);
        var day = new DateTimeOffset(First.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);

        await EraseAsync(new(Eraser.Kind, day.AddHours(3), day.AddHours(4), [Shop], false) { Erases = ErasureKind.Range });
        Assert.Equal([3 * 9.0], (await AskAsync(Shop, "\"metrics\":[\"pageviews\"]")).Rows[0].Metrics);
        Assert.Equal([4 * 9.0], (await AskAsync(Blog, "\"metrics\":[\"pageviews\"]")).Rows[0].Metrics);

        await EraseAsync(new(Eraser.Kind, DateTimeOffset.UnixEpoch, Now, [Shop], false) { Erases = ErasureKind.Site });
        Assert.Empty(await AggregatesAsync(Shop));
        Assert.Empty(await ListAsync(Shop));
        Assert.Equal([4 * 9.0], (await AskAsync(Blog, "\"metrics\":[\"pageviews\"]")).Rows[0].Metrics);
    }

    /// <summary>Registers a site and imports days of totals and of pages, whose names hardly compress.</summary>
    private async Task<DailyImports> ImportAsync(string site, int days, DailyImports? known = null, int? retentionDays = null)
    {
        await _sites.CreateAsync(new(site, "Etc/UTC", Now, RetentionDays: retentionDays), Stop);
        var imports = known ?? new DailyImports(_tables, _clock);
        var draft = new ImportedDraft("hash");
        var files = new[] { ("imported_visitors", VisitorsCsv(days)), ("imported_pages", PagesCsv(days)) };
        foreach (var (name, text) in files)
        {
            var csv = new ImportedCsv(name, ImportedTable.Find(name)!);
            var rows = text.Split('\n').Select(csv.Read).OfType<ImportedRow>().ToList();
            rows.ForEach(draft.Add);
            draft.Add(csv, rows.Count);
        }

        var (import, _, _) = await imports.BeginAsync(site, draft, [], Stop);
        if (import.State == DailyImportState.Complete)
        {
            return imports;
        }

        var writer = imports.Write(site, import);
        foreach (var (name, text) in files)
        {
            var csv = new ImportedCsv(name, ImportedTable.Find(name)!);
            foreach (var row in text.Split('\n').Select(csv.Read).OfType<ImportedRow>())
            {
                await writer.AddAsync(csv.Table, row, Stop);
            }
        }

        await writer.CompleteAsync(Stop);
        await imports.CompleteAsync(site, import.Id, Stop);
        return imports;
    }

    private static string VisitorsCsv(int days) =>
        "date,visitors,pageviews,bounces,visits,visit_duration\n"
        + string.Concat(Enumerable.Range(0, days).Select(day => $"{First.AddDays(day):yyyy-MM-dd},5,9,3,6,120\n"));

    private static string PagesCsv(int days) =>
        "date,hostname,page,visits,visitors,pageviews\n"
        + string.Concat(
            from day in Enumerable.Range(0, days)
            from page in Enumerable.Range(0, Pages)
            select string.Create(
                CultureInfo.InvariantCulture,
                $"{First.AddDays(day):yyyy-MM-dd},{Shop},{PageOf(page)},1,1,{ViewsOf(page, day)}\n"
            )
        );

    private static string PageOf(int page)
    {
        var random = new Random(page);
        return "/" + string.Concat(Enumerable.Range(0, 100).Select(_ => (char)('a' + random.Next(26))));
    }

    private static int ViewsOf(int page, int day) => 1 + ((page + day) % 17);

    private async Task EraseAsync(JobRequest request)
    {
        var log = new InMemoryEventLog(1, _clock);
        var jobs = new JobTable(_tables, _clock);
        using var rounds = new RollupRounds(_tables, 1, _clock, new(), new TableLease(_tables, "rollups", TimeProvider.System));
        var eraser = new Eraser(
            _tables,
            log,
            log,
            _sites,
            new ApiKeyRegistry(_tables, _clock, bytes => bytes.Fill(7), null),
            new RollingStatistics(_clock),
            new Reprocessor(_tables, new EventLogArchive(log), _sites, rounds, new(), new(), new(), _clock),
            rounds,
            jobs,
            new(_tables, _clock),
            new(),
            new() { Settle = TimeSpan.Zero },
            _clock
        );
        var job = await jobs.CreateAsync(request, Stop);
        using var signal = new JobSignal();
        await new JobRunner(jobs, [eraser], signal, _clock).RunForAsync(
            TimeSpan.FromMinutes(5),
            new TableLease(_tables, "jobs", TimeProvider.System),
            Stop
        );
        var done = (await jobs.FindAsync(job.Id, Stop))!;
        Assert.Equal((JobState.Completed, null), (done.State, done.Error));
    }

    private async Task<IReadOnlyList<DailyImport>> ListAsync(string site) => await new DailyImports(_tables, _clock).ListAsync(site, Stop);

    private async Task<QueryResult> AskAsync(string site, string query, bool includes = true) =>
        await new QueryEngine(new NaiveScanner([]), _clock, imports: new DailyImports(_tables, _clock)).ExecuteAsync(
            new(site, "Etc/UTC", Now),
            QueryParser.Parse(
                Encoding.UTF8.GetBytes(
                    $$"""{"site_id":"{{site}}","date_range":["2026-02-01","2026-03-09"],{{query}}{{(includes ? ",\"include\":{\"imports\":true}" : "")}}}"""
                )
            ),
            Stop
        );

    private async Task<List<string>> AggregatesAsync(string site)
    {
        var keys = new List<string>();
        await foreach (var row in _tables.ReadRangeAsync(TableNames.Sites, site, "aggregate", "aggregate}", headsOnly: true, Stop))
        {
            keys.Add(row.RowKey);
        }

        return keys;
    }
}
