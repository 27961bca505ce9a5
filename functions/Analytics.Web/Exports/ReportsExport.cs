using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Results;

namespace Analytics.Web.Exports;

/// <summary>Every report as a CSV file, in a zip. To add a report, add a row.</summary>
internal sealed class ReportsExport(QueryEngine engine) : IExportFormat
{
    private const int PageRows = 10_000;
    private const int MaxPages = 100;
    private const string Visits = "visitors,visits,pageviews,bounce_rate,visit_duration";

    /// <summary>The files: name, dimensions, metrics.</summary>
    private static readonly (string Name, string Dimensions, string Metrics)[] Reports =
    [
        ("days", "time:day", "visitors,visits,pageviews,events,views_per_visit,bounce_rate,visit_duration"),
        ("pages", "event:page", "visitors,visits,pageviews,bounce_rate,scroll_depth,time_on_page"),
        ("entry_pages", "visit:entry_page", Visits),
        ("exit_pages", "visit:exit_page", "visitors,visits,pageviews"),
        ("hostnames", "event:hostname", "visitors,pageviews,events"),
        ("sources", "visit:source", Visits),
        ("channels", "visit:channel", Visits),
        ("referrers", "visit:referrer", Visits),
        ("utm_sources", "visit:utm_source", Visits),
        ("utm_mediums", "visit:utm_medium", Visits),
        ("utm_campaigns", "visit:utm_campaign", Visits),
        ("utm_contents", "visit:utm_content", Visits),
        ("utm_terms", "visit:utm_term", Visits),
        ("countries", "visit:country,visit:country_name", Visits),
        ("regions", "visit:region,visit:region_name", Visits),
        ("cities", "visit:city,visit:city_name", Visits),
        ("devices", "visit:device", Visits),
        ("browsers", "visit:browser,visit:browser_version", Visits),
        ("systems", "visit:os,visit:os_version", Visits),
        ("languages", "visit:language", Visits),
        ("platforms", "visit:platform", Visits),
        ("events", "event:name", "visitors,events"),
        ("goals", "event:goal", "visitors,events,conversion_rate,total_revenue"),
    ];

    public string Name => "reports";

    public string MediaType => "application/zip";

    public string Extension => "zip";

    public async Task WriteAsync(ExportRange range, PipeWriter output, CancellationToken cancellationToken)
    {
        using var buffer = new PositionedBuffer(saysSeekable: false);
        await using (var archive = await ZipArchive.CreateAsync(buffer, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken))
        {
            foreach (var (name, dimensions, metrics) in Reports)
            {
                await using (var file = await archive.CreateEntry($"{name}.csv").OpenAsync(cancellationToken))
                await using (var writer = new StreamWriter(file))
                {
                    await WriteAsync(range, dimensions, metrics, writer, cancellationToken);
                }

                await buffer.MoveToAsync(output, cancellationToken);
            }
        }

        await buffer.MoveToAsync(output, cancellationToken);
    }

    private async Task WriteAsync(ExportRange range, string dimensions, string metrics, StreamWriter writer, CancellationToken cancellationToken)
    {
        for (var page = 0; page < MaxPages; page++)
        {
            var result = await engine.ExecuteAsync(range.Site, QueryParser.Parse(QueryOf(range, dimensions, metrics, page)), cancellationToken);
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            QueryResultCsv.Write(result, text);

            // Each page begins with the header.
            var rows = text.ToString();
            await writer.WriteAsync(rows.AsMemory(page == 0 ? 0 : rows.IndexOf('\n', StringComparison.Ordinal) + 1), cancellationToken);
            if (result.Rows.Count < PageRows)
            {
                return;
            }
        }
    }

    private static byte[] QueryOf(ExportRange range, string dimensions, string metrics, int page) => JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject
        {
            ["site_id"] = range.Site.Name,
            ["metrics"] = new JsonArray([.. metrics.Split(',').Select(metric => JsonValue.Create(metric))]),
            ["dimensions"] = new JsonArray([.. dimensions.Split(',').Select(dimension => JsonValue.Create(dimension))]),
            ["date_range"] = range.FirstDay is null && range.LastDay is null
                ? "all"
                : new JsonArray(Day(range.FirstDay ?? DateOnly.FromDateTime(DateTime.UnixEpoch)), Day(range.LastDay ?? new DateOnly(2099, 12, 30))),
            ["pagination"] = new JsonObject { ["limit"] = PageRows, ["offset"] = page * PageRows },
        },
        ApiJson.Default.JsonObject);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
