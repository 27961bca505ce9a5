using System.Buffers;
using System.Buffers.Binary;

namespace Analytics.MovingAverages;

/// <summary>Collects the bytes of one state and frames them.</summary>
internal readonly ref struct StateWriter
{
    private readonly ArrayBufferWriter<byte> _bytes;

    public StateWriter(StateKind kind, int bodyHint = 64)
    {
        _bytes = new ArrayBufferWriter<byte>(StateFormat.HeaderLength + bodyHint + StateFormat.ChecksumLength);
        _bytes.Write(StateFormat.Magic);
        Write(StateFormat.Version);
        Write((byte)kind);
    }

    public void Write(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Write(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.GetSpan(sizeof(ushort)), value);
        _bytes.Advance(sizeof(ushort));
    }

    public void Write(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.GetSpan(sizeof(int)), value);
        _bytes.Advance(sizeof(int));
    }

    public void Write(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
    }

    public void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    public void Write(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public void Finish(IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Write((int)StateFormat.Checksum(_bytes.WrittenSpan));
        writer.Write(_bytes.WrittenSpan);
    }
}
