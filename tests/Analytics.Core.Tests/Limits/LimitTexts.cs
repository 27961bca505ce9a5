using System.Text;
using Analytics.Core.Collection;

namespace Analytics.Core.Tests.Limits;

/// <summary>Random texts of a length, the same in every run.</summary>
internal sealed class LimitTexts
{
    private readonly Random _random = new(20);

    /// <summary>Every currency.</summary>
    public static string[] Codes =>
        [
            .. Enumerable
                .Range(0, 26 * 26 * 26)
                .Select(n => $"{(char)('A' + (n / 676))}{(char)('A' + (n / 26 % 26))}{(char)('A' + (n % 26))}")
                .Where(code => Currencies.IsKnown(Encoding.UTF8.GetBytes(code))),
        ];

    public string Properties(int count, int keyCharacters, int valueCharacters) =>
        $"{{{string.Join(',', Enumerable.Range(0, count)
        .Select(p => $"{LimitEvent.Text($"k{p}".PadRight(keyCharacters, 'k'))}:{LimitEvent.Text(Wide(valueCharacters))}"))}}}";

    public string Host() => $"{Ascii(60)}.{Ascii(60)}.{Ascii(60)}.example";

    /// <summary>Characters of four bytes, which don't compress.</summary>
    public string Wide(int characters) =>
        string.Concat(Enumerable.Range(0, characters).Select(_ => char.ConvertFromUtf32(_random.Next(0x1_0000, 0x1_FF00))));

    public string Letters(int characters) => string.Concat(Enumerable.Range(0, characters).Select(_ => (char)_random.Next(0x3B1, 0x3C9)));

    public string Ascii(int characters) => string.Concat(Enumerable.Range(0, characters).Select(_ => (char)('a' + _random.Next(26))));
}
