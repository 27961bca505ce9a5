using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Analytics.Core.Text;

namespace Analytics.Core.AccessLogs.Formats;

/// <summary>
/// Logs with one JSON object per line. A format is the list of its field names; the name of a nested field is its path with dots. Of a
/// list the first text counts.
/// </summary>
/// <param name="names">The names of each field, the best first; letter case is ignored.</param>
internal abstract class JsonFormat(params IEnumerable<(LogSlot Slot, string[] Names)> names) : IAccessLogFormat
{
    private const int MaxName = 120;

    private readonly LogRecord _record = new();
    private readonly FrozenDictionary<string, (LogSlot Slot, int Rank)>.AlternateLookup<ReadOnlySpan<char>> _slots = names
        .SelectMany(field => field.Names.Select((name, rank) => (name, (field.Slot, rank))))
        .ToFrozenDictionary(pair => pair.name, pair => pair.Item2, StringComparer.OrdinalIgnoreCase)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <inheritdoc/>
    public AccessLogReading Read(ReadOnlySpan<byte> line, out AccessLogLine result)
    {
        result = default;
        if (line.TrimStart((byte)' ') is not [(byte)'{', ..])
        {
            return AccessLogReading.Malformed;
        }

        return (TryRead(line) || (line.IndexOf("\\x"u8) >= 0 && TryRead(WithJsonEscapes(line)))) && _record.TryComplete(out result)
            ? AccessLogReading.Request
            : AccessLogReading.Malformed;
    }

    private bool TryRead(ReadOnlySpan<byte> line)
    {
        _record.Clear();
        Span<char> path = stackalloc char[MaxName];
        try
        {
            var json = new Utf8JsonReader(line);
            json.Read();
            ReadObject(ref json, path, 0);
            return !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void ReadObject(ref Utf8JsonReader json, scoped Span<char> path, int prefix)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var fits = !json.ValueIsEscaped && json.ValueSpan.Length < MaxName - prefix - 1;
            var length = fits ? prefix + Encoding.Latin1.GetChars(json.ValueSpan, path[prefix..]) : 0;
            json.Read();
            if (fits && json.TokenType == JsonTokenType.StartObject)
            {
                path[length] = '.';
                ReadObject(ref json, path, length + 1);
            }
            else if (fits && _slots.TryGetValue(path[..length], out var field))
            {
                ReadField(ref json, field);
            }
            else
            {
                json.Skip();
            }
        }
    }

    private void ReadField(ref Utf8JsonReader json, (LogSlot Slot, int Rank) field)
    {
        var isArray = json.TokenType == JsonTokenType.StartArray;
        var depth = json.CurrentDepth;
        if (isArray)
        {
            json.Read();
        }

        if (json.TokenType is JsonTokenType.String or JsonTokenType.Number)
        {
            var value = json.ValueSpan;
            var target = _record.Reserve(value.Length);
            var length = json.ValueIsEscaped ? JsonStrings.Unescape(value, target) : Copy(value, target);
            _record.Keep(field.Slot, length, field.Rank);
        }
        else
        {
            json.Skip();
        }

        while (isArray && !(json.TokenType == JsonTokenType.EndArray && json.CurrentDepth == depth))
        {
            json.Read();
        }
    }

    private static int Copy(ReadOnlySpan<byte> value, Span<byte> target)
    {
        value.CopyTo(target);
        return value.Length;
    }

    /// <summary>
    /// Replaces the escape <c>\x22</c>, which nginx writes unless its format says <c>escape=json</c>, by JSON's <c>\u0022</c>.
    /// </summary>
    private static byte[] WithJsonEscapes(ReadOnlySpan<byte> line)
    {
        var text = new List<byte>(line.Length + 16);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\' && i + 1 < line.Length)
            {
                text.AddRange(line[i + 1] == 'x' ? "\\u00"u8 : line.Slice(i, 2));
                i++;
            }
            else
            {
                text.Add(line[i]);
            }
        }

        return [.. text];
    }
}
