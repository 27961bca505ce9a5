using System.Text;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Numbers the different values of a dimension of one site, across segments. Number 0 means absent. Texts are only added, and known ones
/// are found without a lock. Thread-safe.
/// </summary>
/// <param name="part">Returns the part of a stored text that is its value, so that texts with the same part have one number; null for the
/// whole text.</param>
internal sealed class TextNumbers(TextNumbers.Part? part = null)
{
    /// <summary>Returns a part of a text. The part of a part is itself.</summary>
    public delegate ReadOnlySpan<char> Part(ReadOnlySpan<char> text);

    /// <summary>The number of a property that an event lacks.</summary>
    public const int Absent = 0;

    private readonly Lock _gate = new();
    private readonly SharedTextTable _table = new();

    /// <summary>Texts by number, for the numbers that were looked up.</summary>
    private volatile string?[] _texts = new string?[64];
    private long _weight;

    /// <summary>Number of different texts.</summary>
    public int Count => _table.Count;

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => Interlocked.Read(ref _weight);

    /// <summary>The text of a number; null for <see cref="Absent"/>.</summary>
    public string? this[int number]
    {
        get
        {
            var texts = _texts;
            return number == Absent ? null : (number < texts.Length ? texts[number] : null) ?? Decode(number);
        }
    }

    /// <summary>Returns the number of a text.</summary>
    public int NumberOf(string text) => NumberOf(Encoding.UTF8.GetBytes(text));

    /// <summary>Returns the number of a text.</summary>
    public int NumberOf(ReadOnlySpan<byte> utf8)
    {
        var value = part is null ? utf8 : Encoding.UTF8.GetBytes(part(Encoding.UTF8.GetString(utf8)).ToString());
        var number = _table.Intern(value, out var isNew) + 1;
        if (isNew)
        {
            Interlocked.Add(ref _weight, 100 + (value.Length * 3L));
        }

        return number;
    }

    private string Decode(int number)
    {
        lock (_gate)
        {
            if (number >= _texts.Length)
            {
                var larger = new string?[Math.Max(_table.Count + 1, _texts.Length * 2)];
                _texts.CopyTo(larger, 0);
                _texts = larger;
            }

            return _texts[number] ??= Encoding.UTF8.GetString(_table[number - 1]);
        }
    }
}
