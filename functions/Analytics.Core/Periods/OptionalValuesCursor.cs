namespace Analytics.Core.Periods;

/// <summary>Adds the optional values of ascending events to a draft.</summary>
internal sealed class OptionalValuesCursor
{
    private readonly RollupDraft _draft;
    private readonly bool _any;
    private readonly PropertyCursor? _properties;
    private SparseCursor<int> _nonInteractive;
    private SparseCursor<double> _values;
    private SparseCursor<int> _scrollDepths;
    private SparseCursor<long> _engagement;
    private SparseCursor<long> _amounts;
    private SparseCursor<int> _currencyOf;

    public OptionalValuesCursor(RollupDraft draft, RollupColumns columns)
    {
        _draft = draft;
        var revenue = columns.Revenue.Value;
        _any =
            columns.NonInteractive.Value.Count > 0
            || columns.Values.Value.Count > 0
            || columns.ScrollDepths.Value.Count > 0
            || columns.EngagementMilliseconds.Value.Count > 0
            || revenue.Rows.Length > 0
            || !columns.Properties.IsEmpty;
        _nonInteractive = new(columns.NonInteractive.Value);
        _values = new(columns.Values.Value);
        _scrollDepths = new(columns.ScrollDepths.Value);
        _engagement = new(columns.EngagementMilliseconds.Value);
        _amounts = new(new(revenue.Rows, revenue.AmountMicros));
        var currencies = new int[revenue.Rows.Length];
        new MappedTexts(draft.Pool, revenue.Currencies).CopyTo(currencies, 0);
        _currencyOf = new(new(revenue.Rows, currencies));
        if (!columns.Properties.IsEmpty)
        {
            _properties = new(draft, columns);
        }
    }

    /// <summary>Adds the optional values of an event to the draft.</summary>
    /// <returns>Their index; −1 if it has none.</returns>
    public int Add(int row)
    {
        if (!_any)
        {
            return -1;
        }

        var optional = OptionalValues.None;
        optional.NonInteractive = _nonInteractive.TryAt(row, out _);
        var any = optional.NonInteractive;
        if (_values.TryAt(row, out var value))
        {
            (optional.Value, any) = (value, true);
        }

        if (_scrollDepths.TryAt(row, out var depth))
        {
            (optional.ScrollDepth, any) = (depth, true);
        }

        if (_engagement.TryAt(row, out var milliseconds))
        {
            (optional.EngagementMilliseconds, any) = (milliseconds, true);
        }

        if (_amounts.TryAt(row, out var amount))
        {
            (optional.AmountMicros, optional.Currency, any) = (amount, _currencyOf.At(row), true);
        }

        any |= _properties?.Add(row, ref optional) ?? false;
        if (!any)
        {
            return -1;
        }

        _draft.OptionalValues.Add(optional);
        return _draft.OptionalValues.Count - 1;
    }
}
