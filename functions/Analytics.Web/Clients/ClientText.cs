using System.Buffers;
using System.Globalization;

namespace Analytics.Web.Clients;

/// <summary>Reads texts that clients send in addresses and forms. Invalid details are dropped, never the event. Thread-safe.</summary>
internal static class ClientText
{
    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."
    );

    /// <summary>Returns the beginning of a text, without splitting a surrogate pair.</summary>
    public static string Cut(string text, int maxLength) =>
        text.Length <= maxLength ? text : text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];

    /// <summary>
    /// Returns true if an address begins with a scheme, such as <c>https://</c> or <c>app://</c>. A colon in a path or a query is none.
    /// </summary>
    public static bool IsAbsolute(string address)
    {
        var end = address.AsSpan().IndexOf("://");
        return end > 0 && !address.AsSpan(0, end).ContainsAnyExcept(SchemeCharacters);
    }

    /// <summary>Returns a finite number; null if the text is not one.</summary>
    public static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>Returns a whole number; null if the text is not one.</summary>
    public static long? Whole(string? text) => Number(text) is { } number and > -9e15 and < 9e15 ? (long)number : null;

    /// <summary>Returns the width of a screen, such as 1920 for <c>1920x1080</c>.</summary>
    public static long? Width(string? resolution) => Whole(resolution?.Split('x')[0]);

    /// <summary>Returns a time in Unix milliseconds, from ISO 8601; without an offset it is UTC. Null if the text is not a time.</summary>
    public static long? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUnixTimeMilliseconds()
            : null;
}
