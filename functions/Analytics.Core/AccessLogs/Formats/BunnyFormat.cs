namespace Analytics.Core.AccessLogs.Formats;

/// <summary>
/// Logs of bunny.net. The fields are separated by bars: cache status, status, time, bytes, pull zone, address, referrer, URL, edge,
/// agent, request id and country. An agent may contain bars itself.
/// </summary>
internal sealed class BunnyFormat : IAccessLogFormat
{
    private const int AgentIndex = 9;

    /// <inheritdoc/>
    public AccessLogReading Read(ReadOnlySpan<byte> line, out AccessLogLine result)
    {
        result = default;
        Span<Range> fields = stackalloc Range[AgentIndex + 1];
        if (
            !TrySplit(line, fields)
            || !LogFields.TryStatus(line[fields[1]], out var status)
            || !AccessLogTime.TryParse(line[fields[2]], out var timestamp)
            || !LogFields.TrySplitUrl(line[fields[7]], out var scheme, out var host, out var path)
        )
        {
            return AccessLogReading.Malformed;
        }

        var agent = line[fields[AgentIndex]];
        var country = CutLast(ref agent);
        CutLast(ref agent);
        result = new AccessLogLine
        {
            Address = LogAddress.Plain(line[fields[5]]),
            TimestampMilliseconds = timestamp,

            // The log has no method. Requests other than GET, which are no pageviews, are rare behind a cache.
            Method = "GET"u8,
            Target = path,
            Status = status,
            Bytes = LogFields.Size(line[fields[3]]),
            Referrer = LogFields.OrNone(line[fields[6]]),
            UserAgent = agent,
            HasUserAgent = true,
            Host = host,
            Scheme = scheme,
            Country = country.Length == 2 ? country : default,
        };
        return AccessLogReading.Request;
    }

    private static bool TrySplit(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        var start = 0;
        for (var i = 0; i < fields.Length - 1; i++)
        {
            var bar = line[start..].IndexOf((byte)'|');
            if (bar < 0)
            {
                return false;
            }

            fields[i] = start..(start + bar);
            start += bar + 1;
        }

        fields[^1] = start..line.Length;
        return true;
    }

    private static ReadOnlySpan<byte> CutLast(scoped ref ReadOnlySpan<byte> text)
    {
        var bar = text.LastIndexOf((byte)'|');
        var last = text[(bar + 1)..];
        text = bar < 0 ? text : text[..bar];
        return last;
    }
}
