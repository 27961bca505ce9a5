using System.Runtime.CompilerServices;

namespace Analytics.MovingAverages;

/// <content>Reading, which never changes the sum, so that readers need no lock among themselves.</content>
internal partial struct FixedPointSum
{
    /// <summary>The sum divided by a positive number, rounded once to the nearest double, ties to even.</summary>
    [SkipLocalsInit]
    public readonly double DivideBy(long divisor)
    {
        Span<uint> digits = stackalloc uint[LimbsOfSquares + 1];
        var length = WriteMagnitude(digits, out var negative);
        return ExactRounding.Quotient(digits[..length], UnitExponent + 32 * _low, (ulong)divisor, negative);
    }

    /// <summary>Writes the absolute value in base 2^32, lowest digit first, beginning with the lowest limb in use.</summary>
    /// <returns>The number of digits; the highest may be zero.</returns>
    public readonly int WriteMagnitude(Span<uint> digits, out bool negative)
    {
        var limbs = _limbs.AsSpan(0, _high + 1);
        long carry = 0;
        for (var i = _low; i < limbs.Length; i++)
        {
            carry = (limbs[i] + carry) >> 32;
        }

        negative = carry < 0;
        var sign = carry >> 63;
        var length = 0;
        carry = 0;
        for (var i = _low; i < limbs.Length; i++)
        {
            carry += (limbs[i] ^ sign) - sign;
            digits[length++] = (uint)carry;
            carry >>= 32;
        }

        digits[length++] = (uint)carry;
        return length;
    }

    /// <summary>The index of the lowest limb in use, which is where the digits of the magnitude begin.</summary>
    public readonly int LowestLimb => _low;
}
