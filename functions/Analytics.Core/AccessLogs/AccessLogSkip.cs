namespace Analytics.Core.AccessLogs;

/// <summary>Why a line of an access log is no pageview.</summary>
public enum AccessLogSkip
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>It is not in Common or Combined Log Format.</summary>
    Malformed,

    /// <summary>The request is not a GET.</summary>
    Method,

    /// <summary>The status is neither 2xx nor 304.</summary>
    Status,

    /// <summary>It is for a file that belongs to pages, or a download.</summary>
    Asset,

    /// <summary>A bot asked.</summary>
    Bot,
}
