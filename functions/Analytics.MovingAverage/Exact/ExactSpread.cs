using System.Runtime.CompilerServices;

namespace Analytics.MovingAverages;

/// <summary>The exact sums of some doubles and of their squares, and the variance that follows without cancellation.</summary>
/// <remarks>
/// The textbook formula (n Σx² − (Σx)²) / n² loses most digits in doubles. Here it is exact: every digit is kept until the one rounding at
/// the end. Takes about 1.8 KB.
/// </remarks>
internal sealed class ExactSpread
{
    private const int MaxDigits = 2 * FixedPointSum.LimbsOfSquares;

    private FixedPointSum _squares = FixedPointSum.ForSquares();

    public ExactSum Sum { get; } = new();

    public void Add(double value)
    {
        Sum.Add(value);
        if (double.IsFinite(value))
        {
            _squares.AddSquare(value);
        }
    }

    public void Subtract(double value)
    {
        Sum.Subtract(value);
        if (double.IsFinite(value))
        {
            _squares.SubtractSquare(value);
        }
    }

    public void Add(ExactSpread other)
    {
        Sum.Add(other.Sum);
        _squares.Add(other._squares);
    }

    public void Clear()
    {
        Sum.Clear();
        _squares.Clear();
    }

    public void Write(ref StateWriter state)
    {
        Sum.Write(ref state);
        _squares.Write(ref state);
    }

    public void Read(ref StateReader state)
    {
        Sum.Add(ExactSum.Read(ref state));
        _squares.Read(ref state);
    }

    /// <summary>
    /// Returns the squared deviations divided by <paramref name="divisor"/>; NaN if the divisor is below 1 or a value is not finite.
    /// </summary>
    public double Variance(long count, long divisor) => Variance(count, divisor, 0);

    /// <summary>Returns the square root of the variance, even if the variance itself is beyond the range of doubles.</summary>
    public double StandardDeviation(long count, long divisor)
    {
        var variance = Variance(count, divisor, 0);
        var scale =
            variance > 1e300 ? -1100
            : variance < 1e-280 ? 1400
            : 0;
        return scale == 0 ? Math.Sqrt(variance) : Math.ScaleB(Math.Sqrt(Variance(count, divisor, scale)), -scale / 2);
    }

    [SkipLocalsInit]
    private double Variance(long count, long divisor, int scale)
    {
        if (divisor < 1 || !Sum.IsFinite)
        {
            return double.NaN;
        }

        Span<uint> sumBuffer = stackalloc uint[FixedPointSum.LimbsOfSquares + 1];
        Span<uint> squaresBuffer = stackalloc uint[FixedPointSum.LimbsOfSquares + 1];
        Span<uint> buffer = stackalloc uint[MaxDigits];
        var sum = Sum.Finite.WriteTrimmed(sumBuffer, out var sumStart, out _);
        var squares = _squares.WriteTrimmed(squaresBuffer, out var squaresStart, out _);

        // A limb i of the sum squared weighs as much as limb 2 i of the squares.
        var start = Math.Min(2 * sumStart, squaresStart);
        var end = Math.Max(2 * (sumStart + sum.Length), squaresStart + squares.Length + 2) + 1;
        var deviations = buffer[..(end - start)];
        deviations.Clear();
        BigDigits.AddProduct(deviations[(squaresStart - start)..], squares, (ulong)count);
        BigDigits.SubtractSquare(deviations[((2 * sumStart) - start)..], sum);

        var exponent = -2148 + (32 * start) + scale;
        var product = (Int128)count * divisor;
        return product <= long.MaxValue
            ? ExactRounding.Quotient(deviations, exponent, (ulong)product, false)
            : ExactRounding.Quotient(deviations, exponent, (ulong)count, false) / divisor;
    }
}
