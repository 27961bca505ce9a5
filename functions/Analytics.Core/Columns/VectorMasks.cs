using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Analytics.Core.Columns;

/// <summary>Bits of 64 elements from vectors of 256 bits.</summary>
internal static class VectorMasks
{
    /// <summary>Returns the bits of the 64 elements from <paramref name="first"/> on, each set where the test holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Word<T, TTest>(ref readonly T first, TTest test)
        where T : unmanaged
        where TTest : IVectorTest<T>
    {
        ref var codes = ref Unsafe.AsRef(in first);
        if (Unsafe.SizeOf<T>() == 1)
        {
            return Join(At(ref codes, 0, test).AsByte(), At(ref codes, 1, test).AsByte());
        }

        if (Unsafe.SizeOf<T>() == 2)
        {
            return Join(
                Pack(At(ref codes, 0, test).AsInt16(), At(ref codes, 1, test).AsInt16()),
                Pack(At(ref codes, 2, test).AsInt16(), At(ref codes, 3, test).AsInt16())
            );
        }

        return Join(
            Pack(
                Pack(At(ref codes, 0, test).AsInt32(), At(ref codes, 1, test).AsInt32()),
                Pack(At(ref codes, 2, test).AsInt32(), At(ref codes, 3, test).AsInt32())
            ),
            Pack(
                Pack(At(ref codes, 4, test).AsInt32(), At(ref codes, 5, test).AsInt32()),
                Pack(At(ref codes, 6, test).AsInt32(), At(ref codes, 7, test).AsInt32())
            )
        );
    }

    /// <summary>Eight elements, all bits of the first set for the lowest bit and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Expand(byte bits)
    {
        var elements = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        return Vector256.Equals(Vector256.Create((int)bits) & elements, elements);
    }

    /// <summary>Returns the bytes of a table of 16, the same in both halves: by an index below 16, and 0 for one of 128 or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Shuffle(Vector256<byte> table, Vector256<byte> index) =>
        Avx2.IsSupported
            ? Avx2.Shuffle(table, index)
            : Vector256.Create(
                Vector128.Shuffle(table.GetLower(), index.GetLower()),
                Vector128.Shuffle(table.GetUpper(), index.GetUpper())
            );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> At<T, TTest>(ref T codes, int index, TTest test)
        where T : unmanaged
        where TTest : IVectorTest<T> => test.Match(Vector256.LoadUnsafe(ref codes, (nuint)(index * Vector256<T>.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Pack(Vector256<short> first, Vector256<short> second) =>
        Vector256.NarrowWithSaturation(first, second).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pack(Vector256<int> first, Vector256<int> second) => Vector256.NarrowWithSaturation(first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Join(Vector256<byte> first, Vector256<byte> second) =>
        first.ExtractMostSignificantBits() | ((ulong)second.ExtractMostSignificantBits() << 32);
}
