namespace Analytics.Core.AccessLogs.Formats;

/// <summary>HTTP request logs of Cloudflare Logpush.</summary>
internal sealed class CloudflareJsonFormat()
    : JsonFormat(
        (LogSlot.Address, ["ClientIP"]),
        (LogSlot.Time, ["EdgeStartTimestamp"]),
        (LogSlot.Method, ["ClientRequestMethod"]),
        (LogSlot.Target, ["ClientRequestURI", "ClientRequestPath"]),
        (LogSlot.Status, ["EdgeResponseStatus"]),
        (LogSlot.Bytes, ["EdgeResponseBytes"]),
        (LogSlot.Referrer, ["ClientRequestReferer"]),
        (LogSlot.Agent, ["ClientRequestUserAgent"]),
        (LogSlot.Host, ["ClientRequestHost"]),
        (LogSlot.Scheme, ["ClientRequestScheme"])
    );
