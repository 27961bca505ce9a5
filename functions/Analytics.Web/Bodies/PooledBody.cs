namespace Analytics.Web.Bodies;

/// <summary>
/// Bytes in a rented array that starts small and doubles as bytes arrive, up to a limit. Not thread-safe. Dispose it to return the array;
/// its memory is invalid after that.
/// </summary>
/// <param name="memory">Source of the arrays.</param>
/// <param name="maxBytes">Maximum bytes.</param>
/// <param name="announced">
/// The length that the client announced, to which the last array is sized; null if it did not. The array is not rented ahead.
/// </param>
internal sealed class PooledBody(BodyMemory memory, int maxBytes, long? announced = null) : IDisposable
{
    private const int Smallest = 4 * 1024;

    private byte[] _array = [];
    private int _length;

    /// <summary>The bytes written so far.</summary>
    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, _length);

    /// <summary>
    /// Returns memory to write to. It includes at least one byte beyond the limit, so that <see cref="TryAdvance"/> notices a source that
    /// is too long.
    /// </summary>
    /// <exception cref="Errors.ApiException">503 if there is no memory.</exception>
    public Memory<byte> Room()
    {
        if (_length == _array.Length)
        {
            Grow(_length + 1, maxBytes + 1L);
        }

        return _array.AsMemory(_length);
    }

    /// <summary>Appends the bytes that were written to <see cref="Room"/>.</summary>
    /// <returns>False if there are more bytes than the limit.</returns>
    public bool TryAdvance(int bytes)
    {
        _length += bytes;
        return _length <= maxBytes;
    }

    /// <summary>Appends bytes.</summary>
    /// <returns>False, and nothing is appended, if there would be more bytes than the limit.</returns>
    /// <exception cref="Errors.ApiException">503 if there is no memory for them.</exception>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > maxBytes - _length)
        {
            return false;
        }

        if (bytes.Length > _array.Length - _length)
        {
            Grow(_length + bytes.Length, announced ?? maxBytes);
        }

        bytes.CopyTo(_array.AsSpan(_length));
        _length += bytes.Length;
        return true;
    }

    /// <summary>Removes an ending.</summary>
    /// <returns>False if the bytes do not end with it.</returns>
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
            memory.Return(array);
        }
    }

    private void Grow(int needed, long most)
    {
        var larger = memory.Rent((int)Math.Max(needed, Math.Min(Math.Max(Smallest, 2L * _array.Length), most)));
        _array.AsSpan(0, _length).CopyTo(larger);
        if (_array.Length > 0)
        {
            memory.Return(_array);
        }

        _array = larger;
    }
}
