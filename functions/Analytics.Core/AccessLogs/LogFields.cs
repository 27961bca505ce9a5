namespace Analytics.Core.AccessLogs;

/// <summary>Takes fields from the start of a line: words between spaces, or texts in quotation marks. Pure.</summary>
internal static class LogFields
{
    /// <summary>Takes the next word; one that begins with a quotation mark reaches to the closing one.</summary>
    /// <returns>False at the end of the line, or if a quotation mark is not closed.</returns>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> field)
    {
        rest = rest.TrimStart((byte)' ');
        if (rest is [(byte)'"', ..])
        {
            return TryTakeQuoted(ref rest, out field);
        }

        var space = rest.IndexOf((byte)' ');
        field = space < 0 ? rest : rest[..space];
        rest = space < 0 ? default : rest[space..];
        return !field.IsEmpty;
    }

    /// <summary>Takes a text in quotation marks, in which a backslash escapes the next character.</summary>
    public static bool TryTakeQuoted(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = default;
        var trimmed = rest.TrimStart((byte)' ');
        if (trimmed is not [(byte)'"', ..])
        {
            return false;
        }

        trimmed = trimmed[1..];
        for (var i = 0; i < trimmed.Length; i++)
        {
            if (trimmed[i] == '\\')
            {
                i++;
            }
            else if (trimmed[i] == '"')
            {
                text = trimmed[..i];
                rest = trimmed[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    /// <summary>Skips a number of words.</summary>
    /// <returns>False if the line has fewer.</returns>
    public static bool TrySkip(scoped ref ReadOnlySpan<byte> rest, int count)
    {
        while (count > 0 && TryTake(ref rest, out _))
        {
            count--;
        }

        return count == 0;
    }

    /// <summary>Splits a request line, <c>GET /path HTTP/1.1</c>. The method is empty if the text is no request line.</summary>
    public static void SplitRequest(ReadOnlySpan<byte> request, out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> target)
    {
        var space = request.IndexOf((byte)' ');
        method = space <= 0 ? default : request[..space];
        target = space <= 0 ? default : request[(space + 1)..];

        // Searched from the end because a broken client's target may contain spaces.
        var protocol = target.LastIndexOf(" HTTP/"u8);
        target = (protocol < 0 ? target : target[..protocol]).Trim((byte)' ');
    }

    /// <summary>Splits <c>https://host:443/path</c>; false if the target has no authority.</summary>
    public static bool TrySplitUrl(
        ReadOnlySpan<byte> url,
        out ReadOnlySpan<byte> scheme,
        out ReadOnlySpan<byte> host,
        out ReadOnlySpan<byte> path
    )
    {
        scheme = host = default;
        path = url;
        var authority = url.IndexOf("://"u8);
        if (authority <= 0)
        {
            return false;
        }

        scheme = url[..authority];
        var rest = url[(authority + 3)..];
        var end = rest.IndexOfAny("/?#"u8);
        host = end < 0 ? rest : rest[..end];
        path = end < 0 ? "/"u8 : rest[end..];
        return true;
    }

    /// <summary>Reads a status of three digits.</summary>
    public static bool TryStatus(ReadOnlySpan<byte> text, out int status)
    {
        var isNumber = System.Buffers.Text.Utf8Parser.TryParse(text, out status, out var consumed) && consumed == text.Length;
        return isNumber && status is >= 100 and <= 999;
    }

    /// <summary>Reads a size; <c>-</c> and an empty text are 0.</summary>
    public static long Size(ReadOnlySpan<byte> text) =>
        System.Buffers.Text.Utf8Parser.TryParse(text, out long size, out var consumed) && consumed == text.Length ? size : 0;

    /// <summary>Returns the text, or an empty one for <c>-</c>.</summary>
    public static ReadOnlySpan<byte> OrNone(ReadOnlySpan<byte> text) => text is [(byte)'-'] ? default : text;
}
