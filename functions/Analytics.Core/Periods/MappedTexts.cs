using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>The numbers of a column's texts in a pool, each looked up when the first row has it. Not thread-safe.</summary>
internal readonly struct MappedTexts
{
    private const int Unknown = -1;

    private readonly TextPool _pool;
    private readonly Utf8Texts _texts;
    private readonly int[]? _codes;
    private readonly int[] _map;

    public MappedTexts(TextPool pool, TextColumn column)
    {
        (_pool, _texts, _codes) = (pool, column.Texts, column.Codes);
        _map = new int[Math.Max(1, column.Texts.Count)];
        _map.AsSpan(0, column.Texts.Count).Fill(Unknown);
    }

    /// <summary>Returns the number of a row's text.</summary>
    public int At(int row)
    {
        var code = _codes is null ? 0 : _codes[row];
        return _map[code] == Unknown ? _map[code] = _pool.Intern(_texts[code]) : _map[code];
    }

    /// <summary>Copies the numbers of consecutive rows.</summary>
    /// <param name="numbers">Receives them.</param>
    /// <param name="from">The first row.</param>
    public void CopyTo(Span<int> numbers, int from)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = At(from + i);
        }
    }
}
