using System.Numerics;

namespace Analytics.MovingAverages.Tests.Oracle;

/// <summary>Arithmetic that cannot be wrong, only slow: doubles as big integers, rounded by definition.</summary>
internal static class Rational
{
    /// <summary>The value of a finite double in units of 2^-1074.</summary>
    public static BigInteger Units(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52) & 0x7FF;
        var fraction = bits & ((1L << 52) - 1);
        var magnitude = exponent == 0 ? fraction : (BigInteger)(fraction | (1L << 52)) << (exponent - 1);
        return bits < 0 ? -magnitude : magnitude;
    }

    public static BigInteger Sum(IEnumerable<double> values) => values.Aggregate(BigInteger.Zero, (sum, x) => sum + Units(x));

    public static double Mean(IReadOnlyCollection<double> values) => Round(Sum(values), values.Count, 1074);

    public static double LinearlyWeightedMean(IReadOnlyList<double> values)
    {
        var sum = BigInteger.Zero;
        for (var i = 0; i < values.Count; i++)
        {
            sum += (i + 1) * Units(values[i]);
        }

        return Round(sum, (BigInteger)values.Count * (values.Count + 1) / 2, 1074);
    }

    /// <summary>(n Σx² − (Σx)²) / (n · divisor), rounded.</summary>
    public static double Variance(IReadOnlyCollection<double> values, int divisor)
    {
        var sum = Sum(values);
        var squares = values.Aggregate(BigInteger.Zero, (total, x) => total + (Units(x) * Units(x)));
        return Round((values.Count * squares) - (sum * sum), (BigInteger)values.Count * divisor, 2148);
    }

    /// <summary>numerator / denominator · 2^-scale, rounded to the nearest double, ties to even.</summary>
    public static double Round(BigInteger numerator, BigInteger denominator, int scale)
    {
        if (numerator.IsZero)
        {
            return 0;
        }

        var magnitude = BigInteger.Abs(numerator);

        // The exponent of the lowest bit that the result can have: 53 bits, but none below 2^-1074.
        var top = (int)(magnitude.GetBitLength() - denominator.GetBitLength());
        var unit = Math.Max(top - 54 - scale, -1074) - 1;
        var shift = -(unit + scale);
        var scaled = shift >= 0 ? magnitude << shift : magnitude;
        var divisor = shift >= 0 ? denominator : denominator << -shift;
        var quotient = BigInteger.DivRem(scaled, divisor, out var rest);
        var result = Nearest(quotient, !rest.IsZero, unit);
        return numerator.Sign < 0 ? -result : result;
    }

    // Finds the double by bisection over all non-negative doubles in order: slow, and independent of bit tricks.
    private static double Nearest(BigInteger value, bool more, int unit)
    {
        // Everything in units of 2^-1076, so that the midpoint between two doubles is an integer.
        var shift = unit + 1076;
        var target = (shift >= 0 ? value << shift : value >> -shift) * 2;
        if (more || (shift < 0 && value != (value >> -shift) << -shift))
        {
            target += 1;
        }

        long low = 0;
        var high = BitConverter.DoubleToInt64Bits(double.MaxValue);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (Units(BitConverter.Int64BitsToDouble(middle)) * 8 <= target)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        var below = BitConverter.Int64BitsToDouble(low);
        var above =
            low == BitConverter.DoubleToInt64Bits(double.MaxValue)
                ? BigInteger.One << 2098
                : Units(BitConverter.Int64BitsToDouble(low + 1));
        var comparison = (target * 2).CompareTo((Units(below) + above) * 8);
        var up = comparison > 0 || (comparison == 0 && (low & 1) == 1);
        return up ? BitConverter.Int64BitsToDouble(low + 1) : below;
    }
}
