namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Numbers the combinations of dimension values and time bucket in order of appearance, for any number of dimensions and values. A
/// combination is a list of codes: one for each dimension, then the time bucket. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// capacities  pages 6000, sources 30, buckets 31
/// key         ((page · 30) + source) · 31 + bucket              below 2^62, so one level is enough
/// number      of the key, in order of appearance
/// </code>
/// If the product of the capacities exceeds 2^62, the combinations of the first dimensions are numbered separately, and their number,
/// below 2^31, takes the place of these dimensions in the key of the next level. So no two combinations share a key, for any number of
/// dimensions. Capacities grow when a larger code appears; the numbers do not change.
/// </remarks>
internal sealed class GroupNumbers : IDisposable
{
    private const long MaxProduct = 1L << 62;
    private const long MaxLaterProduct = 1L << 31;

    private readonly int[] _capacities;
    private readonly long[] _strides;
    private readonly List<KeyTable> _levels = [];
    private readonly List<(int From, int To, long Product)> _parts = [];

    /// <param name="dimensions">Number of dimensions.</param>
    /// <param name="buckets">Number of time buckets.</param>
    public GroupNumbers(int dimensions, int buckets)
    {
        _capacities = new int[dimensions + 1];
        Array.Fill(_capacities, 1);
        _capacities[^1] = Math.Max(1, buckets);
        _strides = new long[_capacities.Length];
        LayOut();
    }

    /// <summary>Number of different combinations.</summary>
    public int Count => _levels[^1].Count;

    /// <summary>Number of consecutive lookups that find a combination's number.</summary>
    public int Levels => _levels.Count;

    /// <summary>Returns the first position and the end, exclusive, of a level's codes.</summary>
    public (int From, int To) PartOf(int level) => (_parts[level].From, _parts[level].To);

    /// <summary>Returns the factor of a code in the key of its level.</summary>
    public long StrideOf(int position) => _strides[position];

    /// <summary>Returns the part of the next level's key that stands for a key.</summary>
    public long Descend(int level, long key) => _levels[level].Number(key) * _parts[level + 1].Product;

    /// <summary>Returns the number of a combination by its key in the last level.</summary>
    public int Number(long key) => _levels[^1].Number(key);

    /// <summary>Finds the numbers of combinations.</summary>
    /// <param name="keys">Their keys in the last level, without the time bucket.</param>
    /// <param name="buckets">Their time buckets.</param>
    /// <param name="numbers">Receives the numbers.</param>
    public void Number(ReadOnlySpan<long> keys, ReadOnlySpan<int> buckets, Span<int> numbers)
    {
        var level = _levels[^1];
        for (var i = 0; i < keys.Length; i++)
        {
            numbers[i] = level.Number(keys[i] + buckets[i]);
        }
    }

    /// <summary>Returns the number of a combination.</summary>
    public int Number(ReadOnlySpan<int> codes)
    {
        long key = 0;
        for (var level = 0; level < _parts.Count; level++)
        {
            for (var position = _parts[level].From; position < _parts[level].To; position++)
            {
                key += codes[position] * _strides[position];
            }

            key = level + 1 < _parts.Count ? Descend(level, key) : key;
        }

        return Number(key);
    }

    /// <summary>Gets the codes of a combination.</summary>
    public void Read(int number, Span<int> codes)
    {
        for (var level = _parts.Count - 1; level >= 0; level--)
        {
            var key = _levels[level][number];
            for (var position = _parts[level].From; position < _parts[level].To; position++)
            {
                codes[position] = (int)(key / _strides[position] % _capacities[position]);
            }

            number = (int)(key / _parts[level].Product);
        }
    }

    /// <summary>Makes room for codes of a dimension.</summary>
    /// <returns>True if the strides have changed.</returns>
    public bool Reserve(int position, int maxCode)
    {
        if (maxCode < _capacities[position])
        {
            return false;
        }

        var tuples = new int[Count * _capacities.Length];
        for (var i = 0; i < Count; i++)
        {
            Read(i, tuples.AsSpan(i * _capacities.Length, _capacities.Length));
        }

        _capacities[position] = Count == 0 ? maxCode + 1 : (int)Math.Min(int.MaxValue, Math.Max(maxCode + 1L, _capacities[position] * 2L));
        Dispose();
        LayOut();
        for (var offset = 0; offset < tuples.Length; offset += _capacities.Length)
        {
            Number(tuples.AsSpan(offset, _capacities.Length));
        }

        return true;
    }

    /// <summary>Removes all combinations.</summary>
    public void Clear() => _levels.ForEach(level => level.Clear());

    public void Dispose() => _levels.ForEach(level => level.Dispose());

    private void LayOut()
    {
        _levels.Clear();
        _parts.Clear();
        for (var from = 0; from < _capacities.Length; )
        {
            var (to, product) = (from, 1L);
            var max = from == 0 ? MaxProduct : MaxLaterProduct;
            while (to < _capacities.Length && _capacities[to] <= max / product)
            {
                product *= _capacities[to++];
            }

            var stride = product;
            for (var position = from; position < to; position++)
            {
                stride /= _capacities[position];
                _strides[position] = stride;
            }

            _parts.Add((from, to, product));
            _levels.Add(new(from == 0 ? product : long.MaxValue));
            from = to;
        }
    }
}
