using System.Buffers;
using System.Globalization;
using System.Text;

namespace Analytics.Core.Exports;

/// <summary>
/// The last line of an export of events that ended before its range did, because the host lets no answer last longer:
/// <c>{"continue":"2026-03-05"}</c>. It names the first UTC day of the rest, for the parameter <c>continue</c> of another request. A
/// complete export has no such line.
/// </summary>
public static class ExportContinuation
{
    /// <summary>The parameter, and the member of the line.</summary>
    public const string Name = "continue";

    /// <summary>The format of the day.</summary>
    public const string DayFormat = "yyyy-MM-dd";

    /// <summary>Length of the line with its line feed, in bytes.</summary>
    public const int LineBytes = 26;

    private const string Start = $"{{\"{Name}\":\"";
    private const string End = "\"}\n";

    /// <summary>Writes the line.</summary>
    public static void Write(DateOnly day, IBufferWriter<byte> output) =>
        Encoding.ASCII.GetBytes($"{Start}{day.ToString(DayFormat, CultureInfo.InvariantCulture)}{End}", output);

    /// <summary>Returns the day of the line that ends a text; null if another line does.</summary>
    /// <param name="text">The last bytes of an export.</param>
    public static DateOnly? Find(ReadOnlySpan<byte> text) =>
        text.Length >= LineBytes
        && Encoding.ASCII.GetString(text[^LineBytes..]) is var line
        && line.StartsWith(Start, StringComparison.Ordinal)
        && line.EndsWith(End, StringComparison.Ordinal)
        && DateOnly.TryParseExact(
            line[Start.Length..^End.Length],
            DayFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : null;
}
