using System.Buffers;
using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Computes the group keys of a block of rows, column by column: a table per column maps each code of the segment to its part of the key.
/// Not thread-safe.
/// </summary>
/// <param name="scan">The compiled scan.</param>
/// <param name="groups">The numbers of the groups.</param>
internal sealed class KeyMaker(CompiledScan scan, GroupNumbers groups) : IDisposable
{
    /// <summary>Above so many codes for each selected visit, codes get their keys one by one.</summary>
    private const int CodesPerVisit = 8;

    private const long NoKey = -1;

    private readonly int _dimensions = scan.Groups.Length;

    /// <summary>
    /// One table per dimension, then one per dimension for the groups of entries, where the entry page replaces the page.
    /// </summary>
    private readonly long[][] _tables = [.. Enumerable.Repeat(Array.Empty<long>(), scan.Groups.Length * 2)];
    private SegmentView _view = null!;

    /// <summary>Uses a segment for the following keys.</summary>
    /// <param name="view">The segment.</param>
    /// <param name="visitsByCode">Number of selected visits if only <see cref="KeyOf"/> will be called, for the codes of these visits or
    /// their events; null if keys will be made in blocks. With few visits only the texts that are asked for get numbers.</param>
    public void Bind(SegmentView view, int? visitsByCode)
    {
        _view = view;
        if (_dimensions == 1 && visitsByCode * CodesPerVisit < view.Columns[scan.Groups[0]].CodeCount)
        {
            Dispose();
            var count = view.Columns[scan.Groups[0]].CodeCount;
            _tables[0] = ArrayPool<long>.Shared.Rent(count);
            _tables[0].AsSpan(0, count).Fill(NoKey);
            return;
        }

        for (var i = 0; i < _dimensions; i++)
        {
            groups.Reserve(i, Math.Max(view.Columns[scan.Groups[i]].MaxNumber, i == scan.GoalPosition ? scan.MaxGoalNumber : 0));
            groups.Reserve(i, scan.EntryGroups[i] < 0 ? 0 : view.Columns[scan.EntryGroups[i]].MaxNumber);
        }

        Dispose();
        for (var i = 0; i < _dimensions; i++)
        {
            _tables[i] = TableOf(scan.Groups[i], i);
            _tables[_dimensions + i] =
                scan.EntryGroups[i] == scan.Groups[i] || scan.EntryGroups[i] < 0 ? [] : TableOf(scan.EntryGroups[i], i);
        }
    }

    /// <summary>Uses a goal in the following keys, until another goal or segment is bound.</summary>
    public void Bind(CompiledGoal goal) => _tables[scan.GoalPosition][0] = goal.Number * groups.StrideOf(scan.GoalPosition);

    /// <summary>Returns the key of a code of the only dimension, without the time bucket; 0 without a dimension.</summary>
    public long KeyOf(int code)
    {
        if (_dimensions == 0)
        {
            return 0;
        }

        ref var key = ref _tables[0][code];
        if (key == NoKey)
        {
            // The stride of the first dimension depends on the others only, so that the keys before stay as they are.
            var number = _view.Columns[scan.Groups[0]].NumberOf(code);
            groups.Reserve(0, number);
            key = number * groups.StrideOf(0);
        }

        return key;
    }

    /// <summary>Computes the keys of events, without the time bucket.</summary>
    /// <param name="visits">The visit of each event.</param>
    /// <param name="rows">The events; empty if no dimension is of the event.</param>
    /// <param name="keys">Receives the keys.</param>
    public void Make(ReadOnlySpan<int> visits, ReadOnlySpan<int> rows, Span<long> keys) => Make(scan.Groups, visits, rows, keys);

    /// <summary>Computes the keys of the groups that count the metrics of visits, without the time bucket.</summary>
    /// <param name="visits">The visits.</param>
    /// <param name="keys">Receives the keys.</param>
    public void MakeOfEntries(ReadOnlySpan<int> visits, Span<long> keys) => Make(scan.EntryGroups, visits, [], keys);

    public void Dispose()
    {
        for (var i = 0; i < _tables.Length; i++)
        {
            if (_tables[i].Length > 0)
            {
                ArrayPool<long>.Shared.Return(_tables[i]);
                _tables[i] = [];
            }
        }
    }

    private long[] TableOf(int column, int dimension)
    {
        var (numbers, stride) = (_view.Columns[column].Numbers, groups.StrideOf(dimension));
        var table = ArrayPool<long>.Shared.Rent(numbers.Length);
        for (var code = 0; code < numbers.Length; code++)
        {
            table[code] = numbers[code] * stride;
        }

        return table;
    }

    private void Make(int[] columns, ReadOnlySpan<int> visits, ReadOnlySpan<int> rows, Span<long> keys)
    {
        keys.Clear();
        for (var level = 0; level < groups.Levels; level++)
        {
            var (from, to) = groups.PartOf(level);
            for (var i = from; i < Math.Min(to, _dimensions); i++)
            {
                var isEntry = columns[i] != scan.Groups[i];
                Add(
                    _view.Columns[columns[i]].Codes,
                    scan.IsOfEvent[i] && !isEntry ? rows : visits,
                    _tables[isEntry ? _dimensions + i : i],
                    keys
                );
            }

            for (var i = 0; i < keys.Length && level + 1 < groups.Levels; i++)
            {
                keys[i] = groups.Descend(level, keys[i]);
            }
        }
    }

    private static void Add(CodeColumn codes, ReadOnlySpan<int> rows, ReadOnlySpan<long> table, Span<long> keys)
    {
        switch (codes.Width)
        {
            case 1:
                var bytes = codes.Bytes;
                for (var i = 0; i < keys.Length; i++)
                {
                    keys[i] += table[bytes[rows[i]]];
                }

                break;
            case 2:
                var shorts = codes.Shorts;
                for (var i = 0; i < keys.Length; i++)
                {
                    keys[i] += table[shorts[rows[i]]];
                }

                break;
            case 4:
                var ints = codes.Ints;
                for (var i = 0; i < keys.Length; i++)
                {
                    keys[i] += table[ints[rows[i]]];
                }

                break;
            default:
                foreach (ref var key in keys)
                {
                    key += table[codes.Constant];
                }

                break;
        }
    }
}
