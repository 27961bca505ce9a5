using System.Collections.Frozen;
using System.Globalization;

namespace Analytics.Core.Queries.Results;

/// <summary>Formats amounts of money for people, in English. Thread-safe.</summary>
internal static class MoneyText
{
    private static readonly FrozenDictionary<string, string> Symbols = new Dictionary<string, string>
    {
        ["AUD"] = "A$",
        ["BRL"] = "R$",
        ["CAD"] = "CA$",
        ["CNY"] = "CN¥",
        ["EUR"] = "€",
        ["GBP"] = "£",
        ["HKD"] = "HK$",
        ["ILS"] = "₪",
        ["INR"] = "₹",
        ["JPY"] = "¥",
        ["KRW"] = "₩",
        ["MXN"] = "MX$",
        ["NZD"] = "NZ$",
        ["PHP"] = "₱",
        ["TWD"] = "NT$",
        ["USD"] = "$",
        ["VND"] = "₫",
        ["XCD"] = "EC$",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly (double Size, string Suffix)[] Units = [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"), (1, "")];

    /// <summary>Formats all digits of the currency, as in <c>€1,234.50</c>.</summary>
    public static string Long(double amount, string currency)
    {
        var format = $"N{MoneyAmount.DecimalsOf(currency)}";
        var digits = MoneyAmount.Rounded(Math.Abs(amount), currency) is { } exact
            ? exact.ToString(format, CultureInfo.InvariantCulture)
            : Math.Abs(amount).ToString(format, CultureInfo.InvariantCulture);
        return Signed(amount, currency, digits);
    }

    /// <summary>Formats one decimal and a unit, as in <c>€1.2K</c>.</summary>
    public static string Short(double amount, string currency)
    {
        var size = Math.Abs(amount);

        // An amount that rounds up to the next unit is written in that unit.
        var (unit, suffix) = Units.FirstOrDefault(
            candidate => Math.Round(size / candidate.Size, 1, MidpointRounding.AwayFromZero) >= 1,
            Units[^1]
        );
        var digits = Math.Round(size / unit, 1, MidpointRounding.AwayFromZero).ToString("0.0", CultureInfo.InvariantCulture);
        return Signed(amount, currency, digits + suffix);
    }

    private static string Signed(double amount, string currency, string digits) =>
        (amount < 0 && digits.AsSpan().ContainsAnyInRange('1', '9') ? "-" : string.Empty)
        + (Symbols.TryGetValue(currency, out var symbol) ? symbol + digits : $"{currency} {digits}");
}
