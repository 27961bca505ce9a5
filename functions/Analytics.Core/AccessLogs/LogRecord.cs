namespace Analytics.Core.AccessLogs;

/// <summary>
/// The named fields of one line, collected in any order and combined into a request. Reused from line to line; not thread-safe.
/// </summary>
internal sealed class LogRecord
{
    private const int Slots = (int)LogSlot.Scheme + 1;

    private readonly (int Start, int Length, int Rank)[] _fields = new (int, int, int)[Slots];
    private byte[] _buffer = new byte[4096];
    private int _used;

    /// <summary>Removes the fields of the last line.</summary>
    public void Clear()
    {
        Array.Fill(_fields, (0, -1, int.MaxValue));
        _used = 0;
    }

    /// <summary>Returns true if the line had the field, even an empty one.</summary>
    public bool Has(LogSlot slot) => _fields[(int)slot].Length >= 0;

    /// <summary>A field; empty if it was absent or <c>-</c>.</summary>
    public ReadOnlySpan<byte> this[LogSlot slot] =>
        _fields[(int)slot] is { Length: > 0 } field ? LogFields.OrNone(_buffer.AsSpan(field.Start, field.Length)) : default;

    /// <summary>Returns room for a field of at most that many bytes, to be stored by <see cref="Keep"/>.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - _used < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _used + bytes));
        }

        return _buffer.AsSpan(_used);
    }

    /// <summary>
    /// Stores the bytes written to the result of <see cref="Reserve"/>, unless the slot has a field of lower (better) rank.
    /// </summary>
    public void Keep(LogSlot slot, int bytes, int rank = 0)
    {
        if (rank < _fields[(int)slot].Rank || this[slot].IsEmpty)
        {
            _fields[(int)slot] = (_used, bytes, rank);
            _used += bytes;
        }
    }

    /// <summary>Stores a copy of the text.</summary>
    public void Set(LogSlot slot, ReadOnlySpan<byte> text, int rank = 0)
    {
        text.CopyTo(Reserve(text.Length));
        Keep(slot, text.Length, rank);
    }

    /// <summary>Combines the fields into a request.</summary>
    /// <returns>False if it lacks a time, a status or a target.</returns>
    public bool TryComplete(out AccessLogLine result)
    {
        result = default;
        if (!TryTime(out var timestamp) || !LogFields.TryStatus(this[LogSlot.Status], out var status))
        {
            return false;
        }

        var method = this[LogSlot.Method];
        var target = this[LogSlot.Target];
        if (target.IsEmpty && this[LogSlot.Request] is [(byte)'/', ..] page && !page.Contains((byte)' '))
        {
            // Apache's "%U" is the path alone; the method is in "%m".
            target = page;
        }
        else if (target.IsEmpty)
        {
            LogFields.SplitRequest(this[LogSlot.Request], out method, out target);
            if (target.IsEmpty && !Has(LogSlot.Request))
            {
                return false;
            }
        }

        ReadOnlySpan<byte> scheme = default,
            host = default;
        if (LogFields.TrySplitUrl(target, out scheme, out host, out var path))
        {
            target = path;
        }

        var forwarded = LogAddress.FirstOf(this[LogSlot.Forwarded]);
        var address = LogAddress.Plain(this[LogSlot.Address]);
        result = new AccessLogLine
        {
            Address = !forwarded.IsEmpty && (address.IsEmpty || LogAddress.IsPrivate(address)) ? forwarded : address,
            TimestampMilliseconds = timestamp,
            Method = method.IsEmpty && !Has(LogSlot.Method) && !Has(LogSlot.Request) ? "GET"u8 : method,
            Target = WithQuery(target),
            Status = status,
            Bytes = LogFields.Size(this[LogSlot.Bytes]),
            Referrer = this[LogSlot.Referrer],
            UserAgent = this[LogSlot.Agent],
            HasUserAgent = Has(LogSlot.Agent),
            Host = this[LogSlot.Host] is { IsEmpty: false } named ? named : host,
            Scheme = this[LogSlot.Scheme] is { IsEmpty: false } stated ? stated : scheme,
        };
        return true;
    }

    private bool TryTime(out long timestamp)
    {
        if (!Has(LogSlot.Date))
        {
            return AccessLogTime.TryParse(this[LogSlot.Time], out timestamp);
        }

        return AccessLogTime.TryParse((byte[])[.. this[LogSlot.Date], (byte)'T', .. this[LogSlot.Time]], out timestamp);
    }

    private ReadOnlySpan<byte> WithQuery(ReadOnlySpan<byte> target)
    {
        // Apache's "%q" begins with the question mark.
        var query = this[LogSlot.Query].TrimStart((byte)'?');
        return query.IsEmpty || target.Contains((byte)'?') ? target : (byte[])[.. target, (byte)'?', .. query];
    }
}
