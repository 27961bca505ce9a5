using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>A dictionary-encoded column: each row has the number of its text. Without codes all rows have text 0.</summary>
/// <param name="Texts">The different texts in order of first appearance.</param>
/// <param name="Codes">The number of each row's text, or null if all rows have the first.</param>
internal sealed record TextColumn(Utf8Texts Texts, int[]? Codes)
{
    public int Code(int row) => Codes is null ? 0 : Codes[row];

    public string TextOf(int row) => Texts.GetString(Code(row));
}
