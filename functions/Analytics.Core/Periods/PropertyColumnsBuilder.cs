using System.Runtime.InteropServices;
using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>Lays out the custom properties of events. O(properties). Reusable; not thread-safe.</summary>
internal sealed class PropertyColumnsBuilder
{
    private readonly List<(int Row, int Key, int Value)> _entries = [];
    private readonly Dictionary<int, int> _counts = [];

    /// <summary>Adds a property of an event; of several with the same key the first counts.</summary>
    /// <param name="row">The event, not before that of the property added before.</param>
    /// <param name="key">The number of the key in the pool. Those of an event come in order of the keys.</param>
    /// <param name="value">The number of the value in the pool.</param>
    public void Add(int row, int key, int value)
    {
        if (_entries.Count == 0 || _entries[^1].Row != row || _entries[^1].Key != key)
        {
            _entries.Add((row, key, value));
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _)++;
        }
    }

    /// <summary>Returns the properties that were added, and forgets them.</summary>
    /// <param name="pool">The pool with their keys and values.</param>
    /// <param name="texts">Builds columns of them.</param>
    public PropertyColumns Build(TextPool pool, TextColumnBuilder texts)
    {
        if (_entries.Count == 0)
        {
            return PropertyColumns.None;
        }

        var common = Common(pool)
            .Select(key => (Number: key, Key: pool.GetString(key), Rows: new int[_counts[key]], Values: new int[_counts[key]]))
            .OrderBy(static column => column.Key, StringComparer.Ordinal)
            .ToList();
        var columns = new Dictionary<int, int>();
        var rare = new List<(int Row, int Key, int Value)>();
        for (var i = 0; i < common.Count; i++)
        {
            columns[common[i].Number] = i;
        }

        var lengths = new int[common.Count];
        foreach (var entry in _entries)
        {
            if (columns.TryGetValue(entry.Key, out var column))
            {
                ref var length = ref lengths[column];
                (common[column].Rows[length], common[column].Values[length]) = (entry.Row, entry.Value);
                length++;
            }
            else
            {
                rare.Add(entry);
            }
        }

        _entries.Clear();
        _counts.Clear();
        return new(
            common.ConvertAll(column =>
                KeyValuePair.Create<string, LazyColumn<PropertyColumn>>(
                    column.Key,
                    new PropertyColumn(column.Key, column.Rows, texts.Build(pool, column.Values))
                )
            ),
            rare.Count == 0
                ? RareProperties.None
                : new RareProperties(
                    [.. rare.Select(static entry => entry.Row)],
                    texts.Build(pool, [.. rare.Select(static entry => entry.Key)]),
                    texts.Build(pool, [.. rare.Select(static entry => entry.Value)])
                )
        );
    }

    /// <summary>Returns the keys that get a column of their own: those that the most events have, and of equal ones the smaller.</summary>
    private IEnumerable<int> Common(TextPool pool)
    {
        if (_counts.Count <= PropertyColumns.MaxCommon)
        {
            return _counts.Keys;
        }

        var keys = _counts.Keys.ToList();
        keys.Sort((a, b) => _counts[a] != _counts[b] ? _counts[b].CompareTo(_counts[a]) : pool[a].SequenceCompareTo(pool[b]));
        return keys.Take(PropertyColumns.MaxCommon);
    }
}
