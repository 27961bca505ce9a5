using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>The numbers of a column's texts in a pool, each looked up when the first row has it. Not thread-safe.</summary>
internal readonly struct MappedTexts
{
    private const int Unknown = -1;

    private readonly TextPool _pool;
    private readonly TextColumn _column;
    private readonly int[] _map;

    public MappedTexts(TextPool pool, TextColumn column)
    {
        (_pool, _column) = (pool, column);
        _map = new int[Math.Max(1, column.Texts.Count)];
        _map.AsSpan(0, column.Texts.Count).Fill(Unknown);
    }

    /// <summary>Returns the number of a row's text.</summary>
    public int At(int row) => Of(_column.Code(row));

    /// <summary>Copies the numbers of consecutive rows.</summary>
    /// <param name="numbers">Receives them.</param>
    /// <param name="from">The first row.</param>
    public void CopyTo(Span<int> numbers, int from)
    {
        _column.CopyCodes(from, numbers);
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Of(numbers[i]);
        }
    }

    private int Of(int code) => _map[code] == Unknown ? _map[code] = _pool.Intern(_column.Texts[code]) : _map[code];
}
