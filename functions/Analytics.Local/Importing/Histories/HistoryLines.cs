using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Core.AccessLogs;
using Analytics.Core.Hashing;

namespace Analytics.Local.Importing.Histories;

/// <summary>
/// Converts lines of another tool's history, each of which holds events. An event without an id gets one derived from its line, so that
/// importing a file again changes nothing. Not thread-safe.
/// </summary>
/// <param name="domain">The site.</param>
/// <param name="read">Reads the events of a line; null if it has none, with the reason.</param>
/// <param name="isCsv">True if a line is a record of CSV.</param>
/// <param name="rememberedLines">Minimum number of distinct lines among which equal ones are told apart.</param>
internal sealed class HistoryLines(
    string domain,
    HistoryLines.Reader read,
    bool isCsv = false,
    int rememberedLines = LineOrdinals.MostLines
) : ILineConverter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Country = "visit:country";

    // A column that has something else than countries may have very many texts.
    private const int MaxLeftOut = 1_000;

    private readonly Dictionary<string, long> _leftOut = new(StringComparer.Ordinal);
    private readonly LineOrdinals _ordinals = new(rememberedLines);
    private readonly RanksInSecond _ranks = new();
    private readonly ArrayBufferWriter<byte> _events = new();
    private readonly ArrayBufferWriter<byte> _compact = new();

    /// <summary>Reads the events of a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="reason">The reason if there are none.</param>
    public delegate IReadOnlyList<HistoryEvent>? Reader(string line, out string reason);

    public IReadOnlyDictionary<string, long> LeftOut => _leftOut;

    public bool HasQuotedLineBreaks => isCsv;

    public bool NeedsWholeLines => !isCsv;

    public bool HasForgottenLines => _ordinals.HasForgotten;

    public string? Convert(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        if (read(Encoding.UTF8.GetString(line).TrimEnd('\r'), out var reason) is not { Count: > 0 } events)
        {
            return reason;
        }

        var hash = isCsv ? XxHash64.Hash(line) : HashOfJson(line);
        _events.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_events, Options))
        {
            var id = string.Empty;
            foreach (var e in events)
            {
                id =
                    e.Id
                    ?? (e.IsBeside ? $"{id}:{e.Name}" : string.Create(CultureInfo.InvariantCulture, $"{hash:x16}-{_ordinals.Next(hash)}"));
                json.Reset(_events);
                Write(json, e, id);
                e.LeftOut.ForEach(LeaveOut);
                json.Flush();
                _events.Write("\n"u8);
            }
        }

        output.Write(_events.WrittenSpan);
        return null;
    }

    // The same row in another layout is the same row.
    private ulong HashOfJson(ReadOnlySpan<byte> line)
    {
        _compact.ResetWrittenCount();
        CompactJson.Write(line, _compact);
        return XxHash64.Hash(_compact.WrittenSpan);
    }

    private int RankOf(HistoryEvent e) =>
        _ranks.Next(XxHash64.Hash(Encoding.UTF8.GetBytes(e.VisitorId), (ulong)e.TimestampMilliseconds), e.TimestampMilliseconds);

    private void Write(Utf8JsonWriter json, HistoryEvent e, string id)
    {
        json.WriteStartObject();
        json.WriteString("domain"u8, domain);
        json.WriteString("name"u8, e.Name);
        json.WriteString("url"u8, e.Url);
        json.WriteNumber("timestamp"u8, e.TimestampMilliseconds);
        if (RankOf(e) is var rank and > 0)
        {
            json.WriteNumber("rank_in_second"u8, rank);
        }

        json.WriteString("visitor_id"u8, e.VisitorId);
        json.WriteString("id"u8, id);
        if (e.IsOrderId)
        {
            json.WriteBoolean("is_order_id"u8, true);
        }

        if (!string.IsNullOrEmpty(e.Referrer))
        {
            json.WriteString("referrer"u8, e.Referrer);
        }

        if (e.ScrollDepth is { } depth)
        {
            json.WriteNumber("scroll_depth"u8, depth);
        }

        if (e.EngagementMilliseconds is { } engagement)
        {
            json.WriteNumber("engagement_time"u8, engagement);
        }

        if (e.Value is { } value)
        {
            json.WriteNumber("value"u8, value);
        }

        if (!e.IsInteractive)
        {
            json.WriteBoolean("interactive"u8, false);
        }

        if (e.Currency is not null)
        {
            json.WriteStartObject("revenue"u8);
            json.WriteString("currency"u8, e.Currency);
            json.WriteNumber("amount"u8, e.Amount);
            json.WriteEndObject();
        }

        WriteTexts(json, "props", e.Properties);
        WriteTexts(json, "dimensions", e.Dimensions);
        json.WriteEndObject();
    }

    private void WriteTexts(Utf8JsonWriter json, string name, Dictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach (var (key, text) in texts.Where(pair => pair.Value.Length > 0 && !IsUnknownCountry(pair.Key, pair.Value)))
        {
            json.WriteString(key, text);
        }

        json.WriteEndObject();
    }

    // A code has two letters; the server knows those that stand for no country, and texts for no value.
    private bool IsUnknownCountry(string key, string text)
    {
        if (key != Country || text.Length == 2 || text is "(not set)" or "Unknown" or "unknown" or "-")
        {
            return false;
        }

        LeaveOut($"country {text}");
        return true;
    }

    private void LeaveOut(string part)
    {
        if (_leftOut.Count < MaxLeftOut || _leftOut.ContainsKey(part))
        {
            _leftOut[part] = _leftOut.GetValueOrDefault(part) + 1;
        }
    }
}
