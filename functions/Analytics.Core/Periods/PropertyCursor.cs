namespace Analytics.Core.Periods;

/// <summary>Adds the custom properties of events to a draft. Not thread-safe.</summary>
internal sealed class PropertyCursor
{
    private readonly RollupDraft _draft;
    private readonly PropertyRows _rows;
    private readonly (int Key, MappedTexts Values)[] _common;
    private readonly MappedTexts _rareKeys;
    private readonly MappedTexts _rareValues;

    public PropertyCursor(RollupDraft draft, RollupColumns columns)
    {
        var (common, rare) = (columns.Properties.Common, columns.Properties.Rare.Value);
        (_draft, _rows) = (draft, new(columns.Properties, columns.EventCount));
        _common =
        [
            .. common.Select(property => (draft.Pool.Intern(property.Key), new MappedTexts(draft.Pool, property.Value.Value.Values))),
        ];
        (_rareKeys, _rareValues) = (new(draft.Pool, rare.Keys), new(draft.Pool, rare.Values));
    }

    /// <summary>Adds the properties of an event in order of their keys.</summary>
    /// <returns>False if it has none.</returns>
    public bool Add(int row, ref OptionalValues optional)
    {
        var properties = _rows.Of(row);
        (optional.PropertiesAt, optional.PropertyCount) = (_draft.Properties.Count, properties.Length);
        var hasRare = false;
        foreach (var (column, entry) in properties)
        {
            var isRare = column == _common.Length;
            hasRare |= isRare;
            _draft.Properties.Add(
                isRare ? (_rareKeys.At(entry), _rareValues.At(entry)) : (_common[column].Key, _common[column].Values.At(entry))
            );
        }

        if (hasRare)
        {
            _draft.SortProperties(optional);
        }

        return properties.Length > 0;
    }
}
