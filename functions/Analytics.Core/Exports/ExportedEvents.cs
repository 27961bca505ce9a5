using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Core.Dimensions;
using Analytics.Core.Hashing;
using Analytics.Core.Places;
using Analytics.Core.Queries.Events;

namespace Analytics.Core.Exports;

/// <summary>
/// Writes stored events in the format of an import, one JSON object per line, so that a site that imports them has the same numbers. The
/// id of an event is derived from its content, so that importing a file twice changes nothing. It differs from the original id, which is
/// not stored with the event; so each line names the registration that it comes from, and that registration refuses its import. Not
/// thread-safe.
/// </summary>
/// <param name="origin">The exported registration; see <see cref="Sites.Site.Origin"/>.</param>
public sealed class ExportedEvents(string origin)
{
    /// <summary>The JSON member that names the exported registration.</summary>
    public const string SourceName = "exported_from";

    private const decimal Micros = 1_000_000m;
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };
    private static readonly string[] Names = [.. Enum.GetValues<VisitDimension>().Select(dimension => dimension.Name)];

    private readonly ArrayBufferWriter<byte> _line = new();
    private Utf8JsonWriter? _json;
    private ulong _lastHash;
    private int _ordinal;

    /// <summary>Writes an event and a line feed.</summary>
    /// <param name="stored">The event, in the order of the reader.</param>
    /// <param name="output">Receives the line.</param>
    public void Write(StoredEvent stored, IBufferWriter<byte> output)
    {
        _line.ResetWrittenCount();
        _json ??= new(_line, Options);
        _json.Reset(_line);
        _json.WriteStartObject();
        WriteMembers(_json, stored);
        _json.Flush();

        // Equal events of a visitor are adjacent, so a counter of the equal ones before makes their ids distinct.
        var hash = XxHash64.Hash(_line.WrittenSpan);
        _ordinal = hash == _lastHash ? _ordinal + 1 : 0;
        _lastHash = hash;
        _json.WriteString(SourceName, origin);
        _json.WriteString("id"u8, string.Create(CultureInfo.InvariantCulture, $"{hash:x16}-{_ordinal}"));
        _json.WriteEndObject();
        _json.Flush();
        output.Write(_line.WrittenSpan);
        output.Write("\n"u8);
    }

    /// <summary>Returns the name of a dimension in an import.</summary>
    public static string NameOf(VisitDimension dimension) => Names[(int)dimension];

    /// <summary>Returns the address of a page for readers of the file; an import uses page and host instead.</summary>
    public static string UrlOf(StoredEvent stored)
    {
        var host = Uri.CheckHostName(stored.Hostname) == UriHostNameType.Unknown ? "unknown.invalid" : stored.Hostname;
        var page = Uri.EscapeDataString(stored.Page).Replace("%2F", "/", StringComparison.Ordinal);
        return $"https://{host}{(page.StartsWith('/') ? "" : "/")}{page}";
    }

    private static void WriteMembers(Utf8JsonWriter json, StoredEvent stored)
    {
        json.WriteString(
            "timestamp"u8,
            DateTimeOffset
                .FromUnixTimeMilliseconds(stored.TimestampMilliseconds)
                .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        );
        json.WriteString("name"u8, stored.Name);
        json.WriteString("url"u8, UrlOf(stored));
        json.WriteString("visitor_hash"u8, stored.Visitor.ToString("x16", CultureInfo.InvariantCulture));
        if (stored.PreviousVisitor != 0)
        {
            json.WriteString("previous_visitor_hash"u8, stored.PreviousVisitor.ToString("x16", CultureInfo.InvariantCulture));
        }

        if (!stored.IsInteractive)
        {
            json.WriteBoolean("interactive"u8, false);
        }

        if (stored.Value is { } value && double.IsFinite(value))
        {
            json.WriteNumber("value"u8, value);
        }

        if (stored.ScrollDepth is { } depth)
        {
            json.WriteNumber("scroll_depth"u8, depth);
        }

        if (stored.EngagementMilliseconds is { } engagement)
        {
            json.WriteNumber("engagement_time"u8, engagement);
        }

        if (stored.Currency is { } currency)
        {
            json.WriteStartObject("revenue"u8);
            json.WriteString("currency"u8, currency);
            json.WriteNumber("amount"u8, stored.AmountMicros / Micros);
            json.WriteEndObject();
        }

        if (stored.Properties.Count > 0)
        {
            json.WriteStartObject("props"u8);
            foreach (var (key, text) in stored.Properties)
            {
                json.WriteString(key, text);
            }

            json.WriteEndObject();
        }

        WriteDimensions(json, stored);
    }

    private static void WriteDimensions(Utf8JsonWriter json, StoredEvent stored)
    {
        json.WriteStartObject("dimensions"u8);
        json.WriteString("event:page"u8, stored.Page);
        json.WriteString("event:hostname"u8, stored.Hostname);
        for (var i = 0; i < stored.Dimensions.Count && i < Names.Length; i++)
        {
            var text = stored.Dimensions[i];
            var isPlace = (VisitDimension)i is VisitDimension.Region or VisitDimension.City;
            if (isPlace && PlaceText.CodeOf(text).Length < text.Length)
            {
                json.WriteString(Names[i], PlaceText.CodeOf(text));
                json.WriteString($"{Names[i]}_name", PlaceText.NameOf(text));
            }
            else if (text.Length > 0 || (VisitDimension)i == VisitDimension.Channel)
            {
                json.WriteString(Names[i], text);
            }
        }

        json.WriteEndObject();
    }
}
