namespace Analytics.Core.AccessLogs;

/// <summary>The kind of a line of an access log.</summary>
public enum AccessLogReading
{
    /// <summary>The line is not in the format.</summary>
    Malformed,

    /// <summary>The line is one request.</summary>
    Request,

    /// <summary>The line is part of the format but no request, such as <c>#Fields:</c>.</summary>
    Directive,
}
