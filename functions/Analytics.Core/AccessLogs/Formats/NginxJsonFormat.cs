namespace Analytics.Core.AccessLogs.Formats;

/// <summary>JSON logs with the variables of nginx or Apache, under the names that people give them.</summary>
internal sealed class NginxJsonFormat()
    : JsonFormat(
        (
            LogSlot.Address,
            ["remote_addr", "remote_ip", "client_ip", "clientip", "ip", "remote_host", "remotehost", "client", "remoteip", "clientaddress"]
        ),
        (LogSlot.Forwarded, ["http_x_forwarded_for", "x_forwarded_for", "x-forwarded-for", "xff"]),
        (LogSlot.Time, ["time_iso8601", "time_local", "@timestamp", "timestamp", "time", "datetime", "date", "ts", "msec"]),
        (LogSlot.Method, ["request_method", "method", "http_method", "verb"]),
        (LogSlot.Target, ["request_uri", "requesturi", "uri", "path", "url", "document_uri"]),
        (LogSlot.Query, ["args", "query_string", "query"]),
        (LogSlot.Request, ["request", "request_line"]),
        (LogSlot.Status, ["status", "status_code", "statuscode", "response", "response_status", "code"]),
        (LogSlot.Bytes, ["body_bytes_sent", "bytes_sent", "bytes", "size", "length"]),
        (LogSlot.Referrer, ["http_referer", "http_referrer", "referer", "referrer"]),
        (LogSlot.Agent, ["http_user_agent", "user_agent", "useragent", "agent", "user-agent"]),
        (LogSlot.Host, ["host", "http_host", "vhost", "virtual_host", "server_name", "domain"]),
        (LogSlot.Scheme, ["scheme", "request_scheme"])
    );
