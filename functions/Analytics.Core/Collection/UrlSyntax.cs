namespace Analytics.Core.Collection;

/// <summary>Checks the form of a URL that can be collected; the aggregator parses it.</summary>
internal static class UrlSyntax
{
    /// <summary>
    /// Returns true for the address of a web page with a host, of an application's screen (<c>app://shop/cart</c>, <c>app:cart</c>), and
    /// of a page without a host, such as <c>about:config</c> or <c>file:///index.html</c>. <c>data:</c> contains content and is no
    /// address.
    /// </summary>
    public static bool IsAbsolute(ReadOnlySpan<byte> url)
    {
        var colon = url.IndexOf((byte)':');
        if (colon <= 0 || colon == url.Length - 1 || !char.IsAsciiLetter((char)url[0]) || IsScheme(url, "data:"u8))
        {
            return false;
        }

        foreach (var b in url[..colon])
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'+' or (byte)'-' or (byte)'.'))
            {
                return false;
            }
        }

        return !(IsScheme(url, "http:"u8) || IsScheme(url, "https:"u8)) || HostOf(url).Length > 0;
    }

    /// <summary>Finds the host of a URL, without user and port; empty if it has none.</summary>
    public static (int Start, int Length) HostOf(ReadOnlySpan<byte> url)
    {
        var colon = url.IndexOf((byte)':');
        if (colon < 0 || !url[colon..].StartsWith("://"u8))
        {
            return default;
        }

        var start = colon + 3;
        var authority = url[start..];
        var end = authority.IndexOfAny("/?#\\ "u8);
        authority = end < 0 ? authority : authority[..end];
        var user = authority.LastIndexOf((byte)'@') + 1;
        authority = authority[user..];
        var port = authority.StartsWith("["u8) ? authority.IndexOf((byte)']') + 1 : authority.IndexOf((byte)':');
        return (start + user, port < 0 ? authority.Length : port);
    }

    private static bool IsScheme(ReadOnlySpan<byte> url, ReadOnlySpan<byte> scheme) =>
        url.Length >= scheme.Length && System.Text.Ascii.EqualsIgnoreCase(url[..scheme.Length], scheme);
}
