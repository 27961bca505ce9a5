namespace Analytics.Core.AccessLogs.Formats;

/// <summary>JSON access logs of Caddy.</summary>
internal sealed class CaddyJsonFormat()
    : JsonFormat(
        (LogSlot.Address, ["request.client_ip", "request.remote_ip", "request.remote_addr"]),
        (LogSlot.Forwarded, ["request.headers.X-Forwarded-For"]),
        (LogSlot.Time, ["ts"]),
        (LogSlot.Method, ["request.method"]),
        (LogSlot.Target, ["request.uri"]),
        (LogSlot.Status, ["status"]),
        (LogSlot.Bytes, ["size"]),
        (LogSlot.Referrer, ["request.headers.Referer"]),
        (LogSlot.Agent, ["request.headers.User-Agent"]),
        (LogSlot.Host, ["request.host"])
    );
