using System.Globalization;
using System.Text;

namespace Analytics.Testing.Drivers;

/// <summary>Bytes for tests of damaged text.</summary>
public static class RawBytes
{
    /// <summary>A text in UTF-8 in which <c>{XX}</c>, two hexadecimal digits in braces, is that raw byte.</summary>
    public static byte[] Of(string text)
    {
        var bytes = new List<byte>();
        var done = 0;
        for (var i = 0; i + 3 < text.Length; i++)
        {
            if (
                text[i] == '{'
                && text[i + 3] == '}'
                && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var raw)
            )
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[done..i]));
                bytes.Add(raw);
                done = i + 4;
                i += 3;
            }
        }

        bytes.AddRange(Encoding.UTF8.GetBytes(text[done..]));
        return [.. bytes];
    }
}
