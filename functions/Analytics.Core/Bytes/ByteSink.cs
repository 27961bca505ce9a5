using System.Buffers.Binary;
using System.IO.Compression;

namespace Analytics.Core.Bytes;

/// <summary>A growing buffer that integers, bytes and floats are appended to. Reusable; not thread-safe.</summary>
internal sealed class ByteSink
{
    private byte[] _buffer = new byte[1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public byte[] ToArray() => Written.ToArray();

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void Varint(ulong value)
    {
        Ensure(Core.Bytes.Varint.MaxBytes);
        Length += Core.Bytes.Varint.Write(_buffer.AsSpan(Length), value);
    }

    public void Signed(long value) => Varint(Core.Bytes.Varint.ZigZag(value));

    /// <summary>Appends a zigzag integer of 128 bits as LEB128.</summary>
    public void Signed(Int128 value)
    {
        var rest = (UInt128)((value << 1) ^ (value >> 127));
        for (; rest >= 0x80; rest >>= 7)
        {
            Byte((byte)(rest | 0x80));
        }

        Byte((byte)rest);
    }

    public void Fixed32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    public void Fixed64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void Text(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Varint((uint)bytes.Length);
        Bytes(bytes);
    }

    /// <summary>Appends the length of some bytes and then these, compressed by Brotli.</summary>
    /// <exception cref="InvalidOperationException">They could not be compressed.</exception>
    public void Compressed(ReadOnlySpan<byte> bytes)
    {
        Varint((uint)bytes.Length);
        var most = BrotliEncoder.GetMaxCompressedLength(bytes.Length);
        if (!BrotliEncoder.TryCompress(bytes, Reserve(most), out var length, quality: 5, window: 20))
        {
            throw new InvalidOperationException($"{bytes.Length} bytes could not be compressed.");
        }

        Length -= most - length;
    }

    /// <summary>Appends a number of bytes for the caller to fill; their initial content is undefined.</summary>
    public Span<byte> Reserve(int count)
    {
        Ensure(count);
        var span = _buffer.AsSpan(Length, count);
        Length += count;
        return span;
    }

    private void Ensure(int count)
    {
        if (_buffer.Length - Length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        }
    }
}
