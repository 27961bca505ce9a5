namespace Analytics.Core.AccessLogs;

/// <summary>An entry of <see cref="AccessLogFormats"/>.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Title">The name in messages.</param>
/// <param name="Create">Makes a reader for one file.</param>
/// <param name="IsJson">True if a line is a JSON object, which cannot be read without its end.</param>
public sealed record AccessLogFormat(string Name, string Title, Func<IAccessLogFormat> Create, bool IsJson = false);
