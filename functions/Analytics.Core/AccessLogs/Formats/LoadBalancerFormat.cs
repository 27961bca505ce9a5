namespace Analytics.Core.AccessLogs.Formats;

/// <summary>Access logs of AWS load balancers: Application (a type first, as <c>https</c>) and Classic.</summary>
internal sealed class LoadBalancerFormat : IAccessLogFormat
{
    /// <inheritdoc/>
    public AccessLogReading Read(ReadOnlySpan<byte> line, out AccessLogLine result)
    {
        result = default;
        var rest = line;
        if (!LogFields.TryTake(ref rest, out var time))
        {
            return AccessLogReading.Malformed;
        }

        if (!IsTime(time, out var timestamp) && (!LogFields.TryTake(ref rest, out time) || !IsTime(time, out timestamp)))
        {
            return AccessLogReading.Malformed;
        }

        // Name, client and target with ports, three durations, two statuses, bytes received and sent.
        if (
            !LogFields.TryTake(ref rest, out _)
            || !LogFields.TryTake(ref rest, out var client)
            || !LogAddress.IsAddress(client)
            || !LogFields.TrySkip(ref rest, 4)
            || !LogFields.TryTake(ref rest, out var statusText)
            || !LogFields.TrySkip(ref rest, 2)
            || !LogFields.TryTake(ref rest, out var bytes)
            || !LogFields.TryTakeQuoted(ref rest, out var request)
            || !LogFields.TryTakeQuoted(ref rest, out var agent)
        )
        {
            return AccessLogReading.Malformed;
        }

        // A request that the balancer closed has '-' for its status.
        LogFields.TryStatus(statusText, out var status);
        LogFields.SplitRequest(request, out var method, out var url);
        LogFields.TrySplitUrl(url, out var scheme, out var host, out var path);
        result = new AccessLogLine
        {
            Address = LogAddress.Plain(client),
            TimestampMilliseconds = timestamp,
            Method = method,
            Target = path,
            Status = status,
            Bytes = LogFields.Size(bytes),
            UserAgent = agent,
            HasUserAgent = true,
            Host = host,
            Scheme = scheme,
            IsEscaped = true,
        };
        return AccessLogReading.Request;
    }

    private static bool IsTime(ReadOnlySpan<byte> text, out long timestamp)
    {
        timestamp = 0;
        return text.Length >= 20 && text[4] == '-' && text[10] == 'T' && AccessLogTime.TryParse(text, out timestamp);
    }
}
