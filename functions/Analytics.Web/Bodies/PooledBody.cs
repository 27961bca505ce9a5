using System.Buffers;

namespace Analytics.Web.Bodies;

/// <summary>Bytes in a rented array that grows up to a limit. Not thread-safe. Dispose it to give the array back; its memory is invalid after that.</summary>
internal sealed class PooledBody(int maxBytes) : IDisposable
{
    private const int Smallest = 4 * 1024;

    private byte[] _array = [];
    private int _length;

    /// <summary>The bytes written so far.</summary>
    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, _length);

    /// <summary>Makes the first array big enough for the expected bytes, so that it need not grow.</summary>
    public void Expect(long bytes) => Grow((int)Math.Clamp(bytes, Smallest, maxBytes));

    /// <summary>
    /// Room to write into, at least one byte beyond what is allowed, so that a source of more than the limit is noticed
    /// by <see cref="TryAdvance"/>.
    /// </summary>
    public Memory<byte> Room()
    {
        if (_length == _array.Length)
        {
            Grow((int)Math.Min(Math.Max(Smallest, 2L * _array.Length), maxBytes + 1L));
        }

        return _array.AsMemory(_length);
    }

    /// <summary>Takes what was written into <see cref="Room"/>.</summary>
    /// <returns>False when there are more bytes than allowed.</returns>
    public bool TryAdvance(int bytes)
    {
        _length += bytes;
        return _length <= maxBytes;
    }

    /// <summary>Appends bytes.</summary>
    /// <returns>False, with nothing appended, when there would be more bytes than allowed.</returns>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > maxBytes - _length)
        {
            return false;
        }

        if (bytes.Length > _array.Length - _length)
        {
            Grow((int)Math.Min(Math.Max(2L * _array.Length, _length + (long)bytes.Length), maxBytes));
        }

        bytes.CopyTo(_array.AsSpan(_length));
        _length += bytes.Length;
        return true;
    }

    /// <summary>Takes an ending away.</summary>
    /// <returns>False if the bytes don't end so.</returns>
    public bool TryTrim(ReadOnlySpan<byte> ending)
    {
        if (!Memory.Span.EndsWith(ending))
        {
            return false;
        }

        _length -= ending.Length;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var array = _array;
        _array = [];
        _length = 0;
        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private void Grow(int size)
    {
        if (size <= _array.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(size);
        _array.AsSpan(0, _length).CopyTo(larger);
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
    }
}
