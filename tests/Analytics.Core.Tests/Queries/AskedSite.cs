using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Core.Dimensions;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Sites;

namespace Analytics.Core.Tests.Queries;

/// <summary>A site with events that can be asked as over HTTP.</summary>
internal sealed class AskedSite(string zone = "UTC", string now = "2026-03-15T12:00:00Z")
{
    public const string Domain = "shop.example";

    private readonly List<NaiveEvent> _events = [];

    public DateTimeOffset Now { get; } = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture);

    public List<NaiveTraffic> Traffic { get; } = [];

    public InMemoryGoals Goals { get; } = new();

    public IRollupScanner Scanner => new NaiveScanner(_events, Traffic);

    public Site Site => new(Domain, zone, DateTimeOffset.UnixEpoch);

    public AskedSite Add(
        string at,
        ulong visitor,
        string page = "/",
        string name = "pageview",
        string host = "",
        bool interactive = true,
        (VisitDimension Dimension, string Value)[]? visit = null,
        (string Key, string Value)[]? props = null,
        int? scroll = null
    )
    {
        _events.Add(
            new NaiveEvent(
                Domain,
                Second(at),
                visitor,
                name,
                page,
                host,
                visit?.ToDictionary(item => item.Dimension, item => item.Value),
                props?.ToDictionary(item => item.Key, item => item.Value),
                interactive
            )
            {
                ScrollDepth = scroll,
            }
        );
        return this;
    }

    public AskedSite Add(IEnumerable<NaiveEvent> events)
    {
        _events.AddRange(events);
        return this;
    }

    public AskedSite AddGoals(Action<InMemoryGoals> add)
    {
        add(Goals);
        return this;
    }

    public static long Second(string at) =>
        DateTimeOffset.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds();

    public async Task<QueryResult> AskAsync(string body)
    {
        var json = body.Contains("site_id", StringComparison.Ordinal) ? body : $$"""{"site_id":"{{Domain}}",{{body}}}""";
        return await new QueryEngine(Scanner, new FixedTime(Now), Goals).ExecuteAsync(
            Site,
            QueryParser.Parse(Encoding.UTF8.GetBytes(json)),
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>The first and the last second of the comparison range.</summary>
    public async Task<(long First, long Last)> ComparedAsync(string body)
    {
        var executed = (await AskAsync(body)).Executed;
        return (executed.ComparedFirst!.Value.ToUnixTimeSeconds(), executed.ComparedLast!.Value.ToUnixTimeSeconds());
    }

    /// <summary>The rows as text: labels, a colon, values; rows separated by semicolons.</summary>
    public async Task<string> RowsAsync(string body) => Rows(await AskAsync(body));

    public static string Rows(QueryResult result) =>
        string.Join(
            "; ",
            result.Rows.Select(row =>
                $"{string.Join(",", row.Dimensions)}: {string.Join(",", row.Metrics.Select(Text))}".TrimStart(':', ' ')
            )
        );

    public static string Text(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "null";

    public async Task<JsonElement> JsonAsync(string body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        QueryResultJson.Write(await AskAsync(body), buffer);
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
