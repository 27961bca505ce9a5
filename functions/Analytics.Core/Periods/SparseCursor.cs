namespace Analytics.Core.Periods;

/// <summary>Reads a sparse column at ascending rows.</summary>
internal struct SparseCursor<T>(SparseColumn<T> column)
{
    private int _next;

    /// <summary>Returns the row's value, or the default.</summary>
    public T? At(int row) => TryAt(row, out var value) ? value : default;

    public bool TryAt(int row, out T? value)
    {
        var rows = column.Rows;
        while (_next < rows.Length && rows[_next] < row)
        {
            _next++;
        }

        var found = _next < rows.Length && rows[_next] == row;
        value = found ? column.Values[_next] : default;
        return found;
    }
}
