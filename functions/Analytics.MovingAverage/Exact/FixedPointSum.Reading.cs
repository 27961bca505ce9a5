using System.Runtime.CompilerServices;

namespace Analytics.MovingAverages;

/// <content>Reading, which never changes the sum, so that readers need no lock among themselves.</content>
internal partial struct FixedPointSum
{
    /// <summary>Returns the sum divided by a positive number, rounded once to the nearest double, ties to even.</summary>
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
        var length = 0;
        long carry = 0;
        for (var i = _low; i < limbs.Length; i++)
        {
            carry += limbs[i];
            digits[length++] = (uint)carry;
            carry >>= 32;
        }

        digits[length++] = (uint)carry;
        negative = carry < 0;
        if (negative)
        {
            Negate(digits[..length]);
        }

        return length;
    }

    /// <summary>
    /// Writes the absolute value without zeros at either end. Its start is the index of its lowest limb; 0 if the sum is 0.
    /// </summary>
    public readonly ReadOnlySpan<uint> WriteTrimmed(Span<uint> buffer, out int start, out bool negative)
    {
        var digits = buffer[..WriteMagnitude(buffer, out negative)].TrimEnd(0u);
        var end = _low + digits.Length;
        digits = digits.TrimStart(0u);
        start = digits.IsEmpty ? 0 : end - digits.Length;
        return digits;
    }

    // Two's complement in base 2^32.
    private static void Negate(Span<uint> digits)
    {
        ulong carry = 1;
        foreach (ref var digit in digits)
        {
            carry += ~digit;
            digit = (uint)carry;
            carry >>= 32;
        }
    }
}
