using System.Numerics;

namespace Analytics.MovingAverages;

/// <summary>Rounds exact numbers of many digits to the nearest double (IEEE 754, ties to even).</summary>
internal static class ExactRounding
{
    /// <summary>Returns the quotient of a magnitude in base 2^32 and a divisor, rounded once.</summary>
    /// <param name="digits">The magnitude, lowest digit first; leading zeros are allowed.</param>
    /// <param name="exponent">The base-2 logarithm of the weight of the lowest digit.</param>
    /// <param name="divisor">A positive number below 2^63.</param>
    /// <param name="negative">The sign of the result.</param>
    public static double Quotient(ReadOnlySpan<uint> digits, int exponent, ulong divisor, bool negative)
    {
        var top = digits.Length - 1;
        while (top >= 0 && digits[top] == 0)
        {
            top--;
        }

        if (top < 0)
        {
            return 0;
        }

        // The 128 bits from the highest digit on, shifted so that the highest bit is one.
        var high = ((ulong)digits[top] << 32) | (top > 0 ? digits[top - 1] : 0);
        var low = top > 1 ? ((ulong)digits[top - 2] << 32) | (top > 2 ? digits[top - 3] : 0) : 0;
        var inexact = top > 3 && digits[..(top - 3)].ContainsAnyExcept(0u);
        var shift = BitOperations.LeadingZeroCount(high);
        high = (high << shift) | (low >> 1 >> (63 - shift));
        low <<= shift;
        exponent += 32 * (top - 3) - shift;

        if (divisor == 1)
        {
            return Pack(negative, high, exponent + 64, inexact | low != 0);
        }

        if (divisor <= uint.MaxValue)
        {
            // Long division with digits of 64 and 32 bits leaves at least 63 bits of quotient.
            var (upper, remainder) = Math.DivRem(high, divisor);
            var (lower, rest) = Math.DivRem((remainder << 32) | (low >> 32), divisor);
            var zeros = BitOperations.LeadingZeroCount(upper);
            var cut = zeros < 32 ? lower << zeros >> 32 : lower << (zeros - 32);
            inexact |= rest != 0 | (uint)low != 0 | (zeros < 32 && (uint)(lower << zeros) != 0);
            return Pack(negative, (upper << zeros) | cut, exponent + 64 - zeros, inexact);
        }

        var (quotient, left) = UInt128.DivRem(new UInt128(high, low), divisor);
        var leading = (int)UInt128.LeadingZeroCount(quotient);
        quotient <<= leading;
        inexact |= left != 0 | (ulong)quotient != 0;
        return Pack(negative, (ulong)(quotient >> 64), exponent + 64 - leading, inexact);
    }

    /// <summary>Rounds significand · 2^exponent, whose highest bit is set, to a double.</summary>
    /// <param name="negative">The sign.</param>
    /// <param name="significand">64 bits of which the highest is one.</param>
    /// <param name="exponent">The base-2 logarithm of the weight of the lowest bit.</param>
    /// <param name="inexact">True if non-zero bits below the lowest bit were cut off.</param>
    public static double Pack(bool negative, ulong significand, int exponent, bool inexact)
    {
        var biased = exponent + 63 + 1023;
        if (biased >= 2047)
        {
            return negative ? double.NegativeInfinity : double.PositiveInfinity;
        }

        // A normal double keeps 53 bits; a subnormal one loses one more for each power of two below the smallest normal.
        var dropped = biased > 0 ? 11 : 12 - biased;
        if (dropped > 64)
        {
            return negative ? -0.0 : 0.0;
        }

        var kept = dropped == 64 ? 0 : significand >> dropped;
        var remainder = significand << (64 - dropped);

        // Without a branch: no processor can predict which way a mean rounds.
        var up = remainder > 1UL << 63 | (remainder == 1UL << 63 & (inexact | (kept & 1) != 0));
        kept += up ? 1UL : 0;

        // Adding the kept bits, rather than or-ing them, lets a rounding that overflows them raise the exponent.
        var bits = (biased > 0 ? (ulong)(biased - 1) << 52 : 0) + kept;
        return BitConverter.UInt64BitsToDouble(bits | (negative ? 1UL << 63 : 0));
    }
}
