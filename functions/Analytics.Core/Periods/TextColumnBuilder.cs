using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>Builds a column with its own small dictionary from text numbers of a pool. O(rows). Reusable; not thread-safe.</summary>
internal sealed class TextColumnBuilder
{
    private readonly List<int> _used = [];
    private int[] _codes = [];
    private int[] _stamps = [];
    private int _stamp;

    /// <summary>Builds a column whose codes take as little memory as they can.</summary>
    public TextColumn BuildNarrow(TextPool pool, ReadOnlySpan<int> ids)
    {
        var column = Build(pool, ids);
        return column.IsConstant ? column : TextColumn.Of(column.Texts, column.Narrow(ids.Length));
    }

    public TextColumn Build(TextPool pool, ReadOnlySpan<int> ids)
    {
        if (_codes.Length < pool.Count)
        {
            _codes = new int[Math.Max(pool.Count, _codes.Length * 2)];
            _stamps = new int[_codes.Length];
            _stamp = 0;
        }

        _stamp++;
        _used.Clear();
        var constant = true;
        foreach (var id in ids)
        {
            if (_stamps[id] != _stamp)
            {
                _stamps[id] = _stamp;
                _codes[id] = _used.Count;
                _used.Add(id);
                constant = _used.Count == 1;
            }
        }

        var texts = Copy(pool);
        if (constant)
        {
            return new(texts, null);
        }

        var codes = new int[ids.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = _codes[ids[i]];
        }

        return new(texts, codes);
    }

    private Utf8Texts Copy(TextPool pool)
    {
        var length = 0;
        foreach (var id in _used)
        {
            length += pool[id].Length;
        }

        var bytes = new byte[length];
        var ends = new int[_used.Count];
        var offset = 0;
        for (var i = 0; i < ends.Length; i++)
        {
            var text = pool[_used[i]];
            text.CopyTo(bytes.AsSpan(offset));
            ends[i] = offset += text.Length;
        }

        return new(bytes, ends);
    }
}
