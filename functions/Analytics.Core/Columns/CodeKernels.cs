using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Core.Columns;

/// <summary>A condition on codes, for one code at a time and for 64 codes at once.</summary>
internal interface ICodeKernel<T>
    where T : unmanaged
{
    /// <summary>True if <see cref="Word"/> is fast on this processor.</summary>
    static abstract bool IsFast { get; }

    /// <summary>Maximum number of selected rows of 64 that are tested one by one instead of all at once.</summary>
    static abstract int SparseRows { get; }

    bool Matches(T code);

    /// <summary>Returns the bits of the 64 codes from <paramref name="first"/> on.</summary>
    ulong Word(ref readonly T first);
}

/// <summary>A condition on a vector of codes, all bits of an element set where it holds.</summary>
internal interface IVectorTest<T>
    where T : unmanaged
{
    Vector256<T> Match(Vector256<T> codes);
}

/// <summary>Matches one code.</summary>
internal readonly struct EqualKernel<T>(T wanted) : ICodeKernel<T>, IVectorTest<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly T _wanted = wanted;

    public static bool IsFast => Vector256.IsHardwareAccelerated;

    public static int SparseRows => 0;

    public bool Matches(T code) => code == _wanted;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Match(Vector256<T> codes) => Vector256.Equals(codes, Vector256.Create(_wanted));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Word(ref readonly T first) => VectorMasks.Word(in first, this);
}

/// <summary>Matches up to four codes; fewer are passed repeatedly.</summary>
internal readonly struct AnyKernel<T>(T first, T second, T third, T fourth) : ICodeKernel<T>, IVectorTest<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly T _first = first;
    private readonly T _second = second;
    private readonly T _third = third;
    private readonly T _fourth = fourth;

    public static bool IsFast => Vector256.IsHardwareAccelerated;

    public static int SparseRows => 0;

    public bool Matches(T code) => code == _first || code == _second || code == _third || code == _fourth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Match(Vector256<T> codes) =>
        Vector256.Equals(codes, Vector256.Create(_first))
        | Vector256.Equals(codes, Vector256.Create(_second))
        | Vector256.Equals(codes, Vector256.Create(_third))
        | Vector256.Equals(codes, Vector256.Create(_fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Word(ref readonly T first) => VectorMasks.Word(in first, this);
}

/// <summary>Matches unsigned codes from a lowest one up to <paramref name="span"/> above it.</summary>
internal readonly struct RangeKernel<T>(T lowest, T span) : ICodeKernel<T>, IVectorTest<T>
    where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
{
    private readonly T _lowest = lowest;
    private readonly T _span = span;

    public static bool IsFast => Vector256.IsHardwareAccelerated;

    public static int SparseRows => 0;

    public bool Matches(T code) => unchecked(code - _lowest) <= _span;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Match(Vector256<T> codes)
    {
        var above = codes - Vector256.Create(_lowest);
        return Vector256.Equals(Vector256.Min(above, Vector256.Create(_span)), above);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Word(ref readonly T first) => VectorMasks.Word(in first, this);
}

/// <summary>Matches any set of codes below 256: two tables by the low half of a code have one bit for each high half.</summary>
/// <remarks>
/// A code c is wanted if bit (c / 16) % 8 of table[c / 128][c % 16] is set. In-lane shuffles look 32 codes up at once; an index with its
/// highest bit set yields 0, which leaves the row of the one table that the code belongs to.
/// </remarks>
internal readonly struct TableKernel : ICodeKernel<byte>
{
    private readonly Vector256<byte> _low;
    private readonly Vector256<byte> _high;

    public TableKernel(ReadOnlySpan<byte> wanted)
    {
        Span<byte> table = stackalloc byte[32];
        table.Clear();
        for (var code = 0; code < wanted.Length; code++)
        {
            if (wanted[code] != 0)
            {
                table[((code >> 7) << 4) | (code & 15)] |= (byte)(1 << ((code >> 4) & 7));
            }
        }

        var (low, high) = (Vector128.Create<byte>(table[..16]), Vector128.Create<byte>(table[16..]));
        _low = Vector256.Create(low, low);
        _high = Vector256.Create(high, high);
    }

    public static bool IsFast => Vector256.IsHardwareAccelerated;

    public static int SparseRows => 0;

    /// <summary>1, 2, 4 and so on to 128, again and again.</summary>
    private static Vector256<byte> HighBits => Vector256.Create(0x80_40_20_10_08_04_02_01UL).AsByte();

    public bool Matches(byte code) => ((code < 128 ? _low : _high)[code & 15] >> ((code >> 4) & 7) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Word(ref readonly byte first)
    {
        var (low, high) = (_low, _high);
        ref var codes = ref Unsafe.AsRef(in first);
        var (left, right) = (Vector256.LoadUnsafe(ref codes), Vector256.LoadUnsafe(ref codes, (nuint)Vector256<byte>.Count));
        return VectorMasks.Join(Match(left, low, high), Match(right, low, high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Match(Vector256<byte> codes, Vector256<byte> low, Vector256<byte> high)
    {
        var index = codes & Vector256.Create((byte)0x8f);
        var row = VectorMasks.Shuffle(low, index) | VectorMasks.Shuffle(high, index ^ Vector256.Create((byte)0x80));
        var bit = VectorMasks.Shuffle(HighBits, (codes.AsUInt16() >>> 4).AsByte() & Vector256.Create((byte)15));
        return Vector256.Equals(row & bit, bit);
    }
}

/// <summary>Matches any set of codes by a table of 0 and 1 with an entry for each code.</summary>
internal readonly ref struct LookupKernel<T>(ReadOnlySpan<byte> wanted) : ICodeKernel<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly ref readonly byte _wanted = ref MemoryMarshal.GetReference(wanted);

    public static bool IsFast => true;

    public static int SparseRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Matches(T code) => At(code) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Word(ref readonly T first)
    {
        ref var code = ref Unsafe.AsRef(in first);
        ulong word = 0;
        for (var i = 0; i < 64; i += 8)
        {
            var bits =
                At(code)
                | (At(Unsafe.Add(ref code, 1)) << 1)
                | (At(Unsafe.Add(ref code, 2)) << 2)
                | (At(Unsafe.Add(ref code, 3)) << 3)
                | (At(Unsafe.Add(ref code, 4)) << 4)
                | (At(Unsafe.Add(ref code, 5)) << 5)
                | (At(Unsafe.Add(ref code, 6)) << 6)
                | (At(Unsafe.Add(ref code, 7)) << 7);
            word |= (ulong)bits << i;
            code = ref Unsafe.Add(ref code, 8);
        }

        return word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint At(T code) => Unsafe.Add(ref Unsafe.AsRef(in _wanted), (nint)uint.CreateTruncating(code));
}
