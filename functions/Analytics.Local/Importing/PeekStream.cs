namespace Analytics.Local.Importing;

/// <summary>A buffered stream that can tell whether another byte follows. Read-only.</summary>
internal sealed class PeekStream(Stream source) : ForwardStream
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _at;
    private int _end;

    /// <summary>Returns true if another byte follows.</summary>
    public bool HasMore()
    {
        if (_at == _end)
        {
            _at = 0;
            _end = source.Read(_buffer);
        }

        return _at < _end;
    }

    public override int ReadByte() => HasMore() ? _buffer[_at++] : -1;

    public override int Read(Span<byte> buffer)
    {
        if (!HasMore())
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, _end - _at);
        _buffer.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }
}
