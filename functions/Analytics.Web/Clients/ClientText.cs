using System.Globalization;

namespace Analytics.Web.Clients;

/// <summary>Reads texts that clients send in addresses and forms. Bad details are left out, never the event. Thread-safe.</summary>
internal static class ClientText
{
    /// <summary>The beginning of a text, never half of a character.</summary>
    public static string Cut(string text, int maxLength) =>
        text.Length <= maxLength ? text : text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];

    /// <summary>A finite number; null if it is none.</summary>
    public static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A whole number; null if it is none.</summary>
    public static long? Whole(string? text) => Number(text) is { } number and > -9e15 and < 9e15 ? (long)number : null;

    /// <summary>The width of a screen, 1920 of <c>1920x1080</c>.</summary>
    public static long? Width(string? resolution) => Whole(resolution?.Split('x')[0]);

    /// <summary>A moment in Unix milliseconds, from ISO 8601 without an offset meaning UTC; null if it is none.</summary>
    public static long? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUnixTimeMilliseconds()
            : null;
}
