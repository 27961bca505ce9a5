using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using Analytics.Core.Dimensions;
using Analytics.Core.Keys;
using Analytics.Core.Queries.Events;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Sites;
using Analytics.Web.Bodies;
using Analytics.Web.Exports;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Parquet;
using Parquet.Schema;

namespace Analytics.Web.Tests.Exports;

public sealed class ExportTests : IAsyncLifetime
{
    private ApiHost _host = null!;
    private string _key = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        await _host.AddSiteAsync("example.com");
        _key = await _host.AddKeyAsync(KeyScopes.Sites, "example.com");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Events_are_sent_as_lines_that_an_import_reads()
    {
        Add(Event(0));

        using var response = await _host.GetAsync("/api/v1/sites/example.com/export", _key);

        Assert.Equal((HttpStatusCode.OK, "application/x-ndjson"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal("attachment; filename=\"example.com.ndjson\"", response.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal(
            """
            {"timestamp":"2026-03-01T00:00:00.250Z","name":"Signup","url":"https://example.com/a%20b/caf%C3%A9","visitor_hash":"00000000000000ff","previous_visitor_hash":"0000000000000100","interactive":false,"value":2.5,"scroll_depth":40,"engagement_time":900,"revenue":{"currency":"EUR","amount":12.345678},"props":{"k":"v"},"dimensions":{"event:page":"/a b/café","event:hostname":"example.com","visit:source":"Google","visit:channel":"","visit:region":"DE-BE","visit:region_name":"Berlin"},"exported_from":"example.com@
            """,
            (await response.Content.ReadAsStringAsync(Stop)).Split("@")[0] + "@"
        );
    }

    [Fact]
    public async Task A_value_beyond_all_numbers_is_left_out_as_no_import_could_read_it()
    {
        Add(Valued(0, double.PositiveInfinity));

        using var response = await _host.GetAsync("/api/v1/sites/example.com/export", _key);

        var line = await response.Content.ReadAsStringAsync(Stop);
        Assert.Contains("\"interactive\":false,\"scroll_depth\":40", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parquet_file_has_every_event_in_row_groups()
    {
        Add([.. Enumerable.Range(0, 20_003).Select(Event)]);

        using var response = await _host.GetAsync("/api/v1/sites/example.com/export?format=parquet", _key);

        using var file = new MemoryStream(await response.Content.ReadAsByteArrayAsync(Stop));
        await using var reader = await ParquetReader.CreateAsync(file, cancellationToken: Stop);
        Assert.Equal(2, reader.RowGroupCount);
        using var last = reader.OpenRowGroupReader(1);
        Assert.Equal(3, last.RowCount);
        var names = reader.Schema.DataFields.Select(field => field.Name).ToList();
        Assert.Equal(["timestamp", "visitor_hash"], names[..2]);
        Assert.Contains("region_name", names);
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Equal(["/20000", "/20001", "/20002"], await TextsAsync(last, reader.Schema, "page"));
        Assert.Equal(["EUR", "EUR", "EUR"], await TextsAsync(last, reader.Schema, "currency"));
        Assert.Equal(["Berlin", "Berlin", "Berlin"], await TextsAsync(last, reader.Schema, "region_name"));
    }

    [Fact]
    public async Task An_export_without_events_is_a_whole_file()
    {
        using var response = await _host.GetAsync("/api/v1/sites/example.com/export?format=parquet", _key);
        using var file = new MemoryStream(await response.Content.ReadAsByteArrayAsync(Stop));
        await using var reader = await ParquetReader.CreateAsync(file, cancellationToken: Stop);
        Assert.Equal(0, reader.RowGroupCount);

        using var lines = await _host.GetAsync("/api/v1/sites/example.com/export", _key);
        Assert.Equal("", await lines.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Reports_are_csv_files_in_a_zip()
    {
        using var response = await _host.GetAsync("/api/v1/sites/example.com/export?format=reports&from=2026-03-01&to=2026-03-09", _key);

        Assert.Equal("", response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal(
            "attachment; filename=\"example.com-2026-03-01-2026-03-09.zip\"",
            response.Content.Headers.ContentDisposition!.ToString()
        );
        await using var archive = new ZipArchive(new MemoryStream(await response.Content.ReadAsByteArrayAsync(Stop)));
        Assert.Equal(24, archive.Entries.Count);
        using var pages = new StreamReader(await archive.GetEntry("pages.csv")!.OpenAsync(Stop));
        Assert.Equal("event:page,visitors,visits,pageviews,bounce_rate,scroll_depth,time_on_page", await pages.ReadLineAsync(Stop));
    }

    [Fact]
    public async Task Every_visit_dimension_is_in_a_report()
    {
        using var response = await _host.GetAsync("/api/v1/sites/example.com/export?format=reports&from=2026-03-01&to=2026-03-01", _key);
        await using var archive = new ZipArchive(new MemoryStream(await response.Content.ReadAsByteArrayAsync(Stop)));
        var columns = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries)
        {
            using var file = new StreamReader(await entry.OpenAsync(Stop));
            columns.UnionWith((await file.ReadLineAsync(Stop))!.Split(','));
        }

        var missing = Enum.GetValues<VisitDimension>().Select(dimension => dimension.Name).Except(columns);
        Assert.True(!missing.Any(), $"No report has {string.Join(", ", missing)}; add a row to ReportsExport.");
    }

    [Fact]
    public async Task Reports_have_all_rows_and_every_property()
    {
        await using var host = await ApiHost.StartAsync(scanner: new ManyPages(rows: 1_000_001));
        await host.AddSiteAsync("example.com");
        ((GivenEvents)host.Services.GetRequiredService<IEventReader>()).Events.Add(Event(0));

        using var response = await host.GetAsync("/api/v1/sites/example.com/export?format=reports", ApiHost.AdminKey);

        await using var archive = new ZipArchive(new MemoryStream(await response.Content.ReadAsByteArrayAsync(Stop)));
        using var pages = new StreamReader(await archive.GetEntry("pages.csv")!.OpenAsync(Stop));
        var lines = 0;
        while (await pages.ReadLineAsync(Stop) is not null)
        {
            lines++;
        }

        Assert.Equal(1_000_002, lines);
        using var properties = new StreamReader(await archive.GetEntry("properties.csv")!.OpenAsync(Stop));
        Assert.Equal("property,value,visitors,events\r\nk,\"v,1\",2,3\r\n", await properties.ReadToEndAsync(Stop));
    }

    [Theory]
    [InlineData("?format=xlsx", "ndjson, parquet, reports, imports")]
    [InlineData("?from=yesterday", "from: 'yesterday'")]
    [InlineData("?from=2026-02-02&to=2026-02-01", "is after to")]
    [InlineData("?to=1815-12-10", "to: '1815-12-10'")]
    [InlineData("?continue=again", "continue: 'again'")]
    [InlineData("?continue=2026-03-05&format=parquet", "ask for fewer days")]
    [InlineData("?form=reports", "'form' is unknown; format, from, to, continue, imports are known")]
    [InlineData("?format=reports&imports=yes", "imports: 'yes' is neither true nor false")]
    [InlineData("?imports=true", "imports: format ndjson has no totals; leave it out, or export format reports")]
    public async Task A_bad_question_is_refused_before_anything_is_sent(string query, string expected)
    {
        using var response = await _host.GetAsync($"/api/v1/sites/example.com/export{query}", _key);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await ApiHost.ErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_has_few_exports_at_once_and_places_are_free_again_when_readers_have_gone()
    {
        // More than the buffers of a connection hold.
        Add([.. Enumerable.Range(0, 100_000).Select(Event)]);
        await _host.AddSiteAsync("other.example");
        using var first = await BeginAsync("example.com");
        using var second = await BeginAsync("example.com");
        using var third = await BeginAsync("example.com");
        using var ofAnother = await BeginAsync("other.example");

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(10)),
            (third.StatusCode, third.Headers.RetryAfter!.Delta!.Value)
        );
        Assert.Contains("2 exports of the site", await ApiHost.ErrorAsync(third), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, ofAnother.StatusCode);
        first.Dispose();
        second.Dispose();
        var status = HttpStatusCode.ServiceUnavailable;
        for (var attempt = 0; attempt < 600 && status != HttpStatusCode.OK; attempt++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
            using var next = await BeginAsync("example.com");
            status = next.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task An_export_ends_when_its_reader_has_gone()
    {
        var events = new GivenEvents();
        events.Events.AddRange(Enumerable.Range(0, 10_000).Select(Event));
        var connection = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await connection.Reader.CompleteAsync();
        var site = (await _host.Services.GetRequiredService<ISiteDirectory>().FindAsync("example.com", Stop))!.Site;
        var range = new ExportRange(site, null, null, 0, long.MaxValue);

        using var time = new AnswerTime(null, TimeProvider.System, Stop);

        await Assert.ThrowsAsync<ClientGoneException>(() => new NdjsonExport(events).WriteAsync(range, connection.Writer, time));
        await Assert.ThrowsAsync<ClientGoneException>(() => new ParquetExport(events).WriteAsync(range, connection.Writer, time));
    }

    private Task<HttpResponseMessage> BeginAsync(string site)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/sites/{site}/export");
        request.Headers.Authorization = new("Bearer", ApiHost.AdminKey);
        return _host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    [Fact]
    public async Task It_needs_a_key_that_manages_the_site()
    {
        await _host.AddSiteAsync("other.example", isPublic: true);
        using var without = await _host.GetAsync("/api/v1/sites/example.com/export");
        using var reading = await _host.GetAsync("/api/v1/sites/example.com/export", await _host.AddKeyAsync(KeyScopes.Stats));
        using var ofAnother = await _host.GetAsync("/api/v1/sites/other.example/export", _key);

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound],
            [without.StatusCode, reading.StatusCode, ofAnother.StatusCode]
        );
    }

    [Fact]
    public async Task Days_are_those_of_the_sites_zone()
    {
        Add(Event(0));
        await _host
            .Services.GetRequiredService<Core.Sites.SiteRegistry>()
            .CreateAsync(new("tallinn.example", "Europe/Tallinn", _host.Time.Now), Stop);

        // 02:00 in Tallinn.
        using var day = await _host.GetAsync("/api/v1/sites/tallinn.example/export?from=2026-03-01&to=2026-03-01", ApiHost.AdminKey);
        using var before = await _host.GetAsync("/api/v1/sites/tallinn.example/export?to=2026-02-28", ApiHost.AdminKey);

        Assert.NotEqual("", await day.Content.ReadAsStringAsync(Stop));
        Assert.Equal("", await before.Content.ReadAsStringAsync(Stop));
    }

    private static async Task<string[]> TextsAsync(ParquetRowGroupReader group, ParquetSchema schema, string name)
    {
        var texts = new string[group.RowCount];
        await group.ReadAsync(schema.DataFields.Single(field => field.Name == name), texts, null, Stop);
        return texts;
    }

    private static StoredEvent Event(int i) => Valued(i, 2.5);

    private static StoredEvent Valued(int i, double value)
    {
        var dimensions = Enumerable.Repeat("", 18).ToArray();
        dimensions[0] = "Google";
        dimensions[14] = "DE-BE\u001FBerlin";
        return new()
        {
            Visitor = 255,
            PreviousVisitor = 256,
            TimestampMilliseconds =
                DateTimeOffset.Parse("2026-03-01T00:00:00.250Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() + i,
            Name = "Signup",
            Page = i == 0 ? "/a b/café" : $"/{i}",
            Hostname = "example.com",
            IsInteractive = false,
            Value = value,
            ScrollDepth = 40,
            EngagementMilliseconds = 900,
            Currency = "EUR",
            AmountMicros = 12_345_678,
            Properties = [new("k", "v")],
            Dimensions = dimensions,
        };
    }

    /// <summary>Finds very many pages, and one value of each property.</summary>
    private sealed class ManyPages(int rows) : IRollupScanner
    {
        public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) =>
            ValueTask.FromResult<long?>(1_772_000_000);

        public ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult(
                request.Dimensions switch
                {
                    [{ Kind: ScanDimensionKind.Property }] => ScanResult.Empty with { Groups = [Group("v,1")] },
                    [{ Kind: ScanDimensionKind.Event, Code: (byte)EventDimension.Page }] => ScanResult.Empty with
                    {
                        Groups = [.. Enumerable.Range(0, rows).Select(i => Group($"/{i}"))],
                    },
                    _ => ScanResult.Empty,
                }
            );

        private static ScanGroup Group(string value) =>
            new()
            {
                Bucket = 0,
                Values = [value],
                [ScanCounter.Visitors] = 2,
                [ScanCounter.Events] = 3,
            };
    }

    private void Add(params StoredEvent[] events) =>
        ((GivenEvents)_host.Services.GetRequiredService<IEventReader>()).Events.AddRange(events);
}
