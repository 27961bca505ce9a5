namespace Analytics.Core.AccessLogs;

/// <summary>One request of an access log. Its texts are slices of the line or of its format's buffer.</summary>
public readonly ref struct AccessLogLine
{
    /// <summary>The client's address or host name, without brackets and port; empty if not logged.</summary>
    public ReadOnlySpan<byte> Address { get; init; }

    /// <summary>Time of the request, Unix milliseconds.</summary>
    public long TimestampMilliseconds { get; init; }

    /// <summary>Method of the request; empty if the request line is malformed.</summary>
    public ReadOnlySpan<byte> Method { get; init; }

    /// <summary>The target of the request: a path with query, or an absolute URL.</summary>
    public ReadOnlySpan<byte> Target { get; init; }

    /// <summary>Status of the response.</summary>
    public int Status { get; init; }

    /// <summary>Bytes of the response; 0 if none or not logged.</summary>
    public long Bytes { get; init; }

    /// <summary>Referrer; empty if none.</summary>
    public ReadOnlySpan<byte> Referrer { get; init; }

    /// <summary>User agent; <c>-</c> if the client sent none.</summary>
    public ReadOnlySpan<byte> UserAgent { get; init; }

    /// <summary>True if the format logs user agents. The Common Log Format does not.</summary>
    public bool HasUserAgent { get; init; }

    /// <summary>The requested virtual host, possibly with a port; empty if not logged.</summary>
    public ReadOnlySpan<byte> Host { get; init; }

    /// <summary><c>http</c> or <c>https</c>; empty if not logged.</summary>
    public ReadOnlySpan<byte> Scheme { get; init; }

    /// <summary>The visitor's country, two letters; empty if not logged.</summary>
    public ReadOnlySpan<byte> Country { get; init; }

    /// <summary>True if the texts still have the server's backslash escapes (see <see cref="AccessLogText.Unescape"/>).</summary>
    public bool IsEscaped { get; init; }
}
