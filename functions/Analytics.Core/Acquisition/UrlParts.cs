using Analytics.Core.EventLog;

namespace Analytics.Core.Acquisition;

/// <summary>The parts of an absolute URL that are counted.</summary>
/// <param name="Scheme">Lower-case, without <c>:</c>; empty if the text is no absolute URL, and then all parts are.</param>
/// <param name="Host">Lower-case, without user, port and <c>www.</c></param>
/// <param name="Path">As sent, percent-encoded or not, at most <see cref="EventLimits.PathCharacters"/>; <c>/</c> for the root.</param>
/// <param name="Query">As sent, without <c>?</c> and fragment.</param>
public readonly record struct UrlParts(string Scheme, string Host, string Path, string Query)
{
    private static readonly UrlParts None = new("", "", "", "");

    /// <summary>Takes a URL apart; tolerant of everything that a browser's address bar may hold.</summary>
    public static UrlParts Parse(string url)
    {
        var text = url.AsSpan().Trim();
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        if (colon <= 0 || !IsScheme(text[..colon]))
        {
            return None;
        }

        var scheme = text[..colon].ToString().ToLowerInvariant();
        text = text[(colon + 3)..];
        var end = text.IndexOfAny('/', '?', '#');
        var host = HostOf(end < 0 ? text : text[..end]);
        text = end < 0 ? default : text[end..];
        var fragment = text.IndexOf('#');
        text = fragment < 0 ? text : text[..fragment];
        var question = text.IndexOf('?');
        return host.Length == 0
            ? None
            : new UrlParts(scheme, host, PathOf(question < 0 ? text : text[..question]), question < 0 ? "" : text[(question + 1)..].ToString());
    }

    private static bool IsScheme(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        return char.IsAsciiLetter(text[0]);
    }

    private static string HostOf(ReadOnlySpan<char> authority)
    {
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var isBracketed = authority.StartsWith("[") && authority.Contains(']');
        var port = isBracketed ? authority.IndexOf(']') + 1 : authority.IndexOf(':');
        if (port >= 0 && port < authority.Length)
        {
            authority = authority[..port];
        }

        var host = authority.TrimEnd('.').ToString().ToLowerInvariant();
        return host.StartsWith("www.", StringComparison.Ordinal) && host.Length > 4 ? host[4..] : host;
    }

    private static string PathOf(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty)
        {
            return "/";
        }

        return Cut(path).ToString();
    }

    /// <summary>At most <see cref="EventLimits.PathCharacters"/>, and not between the halves of a surrogate pair, which would not survive storing.</summary>
    internal static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text)
    {
        const int Max = EventLimits.PathCharacters;
        return text.Length <= Max ? text : text[..(char.IsHighSurrogate(text[Max - 1]) ? Max - 1 : Max)];
    }
}
