using System.Buffers.Binary;

namespace Analytics.MovingAverages;

/// <summary>Checks the frame of a state and reads its body. Throws a <see cref="FormatException"/> for every defect.</summary>
internal ref struct StateReader
{
    private ReadOnlySpan<byte> _rest;

    public StateReader(ReadOnlySpan<byte> state, StateKind kind)
    {
        if (state.Length < StateFormat.HeaderLength + StateFormat.ChecksumLength || !state.StartsWith(StateFormat.Magic))
        {
            throw new FormatException($"These {state.Length} bytes are not a saved moving average: they do not begin with \"MAvg\".");
        }

        if (state[4] != StateFormat.Version)
        {
            throw new FormatException(
                $"The state has version {state[4]} but this library reads version {StateFormat.Version}; update the library."
            );
        }

        if (state[5] != (byte)kind)
        {
            throw new FormatException($"The state is of kind {(StateKind)state[5]}, not {kind}; restore it with the type that saved it.");
        }

        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(state[^StateFormat.ChecksumLength..]);
        if (checksum != StateFormat.Checksum(state[..^StateFormat.ChecksumLength]))
        {
            throw new FormatException("The state is damaged: its checksum does not match; restore from another copy.");
        }

        _rest = state[StateFormat.HeaderLength..^StateFormat.ChecksumLength];
    }

    public readonly int Remaining => _rest.Length;

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadInt64());

    public ReadOnlySpan<byte> Take(int length)
    {
        Require(length <= _rest.Length, "it ends too early");
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    public readonly void Finish() => Require(_rest.IsEmpty, "it is longer than its content");

    /// <summary>Rejects a state whose checksum is right but whose values no object can have.</summary>
    public static void Require(bool condition, string defect)
    {
        if (!condition)
        {
            throw new FormatException($"The state is invalid: {defect}; it was not written by this library.");
        }
    }
}
