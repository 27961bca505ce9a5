namespace Analytics.MovingAverages;

/// <summary>An exact sum of up to 2^31 decimals: the whole units and the units of 10^-28, each in 128 bits.</summary>
/// <remarks>
/// |Whole| stays below 2^96 · 2^31 and |Fraction| below 10^28 · 2^31 &lt; 2^125. The parts may differ in sign, and the
/// fraction may be more than one: addition and subtraction work on each part alone, which makes them a group.
/// </remarks>
internal readonly record struct DecimalParts(Int128 Whole, Int128 Fraction)
{
    // A decimal can hold 10^28, but not every product of 10^28 and a fraction with its carry.
    private const decimal Scale = 1e28m;

    public static DecimalParts Of(decimal value)
    {
        var whole = decimal.Truncate(value);
        return new DecimalParts((Int128)whole, (Int128)((value - whole) * Scale));
    }

    public static DecimalParts operator +(DecimalParts left, DecimalParts right) =>
        new(left.Whole + right.Whole, left.Fraction + right.Fraction);

    public static DecimalParts operator -(DecimalParts left, DecimalParts right) =>
        new(left.Whole - right.Whole, left.Fraction - right.Fraction);

    /// <summary>Returns the quotient; its error is less than one unit in the last place.</summary>
    public decimal DivideBy(int divisor)
    {
        var (whole, rest) = Int128.DivRem(Whole, divisor);

        // |rest| < 2^31, so that rest · 10^28 and the sum stay below 2^126.
        var (units, remainder) = Int128.DivRem((rest * (Int128)Scale) + Fraction, divisor);
        units += Int128.Abs(remainder) * 2 >= divisor ? Int128.Sign(remainder) : 0;
        var (carry, fraction) = Int128.DivRem(units, (Int128)Scale);
        return (decimal)(whole + carry) + ((decimal)fraction / Scale);
    }
}
