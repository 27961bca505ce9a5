namespace Analytics.Core.AccessLogs.Formats;

/// <summary>
/// W3C extended log files, as IIS and CloudFront write them. <c>#Fields:</c> names the fields and may change inside a file. Spaces in
/// agents are escaped as <c>+</c> (IIS) or by per cent, once or twice (CloudFront). Times are UTC.
/// </summary>
internal sealed class W3cFormat : IAccessLogFormat
{
    private const string CloudFrontField = "x-edge-location";

    // Rank 0 is the preferred field of a slot.
    private static readonly Dictionary<string, (LogSlot Slot, int Rank)> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["date"] = (LogSlot.Date, 0),
        ["time"] = (LogSlot.Time, 0),
        ["timestamp"] = (LogSlot.Time, 1),
        ["c-ip"] = (LogSlot.Address, 0),
        ["x-forwarded-for"] = (LogSlot.Forwarded, 0),
        ["cs(X-Forwarded-For)"] = (LogSlot.Forwarded, 1),
        ["cs-method"] = (LogSlot.Method, 0),
        ["cs-uri-stem"] = (LogSlot.Target, 0),
        ["cs-uri"] = (LogSlot.Target, 1),
        ["cs-uri-query"] = (LogSlot.Query, 0),
        ["sc-status"] = (LogSlot.Status, 0),
        ["sc-bytes"] = (LogSlot.Bytes, 0),
        ["cs(Referer)"] = (LogSlot.Referrer, 0),
        ["cs(User-Agent)"] = (LogSlot.Agent, 0),
        ["x-host-header"] = (LogSlot.Host, 0),
        ["cs-host"] = (LogSlot.Host, 1),
        ["cs(Host)"] = (LogSlot.Host, 2),
        ["cs-protocol"] = (LogSlot.Scheme, 0),
    };

    private readonly LogRecord _record = new();
    private (LogSlot Slot, int Rank)?[] _fields = [];

    /// <inheritdoc/>
    public AccessLogReading Read(ReadOnlySpan<byte> line, out AccessLogLine result)
    {
        result = default;
        line = line.TrimEnd("\r\n "u8);
        if (line is [(byte)'#', ..])
        {
            return ReadDirective(line);
        }

        _record.Clear();
        var isTabbed = line.Contains((byte)'\t');
        var count = 0;
        for (
            var rest = line;
            count < _fields.Length && (isTabbed ? TryTakeTabbed(ref rest, out var text) : LogFields.TryTake(ref rest, out text));
            count++
        )
        {
            if (_fields[count] is var (slot, rank))
            {
                Keep(slot, rank, text);
            }
        }

        return count > 0 && count == _fields.Length && _record.TryComplete(out result)
            ? AccessLogReading.Request
            : AccessLogReading.Malformed;
    }

    private AccessLogReading ReadDirective(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("#Fields:"u8))
        {
            var names = System
                .Text.Encoding.UTF8.GetString(line["#Fields:".Length..])
                .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

            // CloudFront's cs(Host) is the name of the distribution; the host that was asked is x-host-header.
            var isCloudFront = names.Contains(CloudFrontField, StringComparer.OrdinalIgnoreCase);
            _fields =
            [
                .. names.Select(name =>
                    Names.TryGetValue(name, out var found) && !(isCloudFront && found is (LogSlot.Host, 2)) ? found : ((LogSlot, int)?)null
                ),
            ];
            return AccessLogReading.Directive;
        }

        ReadOnlySpan<byte> name = line[1..];
        var colon = name.IndexOf((byte)':');
        return colon > 0 && !name[..colon].ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"u8)
            ? AccessLogReading.Directive
            : AccessLogReading.Malformed;
    }

    private void Keep(LogSlot slot, int rank, ReadOnlySpan<byte> text)
    {
        if (slot is not (LogSlot.Agent or LogSlot.Referrer or LogSlot.Target))
        {
            _record.Set(slot, text, rank);
            return;
        }

        var target = _record.Reserve(text.Length);
        var length = LogEscapes.Undouble(text, target);
        if (slot == LogSlot.Agent)
        {
            length = LogEscapes.DecodeAgent(target[..length]);
        }

        _record.Keep(slot, length, rank);
    }

    private static bool TryTakeTabbed(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        var tab = rest.IndexOf((byte)'\t');
        text = tab < 0 ? rest : rest[..tab];
        rest = tab < 0 ? default : rest[(tab + 1)..];
        return !text.IsEmpty || tab >= 0;
    }
}
