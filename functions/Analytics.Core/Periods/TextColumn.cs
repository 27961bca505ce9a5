using Analytics.Core.Columns;
using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>
/// A dictionary-encoded column: each row has the number of its text. Without codes all rows have text 0. Codes read from storage are
/// narrow, and are widened for callers that read all rows. Immutable; safe for use by several threads.
/// </summary>
internal sealed class TextColumn
{
    private CodeColumn? _narrow;
    private int[]? _codes;

    /// <param name="texts">The different texts in order of first appearance.</param>
    /// <param name="codes">The number of each row's text, or null if all rows have the first.</param>
    public TextColumn(Utf8Texts texts, int[]? codes) => (Texts, _codes) = (texts, codes);

    /// <summary>The different texts in order of first appearance.</summary>
    public Utf8Texts Texts { get; }

    /// <summary>The number of each row's text, or null if all rows have the first.</summary>
    public int[]? Codes => _codes ?? (_narrow is null ? null : _codes = Widened(_narrow));

    /// <summary>Creates a column of narrow codes.</summary>
    public static TextColumn Of(Utf8Texts texts, CodeColumn codes) => new(texts, null) { _narrow = codes };

    /// <summary>True if all rows have the first text.</summary>
    public bool IsConstant => _codes is null && _narrow is not { Width: > 0 };

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => 100 + Texts.Bytes.Length + (Texts.Count * 4L) + ((_codes?.Length ?? 0) * 4L) + (_narrow?.Weight ?? 0);

    /// <summary>Returns the number of a row's text.</summary>
    public int Code(int row) =>
        _codes is not null ? _codes[row]
        : _narrow is null ? 0
        : _narrow[row];

    /// <summary>Returns the text of a row.</summary>
    public string TextOf(int row) => Texts.GetString(Code(row));

    /// <summary>The number of each row's text.</summary>
    /// <param name="rows">Number of rows.</param>
    public CodeColumn Narrow(int rows) => _narrow ?? (_codes is null ? CodeColumn.Constantly(0, rows) : CodeColumn.Of(_codes));

    /// <summary>Copies the numbers of the texts of consecutive rows, and keeps no wide codes.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="into">Receives them.</param>
    public void CopyCodes(int from, Span<int> into)
    {
        if (_codes is not null)
        {
            _codes.AsSpan(from, into.Length).CopyTo(into);
        }
        else if (_narrow is not null)
        {
            _narrow.Widen(from, into);
        }
        else
        {
            into.Clear();
        }
    }

    private static int[] Widened(CodeColumn narrow)
    {
        var codes = new int[narrow.Length];
        narrow.Widen(0, codes);
        return codes;
    }
}
