namespace Analytics.Core.AccessLogs;

/// <summary>
/// Reads the lines of one access log in one format. A line may depend on earlier ones, so each file gets its own instance, which reads it
/// from its first line. Not thread-safe.
/// </summary>
public interface IAccessLogFormat
{
    /// <summary>Parses a line.</summary>
    /// <param name="line">The line without its line end.</param>
    /// <param name="result">The request; its texts are valid until the next call.</param>
    AccessLogReading Read(ReadOnlySpan<byte> line, out AccessLogLine result);
}
