using System.Runtime.InteropServices;
using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Rows of a day in order of arrival, indexed by visitor. Fragments have ascending numbers and never change, so the rows of an earlier
/// moment are those with lower numbers. Texts are numbers of the day's pool. Not thread-safe.
/// </summary>
internal sealed class DayRows
{
    private const int BeforeAll = -1;

    private readonly List<Fragment> _fragments = [];
    private readonly List<Event> _events = [];
    private readonly List<OptionalValues> _optionalValues = [];
    private readonly List<(int Key, int Value)> _properties = [];
    private readonly List<ulong> _keys = [];
    private readonly TextTable _dimensions = new();
    private readonly Dictionary<ulong, int> _lastFragments = [];
    private readonly List<int> _chain = [];
    private readonly Dictionary<int, (ulong Previous, ulong Alias)> _otherIds = [];

    /// <summary>Number of fragments.</summary>
    public int Count => _fragments.Count;

    /// <summary>Approximate memory of the rows in bytes.</summary>
    public long Weight =>
        (_fragments.Count * 32L)
        + (_events.Count * 28L)
        + (_keys.Count * 8L)
        + (_optionalValues.Count * 64L)
        + (_properties.Count * 8L)
        + (_dimensions.Count * 100L)
        + (_lastFragments.Count * 32L)
        + (_otherIds.Count * 48L);

    public bool Contains(ulong visitor) => _lastFragments.ContainsKey(visitor);

    /// <summary>The number of a fragment by its position.</summary>
    public int NumberOf(int position) => _fragments[position].Number;

    /// <summary>Adds the visitors of the fragments from a number on.</summary>
    public void AddVisitors(HashSet<ulong> visitors, int since)
    {
        for (var i = Count - 1; i >= 0 && _fragments[i].Number >= since; i--)
        {
            visitors.Add(_fragments[i].Visitor);
        }
    }

    /// <summary>Adds the visitors with an event of the fragments from a number on that is early or late. O(events of these).</summary>
    /// <param name="visitors">Receives their ids.</param>
    /// <param name="since">The number.</param>
    /// <param name="until">The last second of the early ones, in the day.</param>
    /// <param name="from">The first second of the late ones, in the day.</param>
    public void AddVisitors(HashSet<ulong> visitors, int since, long until, long from)
    {
        for (var i = Count - 1; i >= 0 && _fragments[i].Number >= since; i--)
        {
            for (var row = _fragments[i].FirstEvent; row < EndOf(i); row++)
            {
                if (_events[row].Second <= until || _events[row].Second >= from)
                {
                    visitors.Add(_fragments[i].Visitor);
                    break;
                }
            }
        }
    }

    /// <summary>The second ids of fragments that carry one; see <see cref="EdgeVisit"/>.</summary>
    public IEnumerable<(ulong Visitor, ulong Other)> OtherIds =>
        _otherIds
            .SelectMany(entry =>
                new[] { (_fragments[entry.Key].Visitor, entry.Value.Previous), (_fragments[entry.Key].Visitor, entry.Value.Alias) }
            )
            .Where(entry => entry.Item2 != 0);

    /// <summary>Adds all rows of a draft that uses the day's pool, as rows from before all numbers.</summary>
    public void Append(RollupDraft draft)
    {
        for (var fragment = 0; fragment < draft.FragmentCount; fragment++)
        {
            Append(draft, fragment, BeforeAll);
        }
    }

    /// <summary>Adds a fragment of a draft that uses the day's pool.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="fragment">The position of the fragment in it.</param>
    /// <param name="number">The number, not below those of the fragments that are here.</param>
    public void Append(RollupDraft draft, int fragment, int number)
    {
        var visitor = draft.Visitors[fragment];
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_lastFragments, visitor, out var existed);
        if ((draft.PreviousVisitors[fragment] | draft.Aliases[fragment]) != 0)
        {
            _otherIds[Count] = (draft.PreviousVisitors[fragment], draft.Aliases[fragment]);
        }

