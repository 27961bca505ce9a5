namespace Analytics.Core.Collection;

/// <summary>The least a URL must be to be collected; what it says is read by the aggregator.</summary>
internal static class UrlSyntax
{
    /// <summary>Whether it has a scheme, <c>://</c> and a host: a web page, or a screen of an application (<c>app://shop/cart</c>).</summary>
    public static bool IsAbsolute(ReadOnlySpan<byte> url)
    {
        var colon = url.IndexOf((byte)':');
        if (colon <= 0 || !url[colon..].StartsWith("://"u8) || !char.IsAsciiLetter((char)url[0]))
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

        var host = url[(colon + 3)..];
        return !host.IsEmpty && host[0] is not ((byte)'/' or (byte)'?' or (byte)'#' or (byte)':' or (byte)' ');
    }
}
