namespace Analytics.MovingAverages;

/// <summary>Schoolbook arithmetic on magnitudes in base 2^32, lowest digit first.</summary>
internal static class BigDigits
{
    /// <summary>target += digits · factor. The target must have room for the result.</summary>
    public static void AddProduct(Span<uint> target, ReadOnlySpan<uint> digits, ulong factor)
    {
        UInt128 carry = 0;
        for (var i = 0; i < digits.Length || carry != 0; i++)
        {
            carry += target[i];
            carry += i < digits.Length ? (UInt128)digits[i] * factor : 0;
            target[i] = (uint)carry;
            carry >>= 32;
        }
    }

    /// <summary>target −= digits². The target must not be less.</summary>
    public static void SubtractSquare(Span<uint> target, ReadOnlySpan<uint> digits)
    {
        for (var i = 0; i < digits.Length; i++)
        {
            SubtractProduct(target[i..], digits, digits[i]);
        }
    }

    private static void SubtractProduct(Span<uint> target, ReadOnlySpan<uint> digits, uint factor)
    {
        ulong borrow = 0;
        for (var i = 0; i < digits.Length || borrow != 0; i++)
        {
            borrow += i < digits.Length ? (ulong)digits[i] * factor : 0;
            var low = (uint)borrow;
            borrow = (borrow >> 32) + (target[i] < low ? 1UL : 0);
            target[i] -= low;
        }
    }
}
