using System.Collections.Frozen;
using System.Globalization;

namespace Analytics.Core.Queries.Results;

/// <summary>Rounds amounts of money: every amount of an answer has the decimals of its currency. Thread-safe.</summary>
public static class MoneyAmount
{
    private const int MicrosPerUnit = 1_000_000;

    /// <summary>Larger amounts have no decimals in a <see cref="double"/> and are not exact as a <see cref="decimal"/>.</summary>
    private const double MostExact = 1e18;

    private static readonly FrozenSet<string> WithoutDecimals = new[]
    {
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> WithThreeDecimals = new[] { "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND" }.ToFrozenSet(
        StringComparer.Ordinal
    );

    /// <summary>Returns the number of decimals of a currency.</summary>
    public static int DecimalsOf(string currency) =>
        WithoutDecimals.Contains(currency) ? 0
        : WithThreeDecimals.Contains(currency) ? 3
        : 2;

    /// <summary>Converts millionths of a currency's unit to units.</summary>
    /// <remarks>The whole units and the rest apart: the millionths of a large amount have more digits than a double.</remarks>
    public static double FromMicros(Int128 micros) =>
        (double)(micros / MicrosPerUnit) + ((double)(micros % MicrosPerUnit) / MicrosPerUnit);

    /// <summary>Rounds an amount to the decimals of its currency, half away from zero, as it is written: 1.005 is 1.01.</summary>
    public static double Round(double amount, string currency) => Rounded(amount, currency) is { } exact ? (double)exact : amount;

    /// <summary>Returns the rounded amount; null if it is too large for exact digits.</summary>
    internal static decimal? Rounded(double amount, string currency) =>
        Math.Abs(amount) < MostExact
            ? Math.Round(
                decimal.Parse(amount.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture),
                DecimalsOf(currency),
                MidpointRounding.AwayFromZero
            )
            : null;
}
