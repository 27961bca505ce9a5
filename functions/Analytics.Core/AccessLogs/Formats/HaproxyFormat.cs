namespace Analytics.Core.AccessLogs.Formats;

/// <summary>
/// HTTP logs of HAProxy, with or without a syslog header. Captured request headers stand in braces without names and are recognised by
/// their form; a log without a captured agent is read like the Common format. The times have no zone and are taken as UTC.
/// </summary>
internal sealed class HaproxyFormat : IAccessLogFormat
{
    /// <inheritdoc/>
    public AccessLogReading Read(ReadOnlySpan<byte> line, out AccessLogLine result)
    {
        result = default;
        if (!AccessLogTime.TrySplit(line, out var head, out var rest, out var timestamp))
        {
            return AccessLogReading.Malformed;
        }

        var address = head[(head.LastIndexOf((byte)' ') + 1)..];

        // Frontend, backend and server, timers; then status and bytes; the request is the last text in quotation marks.
        if (
            !LogFields.TrySkip(ref rest, 2)
            || !LogFields.TryTake(ref rest, out var timers)
            || !IsTimers(timers)
            || !LogFields.TryTake(ref rest, out var statusText)
            || !LogFields.TryStatus(statusText, out var status)
            || !LogFields.TryTake(ref rest, out var bytes)
        )
        {
            return AccessLogReading.Malformed;
        }

        var quote = rest.IndexOf(" \""u8);
        var end = rest.LastIndexOf((byte)'"');
        if (quote < 0 || end <= quote + 1)
        {
            return AccessLogReading.Malformed;
        }

        ReadHeaders(rest[..quote], out var host, out var referrer, out var agent);
        LogFields.SplitRequest(rest[(quote + 2)..end], out var method, out var target);
        if (LogFields.TrySplitUrl(target, out _, out var named, out var path))
        {
            host = host.IsEmpty ? named : host;
            target = path;
        }

        result = new AccessLogLine
        {
            Address = LogAddress.Plain(address),
            TimestampMilliseconds = timestamp,
            Method = method,
            Target = target,
            Status = status,
            Bytes = LogFields.Size(bytes),
            Referrer = referrer,
            UserAgent = agent,
            HasUserAgent = !agent.IsEmpty,
            Host = host,
        };
        return AccessLogReading.Request;
    }

    /// <summary>Returns true for numbers between slashes. −1 stands for none, and + means that the response went on.</summary>
    private static bool IsTimers(ReadOnlySpan<byte> text) => text.Count((byte)'/') >= 2 && !text.ContainsAnyExcept("0123456789/-+"u8);

    private static void ReadHeaders(
        ReadOnlySpan<byte> text,
        out ReadOnlySpan<byte> host,
        out ReadOnlySpan<byte> referrer,
        out ReadOnlySpan<byte> agent
    )
    {
        host = referrer = agent = default;
        var open = text.IndexOf((byte)'{');
        var close = open < 0 ? -1 : text[open..].IndexOf((byte)'}');
        if (close < 0)
        {
            return;
        }

        var headers = text[(open + 1)..(open + close)];
        foreach (var range in headers.Split((byte)'|'))
        {
            var header = headers[range];
            if (header.StartsWith("http://"u8) || header.StartsWith("https://"u8))
            {
                referrer = referrer.IsEmpty ? header : referrer;
            }
            else if (host.IsEmpty && LogAddress.IsHostName(header))
            {
                host = header;
            }
            else if (agent.IsEmpty && header.Contains((byte)'/'))
            {
                agent = header;
            }
        }
    }
}
