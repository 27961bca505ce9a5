using System.Buffers;
using Analytics.Core.Columns;
using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>Builds a column with its own small dictionary from text numbers of a pool. O(rows). Reusable; not thread-safe.</summary>
internal sealed class TextColumnBuilder
{
    private readonly List<int> _used = [];
    private int[] _codes = [];
    private int[] _stamps = [];
    private int _stamp;

    /// <summary>Builds a column.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="ids">The number of each row's text in the pool.</param>
    public TextColumn Build(TextPool pool, ReadOnlySpan<int> ids)
    {
        if (IsConstant(pool, ids))
        {
            return new(Copy(pool), null);
        }

        var codes = new int[ids.Length];
        Translate(ids, codes);
        return new(Copy(pool), codes);
    }

    /// <summary>Builds a column whose codes take as little memory as they can.</summary>
    /// <inheritdoc cref="Build"/>
    public TextColumn BuildNarrow(TextPool pool, ReadOnlySpan<int> ids)
    {
        if (IsConstant(pool, ids))
        {
            return new(Copy(pool), null);
        }

        var rented = ArrayPool<int>.Shared.Rent(ids.Length);
        var codes = rented.AsSpan(0, ids.Length);
        Translate(ids, codes);
        var column = TextColumn.Of(Copy(pool), CodeColumn.Of(codes));
        ArrayPool<int>.Shared.Return(rented);
        return column;
    }

    /// <summary>Numbers the different texts in order of first appearance, and returns true if there is no second one.</summary>
    private bool IsConstant(TextPool pool, ReadOnlySpan<int> ids)
    {
        if (_codes.Length < pool.Count)
        {
            _codes = new int[Math.Max(pool.Count, _codes.Length * 2)];
            _stamps = new int[_codes.Length];
            _stamp = 0;
        }

        _stamp++;
        _used.Clear();
        foreach (var id in ids)
        {
            if (_stamps[id] != _stamp)
            {
                _stamps[id] = _stamp;
                _codes[id] = _used.Count;
                _used.Add(id);
            }
        }

        return _used.Count <= 1;
    }

    private void Translate(ReadOnlySpan<int> ids, Span<int> codes)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = _codes[ids[i]];
        }
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
