using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Core.EventLog;
using Analytics.Core.Hashing;

namespace Analytics.Core.AccessLogs;

/// <summary>
/// Turns the pageviews of one access log into events for an import, one JSON object a line. The id of an event derives from its line, so
/// that importing the same log again changes nothing. One converter per log, from its first line; not thread-safe.
/// </summary>
/// <param name="format">Reads the lines.</param>
/// <param name="hosts">The sites of the log's virtual hosts.</param>
/// <param name="scheme"><c>https</c> or <c>http</c>, for lines without a scheme.</param>
/// <param name="rememberedLines">Minimum number of distinct lines among which equal ones are told apart.</param>
public sealed class AccessLogConverter(
    IAccessLogFormat format,
    LogHosts hosts,
    string scheme,
    int rememberedLines = LineOrdinals.MostLines
)
{
    private const int RememberedHosts = 100;
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly LineOrdinals _ordinals = new(rememberedLines);
    private readonly RanksInSecond _ranks = new();
    private readonly Dictionary<string, long> _otherHosts = new(StringComparer.Ordinal);
    private Utf8JsonWriter? _json;

    /// <summary>Number of skipped requests by virtual host, for the first hundred such hosts.</summary>
    public IReadOnlyDictionary<string, long> OtherHosts => _otherHosts;

    /// <summary>True if the log had more distinct lines than were remembered, so that equal lines far apart may have one id.</summary>
    public bool HasForgottenLines => _ordinals.HasForgotten;

    /// <summary>Writes the line's event, with a line feed, if it is a pageview.</summary>
    /// <param name="line">The line, with or without its line end.</param>
    /// <param name="output">Receives the event; nothing is written if the line is skipped.</param>
    /// <returns>The reason for which the line was skipped, or <see cref="AccessLogSkip.None"/>.</returns>
    public AccessLogSkip Convert(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        line = line.TrimEnd("\r\n"u8);
        var reading = format.Read(line, out var parsed);
        if (reading != AccessLogReading.Request)
        {
            return reading == AccessLogReading.Directive ? AccessLogSkip.Directive : AccessLogSkip.Malformed;
        }

        // Before any line is left out: a rank depends on the log alone, and not on the hosts that an import takes.
        var visitor = XxHash64.Hash(parsed.UserAgent, XxHash64.Hash(parsed.Address, (ulong)parsed.TimestampMilliseconds));
        var rank = _ranks.Next(visitor, parsed.TimestampMilliseconds);
        var host = LogHosts.NameOf(parsed.Host);
        if (hosts.SiteOf(host) is not { } site)
        {
            NoteOther(host);
            return AccessLogSkip.OtherHost;
        }

        var skip = AccessLogFilter.Judge(parsed);
        if (skip == AccessLogSkip.None)
        {
            if (PathOf(AccessLogText.Decode(parsed, parsed.Target)) is not { } path)
            {
                return AccessLogSkip.Malformed;
            }

            Write(parsed, rank, line, site, $"{SchemeOf(parsed)}://{(host.Length == 0 ? site : host)}{path}", output);
        }

        return skip;
    }

    private void NoteOther(string host)
    {
        if (_otherHosts.Count < RememberedHosts || _otherHosts.ContainsKey(host))
        {
            _otherHosts[host] = _otherHosts.GetValueOrDefault(host) + 1;
        }
    }

    private string SchemeOf(in AccessLogLine parsed) =>
        parsed.Scheme.SequenceEqual("http"u8) || parsed.Scheme.SequenceEqual("https"u8) ? Encoding.ASCII.GetString(parsed.Scheme) : scheme;

    private void Write(in AccessLogLine parsed, int rank, ReadOnlySpan<byte> line, string site, string url, IBufferWriter<byte> output)
    {
        if (_json is null)
        {
            _json = new Utf8JsonWriter(output, Options);
        }
        else
        {
            _json.Reset(output);
        }

        var hash = XxHash64.Hash(line);
        var id = string.Create(CultureInfo.InvariantCulture, $"{hash:x16}-{_ordinals.Next(hash)}");
        _json.WriteStartObject();
        _json.WriteString("domain"u8, site);
        _json.WriteString("name"u8, "pageview"u8);
        _json.WriteString("url"u8, Cut(url, EventLimits.UrlCharacters));
        if (!parsed.Referrer.IsEmpty)
        {
            _json.WriteString("referrer"u8, Cut(AccessLogText.Decode(parsed, parsed.Referrer), EventLimits.ReferrerCharacters));
        }

        _json.WriteNumber("timestamp"u8, parsed.TimestampMilliseconds);
        if (rank > 0)
        {
            _json.WriteNumber("rank_in_second"u8, rank);
        }

        _json.WriteString("ip"u8, Cut(AccessLogText.Decode(parsed, parsed.Address), EventLimits.AddressCharacters));
        if (parsed.HasUserAgent)
        {
            WriteText("user_agent"u8, parsed, parsed.UserAgent);
        }

        if (!parsed.Country.IsEmpty)
        {
            _json.WriteStartObject("dimensions"u8);
            _json.WriteString("visit:country"u8, parsed.Country);
            _json.WriteEndObject();
        }

        _json.WriteString("id"u8, id);
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
    }

    private void WriteText(ReadOnlySpan<byte> name, in AccessLogLine parsed, ReadOnlySpan<byte> logged)
    {
        if (AccessLogText.IsPlain(parsed, logged))
        {
            _json!.WriteString(name, logged);
        }
        else
        {
            _json!.WriteString(name, AccessLogText.Decode(parsed, logged));
        }
    }

    /// <summary>
    /// Returns path and query of a target, which is a whole URL in the log of a proxy; null if it is neither a path nor a URL.
    /// </summary>
    private static string? PathOf(string target)
    {
        if (target.StartsWith('/'))
        {
            return target;
        }

        var authority = target.IndexOf("://", StringComparison.Ordinal);
        if (authority <= 0)
        {
            return null;
        }

        var path = target.IndexOf('/', authority + 3);
        return path < 0 ? "/" : target[path..];
    }

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
