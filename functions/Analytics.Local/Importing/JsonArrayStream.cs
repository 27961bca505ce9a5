namespace Analytics.Local.Importing;

/// <summary>Rewrites a JSON array as lines: each element on its own line, without white space. Reads forward in constant memory.</summary>
internal sealed class JsonArrayStream(Stream inner) : ForwardStream
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _depth;
    private bool _isInText;
    private bool _isEscaped;

    /// <summary>Returns true if a file begins with an array of objects.</summary>
    public static bool IsStart(ReadOnlySpan<byte> start)
    {
        start = start.StartsWith("\uFEFF"u8) ? start[3..] : start;
        start = start.TrimStart(" \t\r\n"u8);
        return start.StartsWith("["u8) && start[1..].TrimStart(" \t\r\n"u8).StartsWith("{"u8);
    }

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            // No byte becomes more than one.
            var read = inner.Read(_buffer.AsSpan(0, Math.Min(_buffer.Length, buffer.Length)));
            var written = Rewrite(_buffer.AsSpan(0, read), buffer);
            if (written > 0 || read == 0)
            {
                return written;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Rewrite(ReadOnlySpan<byte> read, Span<byte> output)
    {
        var written = 0;
        foreach (var b in read)
        {
            if (_isInText)
            {
                (_isInText, _isEscaped) = (b != '"' || _isEscaped, b == '\\' && !_isEscaped);
                output[written++] = b;
                continue;
            }

            switch (b)
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF:
                    continue;
                case (byte)'[' or (byte)'{':
                    _depth++;
                    if (_depth == 1)
                    {
                        continue;
                    }

                    break;
                case (byte)']' or (byte)'}':
                    _depth--;
                    if (_depth == 0)
                    {
                        output[written++] = (byte)'\n';
                        continue;
                    }

                    break;
                case (byte)',' when _depth == 1:
                    output[written++] = (byte)'\n';
                    continue;
                case (byte)'"':
                    _isInText = true;
                    break;
            }

            output[written++] = b;
        }

        return written;
    }
}
