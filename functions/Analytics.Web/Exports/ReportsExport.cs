using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Events;
using Analytics.Core.Queries.Results;
using Analytics.Web.Bodies;

namespace Analytics.Web.Exports;

/// <summary>Exports every report as a CSV file, in a zip. To add a report, add a row.</summary>
internal sealed class ReportsExport(QueryEngine engine, IEventReader events) : IExportFormat
{
    private const string Visits = "visitors,visits,pageviews,bounce_rate,visit_duration";

    private static readonly string ImportsHeader = CsvLine.Of([
        "report",
        "dimensions",
        "imports_included",
        "imports_skip_reason",
        "imports_warning",
    ]);

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

    public bool TakesImports => true;

    public async Task WriteAsync(ExportRange range, PipeWriter output, AnswerTime time)
    {
        var cancellationToken = time.Token;
        var included = new List<string>();
        using var buffer = new PositionedBuffer(saysSeekable: false);
        await using (
            var archive = await ZipArchive.CreateAsync(buffer, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken)
        )
        {
            foreach (var (name, dimensions, metrics) in Reports)
            {
                await using (var file = await archive.CreateEntry($"{name}.csv").OpenAsync(cancellationToken))
                await using (var writer = new StreamWriter(file))
                {
                    await WriteAsync(range, name, dimensions, metrics, writer, included, cancellationToken);
                }

                await buffer.MoveToAsync(output, cancellationToken);
            }

            await using (var file = await archive.CreateEntry("properties.csv").OpenAsync(cancellationToken))
            await using (var writer = new StreamWriter(file))
            {
                await WritePropertiesAsync(range, writer, included, cancellationToken);
            }

            if (range.WithImports)
            {
                await using var file = await archive.CreateEntry("imports.csv").OpenAsync(cancellationToken);
                await using var writer = new StreamWriter(file);
                await WriteAsync(included.Prepend(ImportsHeader), writer, cancellationToken);
            }
        }

        await buffer.MoveToAsync(output, cancellationToken);
    }

    private static async Task WriteAsync(IEnumerable<string> lines, StreamWriter writer, CancellationToken cancellationToken)
    {
        foreach (var line in lines)
        {
            await writer.WriteAsync(line.AsMemory(), cancellationToken);
        }
    }

    /// <summary>Returns a line that tells whether a report has imported totals, with the members that a query has in meta.</summary>
    private static string ImportsLine(string report, string dimensions, QueryResult result) =>
        CsvLine.Of([
            report,
            CsvLine.Text(dimensions),
            result.Meta.Imports is { SkipReason: null } ? "true" : "false",
            result.Meta.Imports?.SkipReason ?? string.Empty,
            CsvLine.Text(result.Meta.Imports?.Warning),
        ]);

    /// <summary>Writes all rows of a report. They are computed at once, so that they are consistent, and sent one by one.</summary>
    private async Task WriteAsync(
        ExportRange range,
        string name,
        string dimensions,
        string metrics,
        StreamWriter writer,
        List<string> included,
        CancellationToken cancellationToken
    )
    {
        var result = await AskAsync(range, dimensions, metrics, [], cancellationToken);
        included.Add(ImportsLine(name, dimensions, result));
        await WriteAsync(QueryResultCsv.Lines(result), writer, cancellationToken);
    }

    /// <summary>Writes the values of every custom property, with the property before each.</summary>
    private async Task WritePropertiesAsync(
        ExportRange range,
        StreamWriter writer,
        List<string> included,
        CancellationToken cancellationToken
    )
    {
        await writer.WriteAsync("property,value,visitors,events\r\n");
        foreach (var key in await PropertiesAsync(range, cancellationToken))
        {
            var dimension = $"event:props:{key}";
            JsonArray having = [new JsonArray("is_not", dimension, new JsonArray("(none)"))];
            var result = await AskAsync(range, dimension, "visitors,events", having, cancellationToken);
            included.Add(ImportsLine("properties", dimension, result));
            var lines = QueryResultCsv.Lines(result).Skip(1).Select(line => $"{CsvLine.Field(key)},{line}");
            await WriteAsync(lines, writer, cancellationToken);
        }
    }

    private async Task<IEnumerable<string>> PropertiesAsync(ExportRange range, CancellationToken cancellationToken)
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var stored in events.ReadEventsAsync(range.Site.Id, range.From, range.To, cancellationToken))
        {
            foreach (var (key, _) in stored.Properties)
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private async Task<QueryResult> AskAsync(
        ExportRange range,
        string dimensions,
        string metrics,
        JsonArray filters,
        CancellationToken cancellationToken
    )
    {
        var query = QueryParser.Parse(QueryOf(range, dimensions, metrics, filters)) with { Pagination = new(int.MaxValue, 0) };
        return await engine.ExecuteAsync(range.Site, query, cancellationToken);
    }

    private static byte[] QueryOf(ExportRange range, string dimensions, string metrics, JsonArray filters) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["site_id"] = range.Site.Domain,
                ["metrics"] = new JsonArray([.. metrics.Split(',').Select(metric => JsonValue.Create(metric))]),
                ["dimensions"] = dimensions.StartsWith("event:props:", StringComparison.Ordinal)
                    ? new JsonArray(dimensions)
                    : new JsonArray([.. dimensions.Split(',').Select(dimension => JsonValue.Create(dimension))]),
                ["date_range"] =
                    range.FirstDay is null && range.LastDay is null
                        ? "all"
                        : new JsonArray(
                            Day(range.FirstDay ?? DateOnly.FromDateTime(DateTime.UnixEpoch)),
                            Day(range.LastDay ?? new DateOnly(2099, 12, 30))
                        ),
                ["filters"] = filters,
                ["include"] = new JsonObject { ["imports"] = range.WithImports },
            },
            ApiJson.Default.JsonObject
        );

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
