namespace Analytics.Core.AccessLogs.Formats;

/// <summary>
/// Common and Combined Log Format, as Apache, nginx, lighttpd and Traefik write them: the virtual host may stand first (vhost_combined),
/// second (lighttpd) or after the agent; addresses may be bracketed, have ports or be a list; other fields may follow.
/// </summary>
internal sealed class CombinedFormat : IAccessLogFormat
{
    /// <inheritdoc/>
    public AccessLogReading Read(ReadOnlySpan<byte> line, out AccessLogLine result)
    {
        result = default;
        line = line.TrimEnd("\r\n "u8);
        if (!TryTakeTime(line, out var head, out var rest, out var timestamp) || !TryReadClient(head, out var host, out var address))
        {
            return AccessLogReading.Malformed;
        }

        // Some servers write the duration of the request between its time and the request line.
        var quote = rest.IndexOf((byte)'"');
        rest = quote < 0 ? default : rest[quote..];
        if (!LogFields.TryTakeQuoted(ref rest, out var request) || !TryReadNumbers(ref rest, out var status, out var bytes))
        {
            return AccessLogReading.Malformed;
        }

        LogFields.SplitRequest(request, out var method, out var target);
        ReadOnlySpan<byte> agent = default;
        var hasAgent =
            LogFields.TryTakeQuoted(ref rest, out var referrer)
            && (LogFields.TryTakeQuoted(ref rest, out agent) || TryReadCutOff(rest, out agent));
        ReadTrailingFields(hasAgent ? rest : default, ref host, ref address);
        result = new AccessLogLine
        {
            Address = address,
            TimestampMilliseconds = timestamp,
            Method = method,
            Target = target,
            Status = status,
            Bytes = bytes,
            Referrer = LogFields.OrNone(referrer),
            UserAgent = agent,
            HasUserAgent = hasAgent,
            Host = host,
            IsEscaped = true,
        };
        return AccessLogReading.Request;
    }

    /// <summary>Finds the first brackets that hold a time; an address before it may have brackets too.</summary>
    private static bool TryTakeTime(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> head, out ReadOnlySpan<byte> rest, out long timestamp)
    {
        head = rest = default;
        timestamp = 0;
        for (var open = line.IndexOf(" ["u8); open > 0; )
        {
            var inside = line[(open + 2)..];
            var close = inside.IndexOf((byte)']');
            if (close < 0)
            {
                return false;
            }

            if (AccessLogTime.TryParse(inside[..close], out timestamp))
            {
                head = line[..open];
                rest = inside[(close + 1)..];
                return true;
            }

            var next = inside.IndexOf(" ["u8);
            open = next < 0 ? -1 : open + 2 + next;
        }

        return false;
    }

    /// <summary>Reads the part before the time: an optional virtual host, the client or several addresses, identity and user.</summary>
    private static bool TryReadClient(ReadOnlySpan<byte> head, out ReadOnlySpan<byte> host, out ReadOnlySpan<byte> address)
    {
        host = address = default;
        var rest = head;
        if (!LogFields.TryTake(ref rest, out var first))
        {
            return false;
        }

        var afterFirst = rest;
        var isHost =
            LogAddress.FirstOf(first).IsEmpty
            && first is not [.., (byte)',']
            && LogFields.TryTake(ref rest, out var second)
            && (!LogAddress.FirstOf(second).IsEmpty || (LogAddress.IsHostName(second) && LogFields.TrySkip(ref rest, 2)));
        if (isHost)
        {
            host = LogFields.OrNone(first);
            LogFields.TryTake(ref afterFirst, out first);
            address = TakeList(first, ref afterFirst);
            return true;
        }

        address = TakeList(first, ref afterFirst);

        // Clients no longer send an identity; lighttpd writes the virtual host in its place.
        if (LogFields.TryTake(ref afterFirst, out var identity) && LogAddress.IsHostName(identity))
        {
            host = identity;
        }

        return true;
    }

    /// <summary>Takes a list of addresses separated by commas, which each proxy extends at its end, and returns the client's.</summary>
    private static ReadOnlySpan<byte> TakeList(ReadOnlySpan<byte> first, scoped ref ReadOnlySpan<byte> rest)
    {
        var client = LogAddress.FirstOf(first);
        for (var last = first; last is [.., (byte)',']; )
        {
            if (!LogFields.TryTake(ref rest, out last))
            {
                break;
            }

            client = client.IsEmpty ? LogAddress.FirstOf(last) : client;
        }

        return client.IsEmpty ? LogAddress.Plain(first) : client;
    }

    /// <summary>Reads the fields after the agent: a virtual host, or the addresses that a proxy forwarded.</summary>
    private static void ReadTrailingFields(
        ReadOnlySpan<byte> rest,
        scoped ref ReadOnlySpan<byte> host,
        scoped ref ReadOnlySpan<byte> address
    )
    {
        while (LogFields.TryTake(ref rest, out var field))
        {
            if (host.IsEmpty && LogAddress.IsHostName(field))
            {
                host = field;
            }
            else if (
                LogAddress.IsPrivate(address)
                && LogAddress.FirstOf(field) is { IsEmpty: false } forwarded
                && !LogAddress.IsPrivate(forwarded)
            )
            {
                address = forwarded;
            }
        }
    }

    // A line may be cut off within its last field; the start of an agent is enough to recognise a bot.
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
        status = 0;
        if (!LogFields.TryTake(ref rest, out var word) || !LogFields.TryStatus(word, out status))
        {
            return false;
        }

        var after = rest;
        if (LogFields.TryTake(ref after, out word) && (word is [(byte)'-'] || !word.ContainsAnyExceptInRange((byte)'0', (byte)'9')))
        {
            bytes = LogFields.Size(word);
            rest = after;
        }

        return true;
    }
}
