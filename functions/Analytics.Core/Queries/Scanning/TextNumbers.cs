using System.Text;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Numbers the different values of a dimension of one site, whatever segment they stand in. Number 0 means absent. Texts are only ever added.
/// Thread-safe.
/// </summary>
/// <param name="part">Takes the part of each stored text that is its value, so that texts that share it have one number; null takes the whole.</param>
internal sealed class TextNumbers(TextNumbers.Part? part = null)
{
    /// <summary>A part of a text. A part of a part is itself.</summary>
    public delegate ReadOnlySpan<char> Part(ReadOnlySpan<char> text);

    /// <summary>The number of a property that an event lacks.</summary>
    public const int Absent = 0;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private volatile string?[] _texts = new string?[64];
    private int _count = 1;
    private long _weight;

    /// <summary>About how much memory the texts take, in bytes.</summary>
    public long Weight => Interlocked.Read(ref _weight);

    /// <summary>The text of a number; null for <see cref="Absent"/>.</summary>
    public string? this[int number] => _texts[number];

    /// <summary>The number of a text.</summary>
    public int NumberOf(string text)
    {
        lock (_gate)
        {
            return _numbers.TryGetValue(part is null ? text : text = part(text).ToString(), out var number) ? number : Append(text);
        }
    }

    /// <summary>Writes the numbers of all texts of a dictionary.</summary>
    public void Number(Utf8Texts texts, Span<int> numbers)
    {
        var lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        var buffer = new char[512];
        lock (_gate)
        {
            for (var i = 0; i < texts.Count; i++)
            {
                var utf8 = texts[i];
                if (utf8.Length > buffer.Length)
                {
                    buffer = new char[utf8.Length * 2];
                }

                ReadOnlySpan<char> text = buffer.AsSpan(0, Encoding.UTF8.GetChars(utf8, buffer));
                text = part is null ? text : part(text);
                numbers[i] = lookup.TryGetValue(text, out var number) ? number : Append(text.ToString());
            }
        }
    }

    private int Append(string text)
    {
        if (_count == _texts.Length)
        {
            var larger = new string?[_count * 2];
            _texts.CopyTo(larger, 0);
            _texts = larger;
        }

        _texts[_count] = text;
        _numbers[text] = _count;
        Interlocked.Add(ref _weight, 100 + (text.Length * 2L));
        return _count++;
    }
}
