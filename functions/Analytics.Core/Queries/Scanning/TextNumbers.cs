using System.Text;
using Analytics.Core.Columns;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Numbers the different values of a dimension of one site, across segments. Number 0 means absent. Texts are only added, and known ones
/// are found without a lock. Thread-safe.
/// </summary>
/// <param name="part">Returns the part of a stored text that is its value, so that texts with the same part have one number; null for the
/// whole text.</param>
/// <param name="absent">The label of an absent value, which as a text means absent too; null if no value is absent.</param>
/// <param name="empty">The label of an empty value, which as a text means empty too; null to take it as any text.</param>
internal sealed class TextNumbers(TextNumbers.Part? part = null, string? absent = null, string? empty = null)
{
    /// <summary>Returns a part of a text. The part of a part is itself.</summary>
    public delegate ReadOnlySpan<char> Part(ReadOnlySpan<char> text);

    /// <summary>The number of a property that an event lacks.</summary>
    public const int Absent = 0;

    private readonly byte[]? _absent = Utf8Of(absent);
    private readonly byte[]? _empty = Utf8Of(empty);
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

    /// <summary>
    /// Returns codes in which the rows of a label of an absent or empty value have the code of that value, if it has one: counters rely on
    /// different codes in rows being different groups.
    /// </summary>
    /// <param name="codes">The code of each row.</param>
    /// <param name="dictionary">The texts of consecutive codes.</param>
    /// <param name="firstText">The code of the first text; with 1, code 0 is the absent value.</param>
    public CodeColumn Joined(CodeColumn codes, Utf8Texts dictionary, int firstText)
    {
        if (_empty is null)
        {
            return codes;
        }

        var (absentLabel, emptyLabel, empty) = (-1, -1, -1);
        for (var i = 0; i < dictionary.Count; i++)
        {
            var text = dictionary[i];
            absentLabel = _absent is not null && text.SequenceEqual(_absent) ? firstText + i : absentLabel;
            emptyLabel = text.SequenceEqual(_empty) ? firstText + i : emptyLabel;
            empty = text.IsEmpty ? firstText + i : empty;
        }

        codes = absentLabel >= 0 && firstText > 0 ? Replaced(codes, absentLabel, 0) : codes;
        return emptyLabel >= 0 && empty >= 0 ? Replaced(codes, emptyLabel, empty) : codes;
    }

    /// <summary>Returns the number of a text.</summary>
    public int NumberOf(string text) => NumberOf(Encoding.UTF8.GetBytes(text));

    /// <summary>Returns the number of a text.</summary>
    public int NumberOf(ReadOnlySpan<byte> utf8)
    {
        var value = part is null ? utf8 : Encoding.UTF8.GetBytes(part(Encoding.UTF8.GetString(utf8)).ToString());
        if (_absent is not null && value.SequenceEqual(_absent))
        {
            return Absent;
        }

        value = _empty is not null && value.SequenceEqual(_empty) ? [] : value;
        var number = _table.Intern(value, out var isNew) + 1;
        if (isNew)
        {
            Interlocked.Add(ref _weight, 100 + (value.Length * 3L));
        }

        return number;
    }

    private static CodeColumn Replaced(CodeColumn codes, int from, int to)
    {
        var replaced = new int[codes.Length];
        for (var row = 0; row < replaced.Length; row++)
        {
            replaced[row] = codes[row] == from ? to : codes[row];
        }

        return CodeColumn.Of(replaced);
    }

    private static byte[]? Utf8Of(string? label) => label is null ? null : Encoding.UTF8.GetBytes(label);

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
