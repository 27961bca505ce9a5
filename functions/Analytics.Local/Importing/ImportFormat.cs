namespace Analytics.Local.Importing;

/// <summary>Tells events from access logs.</summary>
internal static class ImportFormat
{
    public const string Auto = "auto";
    public const string Log = "log";
    public const string Ndjson = "ndjson";

    /// <summary>Looks at the first byte that is no white space: only an event begins with a brace.</summary>
    /// <returns>The format, and the whole content with what was looked at.</returns>
    public static async Task<(string Format, Stream Content)> DetectAsync(Stream content, CancellationToken cancellationToken)
    {
        var start = new byte[512];
        var read = await content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        var text = start.AsSpan(0, read).TrimStart("\uFEFF"u8).TrimStart(" \t\r\n"u8);
        return (text.StartsWith("{"u8) ? Ndjson : Log, new PrefixedStream(start.AsMemory(0, read), content));
    }
}
