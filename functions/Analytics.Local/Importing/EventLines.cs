using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Core.AccessLogs;
using Analytics.Core.Hashing;
using Analytics.Core.Text;

namespace Analytics.Local.Importing;

/// <summary>
/// Lines that are events of the API. A missing domain becomes the site's. A missing id is derived from the line, so that importing a file
/// again changes nothing; for the same reason a timestamp is required.
/// </summary>
/// <param name="domain">The site.</param>
/// <param name="takesOwnExport">True to remove the mark of an export, so that the site accepts its own export.</param>
/// <param name="rememberedLines">Minimum number of distinct lines among which equal ones are told apart.</param>
internal sealed class EventLines(string domain, bool takesOwnExport = false, int rememberedLines = LineOrdinals.MostLines) : ILineConverter
{
    private const int ExaminedLines = 200;

    private readonly LineOrdinals _ordinals = new(rememberedLines);
    private readonly byte[] _utf8Domain = Encoding.UTF8.GetBytes(domain);
    private readonly byte[] _domainMember = Encoding.UTF8.GetBytes($"\"domain\":\"{JsonEncodedText.Encode(domain)}\",");

    public bool NeedsWholeLines => true;

    public bool HasForgottenLines => _ordinals.HasForgotten;

    /// <summary>Counts the lines at the start of a file that are events: objects with a name, or with an address and a time.</summary>
    public static int Score(ReadOnlySpan<byte> start, bool isWhole)
    {
        var (lines, events) = (0, 0);
        while (!start.IsEmpty && lines < ExaminedLines)
        {
            var end = start.IndexOf((byte)'\n');
            var line = (end < 0 ? start : start[..end]).Trim(" \t\r"u8);
            start = end < 0 ? default : start[(end + 1)..];
            lines++;

            // A line longer than the start of the file is judged by its first bytes.
            events += IsEvent(line, isCutOff: end < 0 && !isWhole) ? 1 : 0;
        }

        return events;
    }

    private static bool IsEvent(ReadOnlySpan<byte> line, bool isCutOff)
    {
        bool hasName = false,
            hasUrl = false,
            hasTimestamp = false;
        try
        {
            var reader = new Utf8JsonReader(line, isFinalBlock: !isCutOff, default);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                hasName |= JsonStrings.ValueIs(ref reader, "name"u8) || JsonStrings.ValueIs(ref reader, "n"u8);
                hasUrl |= JsonStrings.ValueIs(ref reader, "url"u8) || JsonStrings.ValueIs(ref reader, "u"u8);
                hasTimestamp |= JsonStrings.ValueIs(ref reader, "timestamp"u8);
                if (!reader.TrySkip())
                {
                    break;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return hasName || (hasUrl && hasTimestamp);
    }

    public string? Convert(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        line = line.Trim(" \t\r\n"u8);
        var hash = XxHash64.Hash(line);
        bool hasDomain = false,
            hasId = false,
            hasTimestamp = false,
            sameSite = true;
        var source = (Start: 0, End: 0);
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return SkipReasons.Malformed;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isDomain = JsonStrings.ValueIs(ref reader, "domain"u8) || JsonStrings.ValueIs(ref reader, "d"u8);
                hasDomain |= isDomain;
                hasId |= JsonStrings.ValueIs(ref reader, "id"u8);
                hasTimestamp |= JsonStrings.ValueIs(ref reader, "timestamp"u8);
                var isSource = takesOwnExport && JsonStrings.ValueIs(ref reader, "exported_from"u8);
                source =
                    isSource ? ((int)reader.TokenStartIndex, 0)
                    : source is { Start: > 0, End: 0 } ? (source.Start, (int)reader.TokenStartIndex)
                    : source;
                reader.Read();
                sameSite &= !isDomain || (reader.TokenType == JsonTokenType.String && JsonStrings.ValueIs(ref reader, _utf8Domain));
                reader.Skip();
            }

            // Content after the object would be a second value on the line.
            if (reader.Read())
            {
                return SkipReasons.Malformed;
            }
        }
        catch (JsonException)
        {
            return SkipReasons.Malformed;
        }

        if (!hasTimestamp || !sameSite)
        {
            return hasTimestamp ? SkipReasons.OtherSite : SkipReasons.NoTimestamp;
        }

        output.Write("{"u8);
        if (!hasDomain)
        {
            output.Write(_domainMember);
        }

        if (!hasId)
        {
            output.Write(
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"id\":\"{hash:x16}-{_ordinals.Next(hash)}\","))
            );
        }

        // The removed member is followed by another one.
        output.Write(source.End > 0 ? line[1..source.Start] : line[1..]);
        output.Write(source.End > 0 ? line[source.End..] : default);
        output.Write("\n"u8);
        return null;
    }
}
