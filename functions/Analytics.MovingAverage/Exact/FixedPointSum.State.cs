namespace Analytics.MovingAverages;

/// <content>The canonical form: sign, index of the lowest limb, and the digits without zeros at either end.</content>
internal partial struct FixedPointSum
{
    public readonly void Write(ref StateWriter state)
    {
        Span<uint> buffer = stackalloc uint[LimbsOfSquares + 1];
        var digits = WriteTrimmed(buffer, out var start, out var negative);
        state.Write(negative ? (byte)1 : (byte)0);
        state.Write((ushort)start);
        state.Write((ushort)digits.Length);
        foreach (var digit in digits)
        {
            state.Write((int)digit);
        }
    }

    /// <summary>Adds the number that <see cref="Write"/> wrote.</summary>
    public void Read(ref StateReader state)
    {
        var negative = state.ReadByte();
        StateReader.Require(negative <= 1, "the sign of its sum is neither 0 nor 1");
        var start = state.ReadUInt16();
        var length = state.ReadUInt16();
        StateReader.Require(start + length < _limbs.Length, "its sum is larger than any sum of doubles");
        for (var i = start; i < start + length; i++)
        {
            AddWord((uint)state.ReadInt32(), 32 * i, -negative);
        }

        CountAddition();
    }
}
