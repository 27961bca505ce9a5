namespace Analytics.Core.AccessLogs.Formats;

/// <summary>JSON access logs of Traefik. They have agents and referrers only if Traefik is configured to keep these headers.</summary>
internal sealed class TraefikJsonFormat()
    : JsonFormat(
        (LogSlot.Address, ["ClientHost", "ClientAddr"]),
        (LogSlot.Forwarded, ["request_X-Forwarded-For"]),
        (LogSlot.Time, ["StartUTC", "StartLocal", "time"]),
        (LogSlot.Method, ["RequestMethod"]),
        (LogSlot.Target, ["RequestPath"]),
        (LogSlot.Status, ["DownstreamStatus", "OriginStatus"]),
        (LogSlot.Bytes, ["DownstreamContentSize", "OriginContentSize"]),
        (LogSlot.Referrer, ["request_Referer"]),
        (LogSlot.Agent, ["request_User-Agent"]),
        (LogSlot.Host, ["RequestHost", "RequestAddr"]),
        (LogSlot.Scheme, ["RequestScheme"])
    );
