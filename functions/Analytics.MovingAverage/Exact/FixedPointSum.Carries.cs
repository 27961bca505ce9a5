using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Analytics.MovingAverages;

/// <content>Carry propagation, and the additions that work on whole sums.</content>
internal partial struct FixedPointSum
{
    /// <summary>
    /// Brings every limb but the highest into [0, 2^32) and the highest into [-2^32, 2^32), and drops zero limbs at both ends, so that the
    /// range that large values needed shrinks again after they have left.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void PropagateCarries()
    {
        _budget = AdditionsBetweenCarries;
        long carry = 0;
        for (var i = _low; i <= _high; i++)
        {
            var limb = _limbs[i] + carry;
            _limbs[i] = limb & DigitMask;
            carry = limb >> 32;
        }

        if (carry != 0)
        {
            _limbs[++_high] = carry;
        }

        Trim();
    }

    private void Trim()
    {
        // Otherwise a sign would climb by one limb with every propagation.
        while (_high > _low && _limbs[_high] == -1)
        {
            _limbs[_high--] = 0;
            _limbs[_high] -= 1L << 32;
        }

        while (_high >= _low && _limbs[_high] == 0)
        {
            _high--;
        }

        while (_low < _high && _limbs[_low] == 0)
        {
            _low++;
        }

        if (_high < _low)
        {
            _low = _limbs.Length;
            _high = -1;
        }
    }

    private void AddDigits(in FixedPointSum other, long sign)
    {
        Debug.Assert(other.UnitExponent == UnitExponent, "Sums of different units do not mix.");
        if (other._high < 0)
        {
            return;
        }

        long carry = 0;
        for (var i = other._low; i <= other._high; i++)
        {
            var limb = other._limbs[i] + carry;
            _limbs[i] += ((limb & DigitMask) ^ sign) - sign;
            carry = limb >> 32;
        }

        // A sign stays in the highest limb: in a limb of its own it would climb by one with every sum of sums.
        var high = other._high;
        if (carry == -1)
        {
            carry = -1L << 32;
        }
        else if (carry != 0)
        {
            high++;
        }

        _limbs[high] += (carry ^ sign) - sign;
        Widen(other._low, high);
        CountAddition();
    }
}
