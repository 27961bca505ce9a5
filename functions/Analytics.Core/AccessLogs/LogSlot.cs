namespace Analytics.Core.AccessLogs;

/// <summary>The meaning of a named field of a log.</summary>
internal enum LogSlot
{
    /// <summary>The client's address.</summary>
    Address,

    /// <summary>Addresses that proxies forwarded, the client's first.</summary>
    Forwarded,

    /// <summary>A day, where the time of day is a field of its own.</summary>
    Date,

    /// <summary>A time, or a time of day.</summary>
    Time,

    /// <summary>The request's method.</summary>
    Method,

    /// <summary>A path, maybe with its query, or a whole URL.</summary>
    Target,

    /// <summary>The query, where the path has none.</summary>
    Query,

    /// <summary>A whole request line.</summary>
    Request,

    /// <summary>The status of the answer.</summary>
    Status,

    /// <summary>Bytes of the answer.</summary>
    Bytes,

    /// <summary>The referrer.</summary>
    Referrer,

    /// <summary>The user agent.</summary>
    Agent,

    /// <summary>The virtual host.</summary>
    Host,

    /// <summary><c>http</c> or <c>https</c>.</summary>
    Scheme,
}
