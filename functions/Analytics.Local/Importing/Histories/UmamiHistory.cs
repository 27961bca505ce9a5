using System.Globalization;
using System.Text;
using Analytics.Core.Text;
using Analytics.Web.Clients;

namespace Analytics.Local.Importing.Histories;

/// <summary>
/// Reads the table <c>website_event</c> of Umami as CSV with a header line. For one file, from its first line on; not thread-safe.
/// </summary>
/// <param name="site">The site, for rows without a host.</param>
/// <param name="data">The properties of the events; null if they were not exported.</param>
internal sealed class UmamiHistory(string site, UmamiEventData? data = null)
{
    private const string Pageview = "1";
    private const string CustomEvent = "2";

    private static readonly string[] Needed = ["session_id", "url_path", "event_type", "created_at"];

    private CsvColumns? _columns;

    /// <summary>Counts the lines at the start of a file with the header.</summary>
    public static int Score(ReadOnlySpan<byte> start)
    {
        var end = start.IndexOf((byte)'\n');
        return end > 0 && IsHeader(Encoding.UTF8.GetString(start[..end])) ? start.Count((byte)'\n') : 0;
    }

    /// <summary>Returns the fault of the header at the start of a file that keeps it from being imported; null without one.</summary>
    /// <param name="name">The file's name, for the message.</param>
    /// <param name="start">The start of the file.</param>
    public static string? FaultOf(string name, ReadOnlySpan<byte> start)
    {
        var end = start.IndexOf((byte)'\n');
        return end > 0 && CsvColumns.Parse(Encoding.UTF8.GetString(start[..end])).Doubled is { } doubled
            ? DoubledColumn(name, doubled)
            : null;
    }

    /// <summary>Returns the message for a column that is named twice.</summary>
    public static string DoubledColumn(string name, string column) =>
        $"{name} has two columns '{column}', so that nobody can tell which one is meant; export it again with each column once: where two "
        + "tables are joined, name the columns of the second one instead of all of them.";

    public IReadOnlyList<HistoryEvent>? Read(string line, out string reason)
    {
        if (_columns is null || IsHeader(line))
        {
            _columns = CsvColumns.Parse(line);
            reason = SkipReasons.Directive;
            return null;
        }

        reason = SkipReasons.Malformed;
        if (_columns.Doubled is not null || CsvRecords.Split(line) is not { } fields || fields.Count != _columns.Count)
        {
            return null;
        }

        string Field(string name) => _columns.Field(fields, name);
        if (
            Field("session_id").Length == 0
            || !DateTimeOffset.TryParse(
                Field("created_at"),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
        )
        {
            return null;
        }

        if (NotAnEvent(Field("event_type")) is { } kind)
        {
            reason = kind;
            return null;
        }

        var isCustom = Field("event_type") == CustomEvent || (Field("event_type").Length == 0 && Field("event_name").Length > 0);
        var read = new HistoryEvent
        {
            Name = isCustom && Field("event_name").Length > 0 ? Field("event_name") : "pageview",
            Url = $"https://{(Field("hostname").Length > 0 ? Field("hostname") : site)}{Address(Field("url_path"), Field("url_query"))}",
            Referrer =
                Field("referrer_domain").Length == 0
                    ? null
                    : $"https://{Field("referrer_domain")}{Address(Field("referrer_path"), Field("referrer_query"))}",
            TimestampMilliseconds = time.ToUnixTimeMilliseconds(),
            VisitorId = Field("distinct_id").Length > 0 ? Field("distinct_id") : Field("session_id"),
            Id = Field("event_id").Length > 0 ? Field("event_id") : null,
            Dimensions = DimensionsOf(Field),
        };
        data?.AddTo(read);
        return [read];
    }

    /// <summary>
    /// Returns the reason to skip rows of an event type; null for those of the site. Links and pixels have ids and pages of their own, and
    /// rows of measurements stand beside the pageviews that they measure.
    /// </summary>
    private static string? NotAnEvent(string eventType) =>
        eventType switch
        {
            "" or Pageview or CustomEvent => null,
            "3" => "click of a short link",
            "4" => "load of a pixel",
            "5" => "measured performance",
            _ => "other type of event",
        };

    private static Dictionary<string, string> DimensionsOf(Func<string, string> field) =>
        new(StringComparer.Ordinal)
        {
            ["visit:browser"] = ProductNames.Browser(field("browser")),
            ["visit:os"] = ProductNames.System(field("os")),
            ["visit:os_version"] = ProductNames.SystemVersion(field("os")),
            ["visit:device"] = ProductNames.Device(field("device")),
            ["visit:language"] = ProductNames.Language(field("language")),
            ["visit:country"] = ProductNames.Country(field("country")),
            ["visit:region"] = field("region").Length > 0 ? field("region") : field("subdivision1"),
            ["visit:city"] = field("city"),
        };

    private static string Address(string path, string query) =>
        $"{(path.StartsWith('/') ? "" : "/")}{path}{(query.Length == 0 ? "" : query.StartsWith('?') ? query : $"?{query}")}";

    private static bool IsHeader(string line) =>
        CsvRecords.Split(line.TrimStart('\uFEFF').TrimEnd('\r')) is { } fields
        && Needed.All(needed => fields.Contains(needed, StringComparer.OrdinalIgnoreCase));
}
