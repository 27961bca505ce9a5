using System.Globalization;
using System.Text.Json;

namespace Analytics.Core.Queries.Results;

/// <summary>
/// Writes the numbers of answers, in JSON and CSV alike. Whole numbers have no exponent, because strict integer parsers reject 1E+16, and
/// what is no finite number is written as none. Thread-safe.
/// </summary>
public static class AnswerNumber
{
    private const double MostWhole = 1e18;

    /// <summary>Returns true for a number that an answer can hold.</summary>
    public static bool IsWritable(double number) => double.IsFinite(number);

    /// <summary>Writes a number, or null.</summary>
    public static void Write(Utf8JsonWriter writer, double? number)
    {
        if (number is not { } value || !IsWritable(value))
        {
            writer.WriteNullValue();
        }
        else if (IsWhole(value))
        {
            writer.WriteNumberValue((long)value);
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }

    /// <summary>Returns a number as a text; empty for none.</summary>
    public static string Text(double? number) =>
        number is not { } value || !IsWritable(value) ? string.Empty
        : IsWhole(value) ? ((long)value).ToString(CultureInfo.InvariantCulture)
        : value.ToString(CultureInfo.InvariantCulture);

    private static bool IsWhole(double value) => Math.Abs(value) < MostWhole && value == Math.Truncate(value);
}
