using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Analytics.MovingAverages;

/// <summary>A signed fixed-point number so wide that sums of doubles, or of their squares, are exact in it.</summary>
/// <remarks>
/// <para>
/// The small superaccumulator of Radford M. Neal, "Fast Exact Summation Using Small and Large Superaccumulators",
/// 2015 (arXiv:1505.05571): limbs of 64 bits that overlap by 32, so that an addition touches two limbs and carries
/// are propagated only once in about a thousand additions.
/// </para>
/// <para>
/// Invariants: limb i weighs 2^(32 i) units; the limbs outside [_low, _high] are zero; every limb is below 2^62 in
/// magnitude; <see cref="_budget"/> additions fit before carries must be propagated.
/// </para>
/// </remarks>
internal partial struct FixedPointSum
{
    /// <summary>
    /// Number of limbs for sums of doubles: 2098 bits for any double, and 62 for the sum of weights. See <see cref="ForDoubles"/>.
    /// </summary>
    internal const int LimbsOfDoubles = 70;

    /// <summary>
    /// Number of limbs for sums of squares: twice the bits of any double, and 62 for the number of squares. See <see cref="ForSquares"/>.
    /// </summary>
    internal const int LimbsOfSquares = 136;

    // An addition, a replacement too, changes a limb by less than 2^53, so that 500 of them leave it below 2^62.
    private const int AdditionsBetweenCarries = 500;
    private const long DigitMask = 0xFFFF_FFFF;
    private const ulong FractionMask = (1UL << 52) - 1;

    [ThreadStatic]
    private static long[]? s_scratch;

    private readonly long[] _limbs;
    private int _low;
    private int _high;
    private int _budget;

    private FixedPointSum(long[] limbs, int unitExponent)
    {
        _limbs = limbs;
        _low = limbs.Length;
        _high = -1;
        _budget = AdditionsBetweenCarries;
        UnitExponent = unitExponent;
    }

    /// <summary>The base-2 logarithm of the weight of the lowest bit.</summary>
    public int UnitExponent { get; }

    /// <summary>Creates a sum of doubles, whose unit is the smallest subnormal, 2^-1074.</summary>
    public static FixedPointSum ForDoubles() => new(new long[LimbsOfDoubles], -1074);

    /// <summary>Returns an empty sum of doubles whose memory the calling thread reuses at its next call.</summary>
    public static FixedPointSum ScratchForDoubles()
    {
        var limbs = s_scratch ??= new long[LimbsOfDoubles];
        Array.Clear(limbs);
        return new FixedPointSum(limbs, -1074);
    }

    /// <summary>Creates a sum of squares of doubles, whose unit is the square of the smallest subnormal.</summary>
    public static FixedPointSum ForSquares() => new(new long[LimbsOfSquares], -2148);

    /// <summary>Adds a finite double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        AddBits(bits, bits >> 63);
        CountAddition();
    }

    /// <summary>Subtracts a finite double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Subtract(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        AddBits(bits, ~(bits >> 63));
        CountAddition();
    }

    /// <summary>Subtracts a finite double and adds another one; faster than two calls.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Replace(double leaving, double entering)
    {
        var bits = BitConverter.DoubleToInt64Bits(leaving);
        AddBits(bits, ~(bits >> 63));
        bits = BitConverter.DoubleToInt64Bits(entering);
        AddBits(bits, bits >> 63);
        CountAddition();
    }

    /// <summary>Adds a finite double times a weight of any sign.</summary>
    public void AddScaled(double value, long weight)
    {
        var (significand, position) = Decompose(value);
        var sign = (BitConverter.DoubleToInt64Bits(value) ^ weight) >> 63;
        var high = Math.BigMul(significand, (ulong)Math.Abs(weight), out var low);
        AddWord(low, position, sign);
        AddWord(high, position + 64, sign);
        CountAddition();
    }

    /// <summary>Adds the square of a finite double.</summary>
    public void AddSquare(double value) => AddSquare(value, 0);

    /// <summary>Subtracts the square of a finite double.</summary>
    public void SubtractSquare(double value) => AddSquare(value, -1);

    /// <summary>Adds another sum of the same kind.</summary>
    public void Add(in FixedPointSum other) => AddDigits(other, 0);

    /// <summary>Subtracts another sum of the same kind.</summary>
    public void Subtract(in FixedPointSum other) => AddDigits(other, -1);

    /// <summary>Sets the sum to zero.</summary>
    public void Clear()
    {
        Array.Clear(_limbs);
        _low = _limbs.Length;
        _high = -1;
        _budget = AdditionsBetweenCarries;
    }

    private static (ulong Significand, int Position) Decompose(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var exponent = (int)(bits >> 52) & 0x7FF;
        return exponent == 0 ? (bits & FractionMask, 0) : ((bits & FractionMask) | (1UL << 52), exponent - 1);
    }

    // sign is 0 to add and -1 to subtract: (x ^ sign) - sign negates x without a branch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddBits(long bits, long sign)
    {
        var exponent = (int)(bits >> 52) & 0x7FF;
        Debug.Assert(exponent != 0x7FF, "NaN and infinities are counted apart.");
        var normal = exponent != 0 ? 1 : 0;
        var significand = ((ulong)bits & FractionMask) | ((ulong)normal << 52);
        var position = exponent - normal;
        var limb = position >> 5;
        var shift = position & 31;

        // The exponent has 11 bits, so that limb + 1 is at most 64: within the array, and no check is needed.
        ref var lower = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_limbs), limb);
        lower += (((long)(significand << shift) & DigitMask) ^ sign) - sign;
        Unsafe.Add(ref lower, 1) += ((long)(significand >> (32 - shift)) ^ sign) - sign;
        Widen(limb, limb + 1);
    }

    private void AddSquare(double value, long sign)
    {
        var (significand, position) = Decompose(value);
        var high = Math.BigMul(significand, significand, out var low);
        AddWord(low, 2 * position, sign);
        AddWord(high, 2 * position + 64, sign);
        CountAddition();
    }

    private void AddWord(ulong word, int position, long sign)
    {
        if (word == 0)
        {
            return;
        }

        var limb = position >> 5;
        var shift = position & 31;
        var upper = word >> (32 - shift);
        _limbs[limb] += (((long)(word << shift) & DigitMask) ^ sign) - sign;
        _limbs[limb + 1] += (((long)upper & DigitMask) ^ sign) - sign;
        _limbs[limb + 2] += ((long)(upper >> 32) ^ sign) - sign;
        Widen(limb, limb + 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Widen(int low, int high)
    {
        if (low < _low)
        {
            _low = low;
        }

        if (high > _high)
        {
            _high = high;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountAddition()
    {
        if (--_budget == 0)
        {
            PropagateCarries();
        }
    }
}
