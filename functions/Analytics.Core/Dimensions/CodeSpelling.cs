using System.Text;

namespace Analytics.Core.Dimensions;

/// <summary>
/// The one spelling of codes that senders write in different cases: countries and regions in capitals, as <c>EE</c> and <c>EE-37</c>,
/// languages as BCP 47 recommends, as <c>pt-BR</c>. A text that does not look like a code is a name and stays as it is. Thread-safe.
/// </summary>
internal static class CodeSpelling
{
    /// <summary>The byte between the code and the name of a stored place.</summary>
    private const byte EndOfCode = 0x1F;

    private const int MaxSubdivision = 3;

    /// <summary>Returns true if <see cref="Of(VisitDimension, string)"/> leaves a text as it is. Allocates nothing.</summary>
    public static bool IsUsual(VisitDimension dimension, ReadOnlySpan<byte> utf8)
    {
        var code = CodeOf(dimension, utf8);
        for (var i = 0; i < code.Length; i++)
        {
            if (Spelled(dimension, code, i) != code[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns a text with its code in the usual spelling.</summary>
    /// <param name="dimension">The dimension. Those without codes keep their texts.</param>
    /// <param name="text">A code, a name, or a stored place.</param>
    public static string Of(VisitDimension dimension, string text)
    {
        ReadOnlySpan<byte> utf8 = Encoding.UTF8.GetBytes(text);
        var spelled = Of(dimension, utf8);
        return spelled == utf8 ? text : Encoding.UTF8.GetString(spelled);
    }

    /// <inheritdoc cref="Of(VisitDimension, string)"/>
    public static ReadOnlySpan<byte> Of(VisitDimension dimension, ReadOnlySpan<byte> utf8)
    {
        if (IsUsual(dimension, utf8))
        {
            return utf8;
        }

        var code = CodeOf(dimension, utf8);
        var spelled = utf8.ToArray();
        for (var i = 0; i < code.Length; i++)
        {
            spelled[i] = Spelled(dimension, code, i);
        }

        return spelled;
    }

    private static byte Spelled(VisitDimension dimension, ReadOnlySpan<byte> code, int index)
    {
        var isSmall = dimension == VisitDimension.Language && !IsCapitalOfLanguage(code, index);
        return (char)code[index] switch
        {
            >= 'a' and <= 'z' when !isSmall => (byte)(code[index] - 'a' + 'A'),
            >= 'A' and <= 'Z' when isSmall => (byte)(code[index] - 'A' + 'a'),
            _ => code[index],
        };
    }

    /// <summary>
    /// Returns true for the letters of a region and the first letter of a script, which are the parts of two and of four letters after the
    /// first part, as in <c>zh-Hans-CN</c>.
    /// </summary>
    private static bool IsCapitalOfLanguage(ReadOnlySpan<byte> code, int index)
    {
        var start = code[..index].LastIndexOf((byte)'-') + 1;
        var end = code[start..].IndexOf((byte)'-');
        var length = end < 0 ? code.Length - start : end;
        return start > 0 && (length == 2 || (length == 4 && index == start));
    }

    /// <summary>Returns the part at the start of a text that is its code; empty if it has none.</summary>
    private static ReadOnlySpan<byte> CodeOf(VisitDimension dimension, ReadOnlySpan<byte> utf8)
    {
        switch (dimension)
        {
            case VisitDimension.Country:
                return utf8.Length == 2 && Ascii.IsValid(utf8) ? utf8 : [];
            case VisitDimension.Region:
                var end = utf8.IndexOf(EndOfCode);
                var code = end < 0 ? utf8 : utf8[..end];
                var subdivision = code is [_, _, (byte)'-', ..] ? code[3..] : code;
                return subdivision.Length is > 0 and <= MaxSubdivision && Ascii.IsValid(code) ? code : [];
            case VisitDimension.Language:
                var primary = utf8.IndexOf((byte)'-');
                return (primary < 0 ? utf8.Length : primary) is 2 or 3 && Ascii.IsValid(utf8) ? utf8 : [];
            default:
                return [];
        }
    }
}
