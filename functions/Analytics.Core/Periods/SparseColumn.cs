namespace Analytics.Core.Periods;

/// <summary>A column that few rows have.</summary>
/// <param name="Rows">The rows that have a value, ascending.</param>
/// <param name="Values">Their values.</param>
internal sealed record SparseColumn<T>(int[] Rows, T[] Values)
{
    public static readonly SparseColumn<T> Empty = new([], []);

    public int Count => Rows.Length;
}
