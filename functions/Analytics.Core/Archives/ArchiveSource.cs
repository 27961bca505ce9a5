namespace Analytics.Core.Archives;

/// <summary>Reads a stream in pieces and tracks the position. Not thread-safe.</summary>
internal sealed class ArchiveSource(Stream stream)
{
    private const int FirstBytes = 1024 * 1024;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _offset;
    private int _length;
    private long _bytesBefore;

    public long Position => _bytesBefore + _offset;

    public async ValueTask<bool> IsAtEndAsync(CancellationToken cancellationToken)
    {
        if (_offset < _length)
        {
            return false;
        }

        _bytesBefore += _length;
        (_offset, _length) = (0, 0);
        _length = await stream.ReadAsync(_buffer, cancellationToken);
        return _length == 0;
    }

    /// <summary>Reads a zigzag variable-length number.</summary>
    public async ValueTask<long> LongAsync(CancellationToken cancellationToken)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            await NeedAsync(cancellationToken);
            var next = _buffer[_offset++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw new InvalidDataException($"The number that ends at byte {Position} is longer than 10 bytes.");
    }

    public async ValueTask<byte[]> BytesAsync(long length, int max, CancellationToken cancellationToken)
    {
        if (length < 0 || length > max)
        {
            throw new InvalidDataException($"The length before byte {Position} is {length}; 0 to {max} are possible.");
        }

        // Grown step by step, so that a damaged length does not allocate more than the file has.
        var bytes = new byte[Math.Min(length, FirstBytes)];
        for (var filled = 0; filled < length; )
        {
            if (filled == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(length, 2L * filled));
            }

            await NeedAsync(cancellationToken);
            var taken = Math.Min(_length - _offset, bytes.Length - filled);
            _buffer.AsSpan(_offset, taken).CopyTo(bytes.AsSpan(filled));
            _offset += taken;
            filled += taken;
        }

        return bytes;
    }

    private async ValueTask NeedAsync(CancellationToken cancellationToken)
    {
        if (await IsAtEndAsync(cancellationToken))
        {
            throw new InvalidDataException($"The file ends at byte {Position} in the middle of a block.");
        }
    }
}