        var dimensions = _dimensions.Intern(MemoryMarshal.AsBytes((ReadOnlySpan<int>)draft.DimensionsOf(fragment)));
        _fragments.Add(new(visitor, existed ? last : -1, dimensions, _events.Count, number));
        last = Count - 1;
        for (var row = draft.FirstEvents[fragment]; row < draft.EndOf(fragment); row++)
        {
            AppendEvent(draft, row);
        }
    }

    /// <summary>
    /// Adds the rows of a visitor with a number below <paramref name="before"/> to a draft that uses the day's pool. Rows that follow each
    /// other with equal dimensions become one fragment, since a fragment takes more memory than an event. O(rows of the visitor).
    /// </summary>
    public void CopyTo(RollupDraft draft, ulong visitor, int before)
    {
        _chain.Clear();
        for (var index = _lastFragments.GetValueOrDefault(visitor, -1); index >= 0; index = _fragments[index].Before)
        {
            if (_fragments[index].Number < before)
            {
                _chain.Add(index);
            }
        }

        var (dimensions, ids) = (-1, default((ulong Previous, ulong Alias)));
        for (var i = _chain.Count - 1; i >= 0; i--)
        {
            var idsOfFragment = _otherIds.GetValueOrDefault(_chain[i]);
            if (_fragments[_chain[i]].Dimensions != dimensions || idsOfFragment != ids)
            {
                (dimensions, ids) = (_fragments[_chain[i]].Dimensions, idsOfFragment);
                AddFragment(draft, _chain[i]);
            }

            AddEvents(draft, _chain[i]);
        }
    }

    /// <summary>Returns the rows from a number on. O(rows).</summary>
    /// <param name="since">The number.</param>
    /// <param name="draft">A draft that uses the day's pool; its rows are lost.</param>
    public DayRows Since(int since, RollupDraft draft)
    {
        var rows = new DayRows();
        var first = Count;
        while (first > 0 && _fragments[first - 1].Number >= since)
        {
            first--;
        }

        draft.Clear();
        for (var i = first; i < Count; i++)
        {
            AddFragment(draft, i);
            AddEvents(draft, i);
            rows.Append(draft, i - first, _fragments[i].Number);
        }

        return rows;
    }

    /// <summary>Lists the events that have one of some keys, with their visitors and seconds. O(rows).</summary>
    public IEnumerable<(ulong Key, ulong Visitor, int Second)> Holders(HashSet<ulong> keys)
    {
        var fragment = 0;
        for (var row = 0; row < _keys.Count; row++)
        {
            if (_keys[row] == 0 || !keys.Contains(_keys[row]))
            {
                continue;
            }

            while (EndOf(fragment) <= row)
            {
                fragment++;
            }

            yield return (_keys[row], _fragments[fragment].Visitor, _events[row].Second);
        }
    }

    private void AddFragment(RollupDraft draft, int index)
    {
        var (previous, alias) = _otherIds.GetValueOrDefault(index);
        var dimensions = draft.AddFragment(_fragments[index].Visitor, previous, alias);
        MemoryMarshal.Cast<byte, int>(_dimensions[_fragments[index].Dimensions]).CopyTo(dimensions);
    }

    private void AddEvents(RollupDraft draft, int index)
    {
        for (var row = _fragments[index].FirstEvent; row < EndOf(index); row++)
        {
            var e = _events[row];
            draft.AddEvent(new(e.Second, e.Millisecond), e.Name, e.Page, e.Host, KeyOf(row), CopyOptionalValues(draft, e.OptionalValues));
        }
    }

    private void AppendEvent(RollupDraft draft, int row)
    {
        var optional = -1;
        if (draft.OptionalValuesOf[row] >= 0)
        {
            var copy = draft.OptionalValues[draft.OptionalValuesOf[row]];
            var index = _properties.Count;
            for (var i = 0; i < copy.PropertyCount; i++)
            {
                _properties.Add(draft.Properties[copy.PropertiesAt + i]);
            }

            copy.PropertiesAt = index;
            optional = _optionalValues.Count;
            _optionalValues.Add(copy);
        }

        if (draft.KeyOf(row) is not 0 and var key)
        {
            CollectionsMarshal.SetCount(_keys, Math.Max(_keys.Count, _events.Count));
            _keys.Add(key);
        }

        var time = draft.TimeOf(row);
        _events.Add(new(time.Second, time.Millisecond, draft.Names[row], draft.Pages[row], draft.Hosts[row], optional));
    }

    private int CopyOptionalValues(RollupDraft draft, int optional)
    {
        if (optional < 0)
        {
            return -1;
        }

        var copy = _optionalValues[optional];
        var index = draft.Properties.Count;
        for (var i = 0; i < copy.PropertyCount; i++)
        {
            draft.Properties.Add(_properties[copy.PropertiesAt + i]);
        }

        copy.PropertiesAt = index;
        draft.OptionalValues.Add(copy);
        return draft.OptionalValues.Count - 1;
    }

    private ulong KeyOf(int row) => row < _keys.Count ? _keys[row] : 0;

    private int EndOf(int fragment) => fragment + 1 < Count ? _fragments[fragment + 1].FirstEvent : _events.Count;

    private readonly record struct Fragment(ulong Visitor, int Before, int Dimensions, int FirstEvent, int Number);

    private readonly record struct Event(int Second, int Millisecond, int Name, int Page, int Host, int OptionalValues);
}
