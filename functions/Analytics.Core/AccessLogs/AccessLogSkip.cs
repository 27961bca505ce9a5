namespace Analytics.Core.AccessLogs;

/// <summary>Reasons for which a line of an access log is no pageview.</summary>
public enum AccessLogSkip
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>It is not in the log's format.</summary>
    Malformed,

    /// <summary>It is a header or comment of the log.</summary>
    Directive,

    /// <summary>Its virtual host is not one of those that are imported.</summary>
    OtherHost,

    /// <summary>The request is not a GET.</summary>
    Method,

    /// <summary>The status is neither 2xx nor 304.</summary>
    Status,

    /// <summary>It is for a file that belongs to pages, or a download.</summary>
    Asset,
}
