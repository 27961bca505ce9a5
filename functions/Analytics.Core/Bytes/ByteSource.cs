namespace Analytics.Core.Bytes;

/// <summary>Reads the format of <see cref="ByteSink"/>. Damaged bytes throw <see cref="InvalidDataException"/>.</summary>
internal ref struct ByteSource(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;

    public readonly int Remaining => _data.Length - _position;

    public byte Byte() => _position < _data.Length ? _data[_position++] : throw new InvalidDataException("The data ends too early.");

    public ulong Varint() => Core.Bytes.Varint.Read(_data, ref _position);

    public void Varints(Span<ulong> values) => Core.Bytes.Varint.Read(_data, ref _position, values);

    /// <summary>
    /// Reads as many non-negative numbers as <paramref name="values"/> holds, and adds <paramref name="minimum"/> to each.
    /// </summary>
    public void Varints(Span<int> values, int minimum) => Core.Bytes.Varint.Read(_data, ref _position, values, minimum);

    public int Int() => Core.Bytes.Varint.ReadInt(_data, ref _position);

    /// <summary>Reads a signed number that must fit an int.</summary>
    public int SignedInt() =>
        Signed() is >= int.MinValue and <= int.MaxValue and var value
            ? (int)value
            : throw new InvalidDataException("A number is out of range.");

    /// <summary>Reads a number that must fit a non-negative long.</summary>
    public long Long() =>
        Varint() is <= long.MaxValue and var value ? (long)value : throw new InvalidDataException("A number is out of range.");

    /// <summary>Adds two numbers that were read.</summary>
    /// <exception cref="InvalidDataException">The sum is out of range.</exception>
    public static int Sum(int first, int second) =>
        (long)first + second is >= int.MinValue and <= int.MaxValue and var sum
            ? (int)sum
            : throw new InvalidDataException($"The sum of {first} and {second} is out of range.");

    public long Signed() => Core.Bytes.Varint.UnZigZag(Varint());

    public Int128 Signed128()
    {
        UInt128 value = 0;
        for (var shift = 0; shift < 128; shift += 7)
        {
            var next = Byte();
            value |= (UInt128)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return (Int128)(value >> 1) ^ -(Int128)(value & 1);
            }
        }

        throw new InvalidDataException("A number has over 128 bits.");
    }

    public ulong Fixed64() => Core.Bytes.Varint.ReadFixed64(_data, ref _position);

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > Remaining)
        {
            throw new InvalidDataException($"The data claims {count} bytes but only {Remaining} are there.");
        }

        _position += count;
        return _data.Slice(_position - count, count);
    }

    public string Text() => System.Text.Encoding.UTF8.GetString(Bytes(Int()));
}
