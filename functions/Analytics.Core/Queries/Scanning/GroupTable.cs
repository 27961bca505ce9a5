using System.Runtime.InteropServices;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Numbers the combinations of time bucket and dimension codes in order of appearance. Not thread-safe.</summary>
internal sealed class GroupTable
{
    private const long MaxDirect = 1 << 20;
    private readonly int[]? _direct;
    private readonly Dictionary<UInt128, int>? _hashed;
    private readonly ScanColumn[] _columns;
    private readonly List<UInt128> _keys = [];

    public GroupTable(int buckets, ScanColumn[] columns)
    {
        _columns = columns;
        double combinations = buckets;
        foreach (var column in columns)
        {
            combinations *= column.Cardinality;
        }

        if (combinations <= MaxDirect)
        {
            _direct = new int[(int)combinations];
        }
        else
        {
            _hashed = [];
        }
    }

    public int Count => _keys.Count;

    /// <summary>The number of a combination.</summary>
    public int Group(int bucket, int visit, int row)
    {
        if (_direct is not null)
        {
            var index = bucket;
            foreach (var column in _columns)
            {
                index = (index * column.Cardinality) + column.Code(column.OfEvent ? row : visit) + 1;
            }

            ref var known = ref _direct[index];
            if (known == 0)
            {
                known = Add((uint)index) + 1;
            }

            return known - 1;
        }

        UInt128 key = (uint)bucket;
        foreach (var column in _columns)
        {
            key = (key * (uint)column.Cardinality) + (uint)(column.Code(column.OfEvent ? row : visit) + 1);
        }

        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_hashed!, key, out var exists);
        if (!exists)
        {
            number = Add(key);
        }

        return number;
    }

    /// <summary>The bucket and values of a group.</summary>
    public (int Bucket, string?[] Values) this[int group]
    {
        get
        {
            var key = _keys[group];
            var values = new string?[_columns.Length];
            for (var i = _columns.Length - 1; i >= 0; i--)
            {
                var cardinality = (uint)_columns[i].Cardinality;
                values[i] = _columns[i].Text((int)(uint)(key % cardinality) - 1);
                key /= cardinality;
            }

            return ((int)(uint)key, values);
        }
    }

    private int Add(UInt128 key)
    {
        _keys.Add(key);
        return _keys.Count - 1;
    }
}
