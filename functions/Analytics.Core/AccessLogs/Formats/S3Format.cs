namespace Analytics.Core.AccessLogs.Formats;

/// <summary>
/// Server access logs of Amazon S3: owner, bucket, time, address, requester, request id, operation, key, request, response, client.
/// </summary>
internal sealed class S3Format : IAccessLogFormat
{
    /// <inheritdoc/>
    public AccessLogReading Read(ReadOnlySpan<byte> line, out AccessLogLine result)
    {
        result = default;
        if (
            !AccessLogTime.TrySplit(line, out _, out var rest, out var timestamp)
            || !LogFields.TryTake(ref rest, out var address)
            || !LogFields.TrySkip(ref rest, 2)
            || !LogFields.TryTake(ref rest, out var operation)
            || operation.Count((byte)'.') < 1
            || operation.ContainsAny("/:"u8)
            || !LogFields.TryTake(ref rest, out _)
            || !LogFields.TryTakeQuoted(ref rest, out var request)
            || !LogFields.TryTake(ref rest, out var statusText)
            || !LogFields.TryStatus(statusText, out var status)
            || !LogFields.TryTake(ref rest, out _)
            || !LogFields.TryTake(ref rest, out var bytes)
            || !LogFields.TrySkip(ref rest, 3)
            || !LogFields.TryTake(ref rest, out var referrer)
            || !LogFields.TryTake(ref rest, out var agent)
        )
        {
            return AccessLogReading.Malformed;
        }

        LogFields.SplitRequest(request, out var method, out var target);
        result = new AccessLogLine
        {
            Address = LogAddress.Plain(address),
            TimestampMilliseconds = timestamp,
            Method = method,
            Target = target,
            Status = status,
            Bytes = LogFields.Size(bytes),
            Referrer = LogFields.OrNone(referrer),
            UserAgent = agent,
            HasUserAgent = true,
            Host = HostOf(rest),
            IsEscaped = true,
        };
        return AccessLogReading.Request;
    }

    /// <summary>
    /// Returns the requested host, which follows version, host id, signature version, cipher and authentication. Amazon's own host names
    /// belong to no site and are left out.
    /// </summary>
    private static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> rest) =>
        LogFields.TrySkip(ref rest, 5)
        && LogFields.TryTake(ref rest, out var host)
        && LogAddress.IsHostName(host)
        && !host.EndsWith(".amazonaws.com"u8)
            ? host
            : default;
}
