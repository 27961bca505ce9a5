namespace Analytics.Core.Periods;

/// <summary>Builds the sparse columns of optional values. Reusable; not thread-safe.</summary>
internal sealed class OptionalValuesAssembler
{
    private readonly List<(int Row, OptionalValues OptionalValues)> _gathered = [];
    private List<int> _order = [];

    public void Gather(RollupDraft draft, List<int> order)
    {
        _gathered.Clear();
        _order = order;
        if (draft.OptionalValues.Count == 0)
        {
            return;
        }

        for (var row = 0; row < order.Count; row++)
        {
            var optional = draft.OptionalValuesOf[order[row]];
            if (optional >= 0)
            {
                _gathered.Add((row, draft.OptionalValues[optional]));
            }
        }
    }

    public SparseColumn<int> NonInteractive() => Column(e => e.NonInteractive, _ => 0);

    public SparseColumn<double> Values() => Column(e => e.Value.HasValue, e => e.Value.GetValueOrDefault());

    public SparseColumn<int> ScrollDepths() => Column(e => e.ScrollDepth >= 0, e => e.ScrollDepth);

    public SparseColumn<long> EngagementMilliseconds() => Column(e => e.EngagementMilliseconds >= 0, e => e.EngagementMilliseconds);

    public RevenueColumn Revenue(RollupDraft draft, TextColumnBuilder texts)
    {
        var amounts = Column(e => e.Currency != 0, e => e.AmountMicros);
        return amounts.Count == 0
            ? RevenueColumn.Empty
            : new(amounts.Rows, texts.Build(draft.Pool, Column(e => e.Currency != 0, e => e.Currency).Values), amounts.Values);
    }

    public IReadOnlyList<KeyValuePair<string, LazyColumn<PropertyColumn>>> Properties(
        RollupDraft draft,
        TextColumnBuilder texts,
        bool isLimited,
        PeriodKeys? periodKeys
    )
    {
        if (draft.Properties.Count == 0)
        {
            return [];
        }

        var byKey = ByKey(draft, kept: null);
        periodKeys?.Note(draft, byKey.Keys);
        if (isLimited && (periodKeys is null ? byKey.Count > DistinctLimits.PropertyKeys : !periodKeys.KeepsAll))
        {
            var other = draft.Pool.Intern(DistinctLimits.Other);
            var firstSeen = byKey.ToDictionary(entry => entry.Key, entry => entry.Value.Rows.Min(row => draft.Seconds[_order[row]]));
            byKey = ByKey(draft, periodKeys?.Kept(draft, firstSeen) ?? DistinctLimits.Kept(firstSeen, draft, other));
        }

        return
        [
            .. byKey
                .Select(entry => (Key: draft.Pool.GetString(entry.Key), entry.Value))
                .OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry =>
                    KeyValuePair.Create<string, LazyColumn<PropertyColumn>>(
                        entry.Key,
                        new PropertyColumn(entry.Key, [.. entry.Value.Rows], texts.Build(draft.Pool, entry.Value.Values.ToArray()))
                    )
                ),
        ];
    }

    /// <summary>
    /// Returns the rows and values of each key; an event with dropped keys has the first of them as the value of "(other)".
    /// </summary>
    private Dictionary<int, (List<int> Rows, List<int> Values)> ByKey(RollupDraft draft, HashSet<int>? kept)
    {
        var byKey = new Dictionary<int, (List<int> Rows, List<int> Values)>();
        var other = draft.Pool.Intern(DistinctLimits.Other);
        foreach (var (row, optional) in _gathered)
        {
            for (var i = 0; i < optional.PropertyCount; i++)
            {
                var (key, value) = draft.Properties[optional.PropertiesAt + i];
                if (kept is not null && !kept.Contains(key))
                {
                    (key, value) = (other, key);
                }

                if (!byKey.TryGetValue(key, out var column))
                {
                    byKey[key] = column = ([], []);
                }

                if (column.Rows.Count == 0 || column.Rows[^1] != row)
                {
                    column.Rows.Add(row);
                    column.Values.Add(value);
                }
            }
        }

        return byKey;
    }

    private SparseColumn<T> Column<T>(Func<OptionalValues, bool> has, Func<OptionalValues, T> value)
    {
        List<int>? rows = null;
        List<T>? values = null;
        foreach (var (row, optional) in _gathered)
        {
            if (has(optional))
            {
                (rows ??= []).Add(row);
                (values ??= []).Add(value(optional));
            }
        }

        return rows is null ? SparseColumn<T>.Empty : new([.. rows], [.. values!]);
    }
}
