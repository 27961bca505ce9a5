namespace Analytics.Core.Periods;

/// <summary>Builds the sparse columns of optional values. Reusable; not thread-safe.</summary>
internal sealed class OptionalValuesAssembler
{
    private readonly List<(int Row, OptionalValues OptionalValues)> _gathered = [];
    private readonly PropertyColumnsBuilder _properties = new();

    public void Gather(RollupDraft draft, List<int> order)
    {
        _gathered.Clear();
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

    public PropertyColumns Properties(RollupDraft draft, TextColumnBuilder texts)
    {
        foreach (var (row, optional) in _gathered)
        {
            for (var i = 0; i < optional.PropertyCount; i++)
            {
                var (key, value) = draft.Properties[optional.PropertiesAt + i];
                _properties.Add(row, key, value);
            }
        }

        return _properties.Build(draft.Pool, texts);
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
