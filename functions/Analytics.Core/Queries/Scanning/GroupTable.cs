using System.Runtime.InteropServices;
using Analytics.Core.Hashing;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Numbers the combinations of time bucket and dimension codes in order of appearance, whatever the number of dimensions and of their
/// values. Not thread-safe.
/// </summary>
/// <remarks>
/// Few possible combinations are an index into an array. Many are hashed, and compared code by code: no number holds the combination, which
/// for ten dimensions of a million values would take 200 bits.
/// </remarks>
internal sealed class GroupTable
{
    private const long MaxDirect = 1 << 20;

    private readonly int[]? _direct;
    private readonly ScanColumn[] _columns;

    /// <summary>Of each group, one behind the other: the bucket, then a code of each column; absent is −1.</summary>
    private readonly List<int> _codes = [];
    private readonly int[] _current;
    private readonly List<ulong> _hashes = [];
    private int[] _slots;

    public GroupTable(int buckets, ScanColumn[] columns)
    {
        _columns = columns;
        _current = new int[1 + columns.Length];
        double combinations = buckets;
        foreach (var column in columns)
        {
            combinations *= column.Cardinality;
        }

        _direct = combinations <= MaxDirect ? new int[(int)combinations] : null;
        _slots = _direct is null ? new int[1024] : [];
    }

    public int Count { get; private set; }

    /// <summary>The bucket and values of a group.</summary>
    public (int Bucket, string?[] Values) this[int group]
    {
        get
        {
            var codes = CollectionsMarshal.AsSpan(_codes).Slice(group * _current.Length, _current.Length);
            var values = new string?[_columns.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = _columns[i].Text(codes[i + 1]);
            }

            return (codes[0], values);
        }
    }

    /// <summary>The number of a combination.</summary>
    public int Group(int bucket, int visit, int row)
    {
        if (_direct is null)
        {
            Read(bucket, visit, row);
            return FindOrAdd();
        }

        var index = bucket;
        foreach (var column in _columns)
        {
            index = (index * column.Cardinality) + column.Code(column.OfEvent ? row : visit) + 1;
        }

        ref var known = ref _direct[index];
        if (known == 0)
        {
            Read(bucket, visit, row);
            known = Add() + 1;
        }

        return known - 1;
    }

    private void Read(int bucket, int visit, int row)
    {
        _current[0] = bucket;
        for (var i = 0; i < _columns.Length; i++)
        {
            _current[i + 1] = _columns[i].Code(_columns[i].OfEvent ? row : visit);
        }
    }

    private int FindOrAdd()
    {
        var hash = KeyedHash.Hash(MemoryMarshal.AsBytes<int>(_current));
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        for (int group; (group = _slots[slot] - 1) >= 0; slot = (slot + 1) & mask)
        {
            if (_hashes[group] == hash && CollectionsMarshal.AsSpan(_codes).Slice(group * _current.Length, _current.Length).SequenceEqual(_current))
            {
                return group;
            }
        }

        _slots[slot] = Count + 1;
        _hashes.Add(hash);
        if (_hashes.Count * 2 > _slots.Length)
        {
            Grow();
        }

        return Add();
    }

    private int Add()
    {
        _codes.AddRange(_current);
        return Count++;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 4];
        var mask = _slots.Length - 1;
        for (var group = 0; group < _hashes.Count; group++)
        {
            var slot = (int)_hashes[group] & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = group + 1;
        }
    }
}
