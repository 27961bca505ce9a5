using Analytics.Core.Text;

namespace Analytics.Core.Acquisition;

/// <summary>The parts of a URL that statistics use.</summary>
/// <param name="Scheme">Lower-case, without <c>:</c>; if the text is no absolute URL, this and all other parts are empty.</param>
/// <param name="Host">Lower-case, in its xn-- form, without user, port and <c>www.</c>; <see cref="NoHost"/> for schemes without a host,
/// such as <c>about:</c> and <c>file:</c>.</param>
/// <param name="Path">Decoded, see <see cref="PagePath"/>; <c>/</c> for the root.</param>
/// <param name="Query">The query as sent, without <c>?</c> and fragment.</param>
/// <param name="Fragment">The fragment as sent, without <c>#</c>.</param>
internal readonly record struct UrlParts(string Scheme, string Host, string Path, string Query, string Fragment)
{
    /// <summary>The host of a page that has none.</summary>
    public const string NoHost = "(none)";

    private static readonly UrlParts None = new("", "", "", "", "");

    /// <summary>The page of sites whose fragment is part of the page.</summary>
    public string PathAndFragment => Fragment.Length == 0 ? Path : PagePath.Cut($"{Path}#{PagePath.Decode(Fragment)}").ToString();

    /// <summary>Parses a URL. Accepts everything that a browser's address bar may contain.</summary>
    public static UrlParts Parse(string url)
    {
        var text = url.AsSpan().Trim();
        var colon = text.IndexOf(':');
        if (colon <= 0 || !IsScheme(text[..colon]))
        {
            return None;
        }

        var scheme = text[..colon].ToString().ToLowerInvariant();
        text = text[(colon + 1)..];
        var host = NoHost;
        if (text.StartsWith("//"))
        {
            var end = text[2..].IndexOfAny('/', '?', '#');
            host = HostOf(end < 0 ? text[2..] : text.Slice(2, end));
            text = end < 0 ? default : text[(2 + end)..];
        }

        var fragment = text.IndexOf('#');
        var path = fragment < 0 ? text : text[..fragment];
        var question = path.IndexOf('?');
        return new UrlParts(
            scheme,
            host.Length == 0 ? NoHost : host,
            PathOf(question < 0 ? path : path[..question]),
            question < 0 ? "" : path[(question + 1)..].ToString(),
            fragment < 0 ? "" : text[(fragment + 1)..].ToString()
        );
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

        var host = HostName.ToAscii(authority.TrimEnd('.').ToString());
        return host.StartsWith("www.", StringComparison.Ordinal) && host.Length > 4 ? host[4..] : host;
    }

    private static string PathOf(ReadOnlySpan<char> path)
    {
        var page = PagePath.Decode(path);
        return page.Length == 0 ? "/" : page;
    }
}
