namespace Analytics.Core.AccessLogs;

/// <summary>The meaning of a named field of a log.</summary>
internal enum LogSlot
{
    /// <summary>The client's address.</summary>
    Address,

    /// <summary>Addresses that proxies forwarded, the client's first.</summary>
    Forwarded,

    /// <summary>A day; the time of day is a separate field.</summary>
    Date,

    /// <summary>A time, or a time of day.</summary>
    Time,

    /// <summary>The request's method.</summary>
    Method,

    /// <summary>A path, possibly with its query, or a whole URL.</summary>
    Target,

    /// <summary>The query, if the path does not include it.</summary>
    Query,

    /// <summary>A whole request line.</summary>
    Request,

    /// <summary>The status of the response.</summary>
    Status,

    /// <summary>Bytes of the response.</summary>
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
