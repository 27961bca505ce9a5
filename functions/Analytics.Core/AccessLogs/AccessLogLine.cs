namespace Analytics.Core.AccessLogs;

/// <summary>
/// One line in Common or Combined Log Format, taken apart without copying. Texts are as in the line, with the server's backslash escapes
/// (see <see cref="AccessLogText.Unescape"/>); fields after the agent are ignored.
/// </summary>
public readonly ref struct AccessLogLine
{
    /// <summary>The client's address or host name.</summary>
    public ReadOnlySpan<byte> Address { get; private init; }

    /// <summary>When the request was, Unix milliseconds.</summary>
    public long TimestampMilliseconds { get; private init; }

    /// <summary>Method of the request; empty if the request line is not one.</summary>
    public ReadOnlySpan<byte> Method { get; private init; }

    /// <summary>What was asked for: a path with query, or an absolute URL through a proxy.</summary>
    public ReadOnlySpan<byte> Target { get; private init; }

    /// <summary>Status of the answer.</summary>
    public int Status { get; private init; }

    /// <summary>Bytes of the answer; 0 if none or not logged.</summary>
    public long Bytes { get; private init; }

    /// <summary>Referrer; empty if none (<c>-</c>).</summary>
    public ReadOnlySpan<byte> Referrer { get; private init; }

    /// <summary>User agent, <c>-</c> if the client sent none.</summary>
    public ReadOnlySpan<byte> UserAgent { get; private init; }

    /// <summary>Whether the line has a user agent at all: the Common format does not.</summary>
    public bool HasUserAgent { get; private init; }

    /// <summary>Takes a line apart.</summary>
    /// <returns>False if it is not in one of the formats.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out AccessLogLine result)
    {
        result = default;
        line = line.TrimEnd("\r\n "u8);
        var space = line.IndexOf((byte)' ');
        var open = line.IndexOf(" ["u8);
        if (space <= 0 || open < 0)
        {
            return false;
        }

        var rest = line[(open + 2)..];
        var close = rest.IndexOf((byte)']');
        if (close < 0 || !AccessLogTime.TryParse(rest[..close], out var timestamp))
        {
            return false;
        }

        rest = rest[(close + 1)..];
        if (!TryReadQuoted(ref rest, out var request) || !TryReadNumbers(ref rest, out var status, out var bytes))
        {
            return false;
        }

        SplitRequest(request, out var method, out var target);
        ReadOnlySpan<byte> agent = default;
        var hasAgent = TryReadQuoted(ref rest, out var referrer) && (TryReadQuoted(ref rest, out agent) || TryReadCutOff(rest, out agent));
        result = new AccessLogLine
        {
            Address = line[..space],
            TimestampMilliseconds = timestamp,
            Method = method,
            Target = target,
            Status = status,
            Bytes = bytes,
            Referrer = referrer is [(byte)'-'] ? default : referrer,
            UserAgent = agent,
            HasUserAgent = hasAgent,
        };
        return true;
    }

    private static bool TryReadQuoted(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
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

    // A line may end within its last field; what is there still tells a bot.
    private static bool TryReadCutOff(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = rest.TrimStart((byte)' ');
        var isCutOff = text is [(byte)'"', ..];
        text = isCutOff ? text[1..] : default;
        return isCutOff;
    }

    private static bool TryReadNumbers(scoped ref ReadOnlySpan<byte> rest, out int status, out long bytes)
    {
        bytes = 0;
        var trimmed = rest.TrimStart((byte)' ');
        if (!System.Buffers.Text.Utf8Parser.TryParse(trimmed, out status, out var consumed) || status is < 100 or > 999)
        {
            return false;
        }

        trimmed = trimmed[consumed..].TrimStart((byte)' ');
        if (System.Buffers.Text.Utf8Parser.TryParse(trimmed, out long size, out consumed))
        {
            bytes = size;
        }
        else
        {
            consumed = trimmed is [(byte)'-', ..] ? 1 : 0;
        }

        rest = trimmed[consumed..];
        return true;
    }

    private static void SplitRequest(ReadOnlySpan<byte> request, out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> target)
    {
        var space = request.IndexOf((byte)' ');
        method = space <= 0 ? default : request[..space];
        target = space <= 0 ? default : request[(space + 1)..];

        // From the end: a broken client's target may hold spaces.
        var protocol = target.LastIndexOf(" HTTP/"u8);
        target = (protocol < 0 ? target : target[..protocol]).Trim((byte)' ');
    }
}
