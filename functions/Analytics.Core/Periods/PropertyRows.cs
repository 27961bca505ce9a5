namespace Analytics.Core.Periods;

/// <summary>Finds the custom properties of an event. O(events + properties) to create. Immutable.</summary>
/// <remarks>
/// <code>
/// columns     plan: events 0, 3      tier: event 3      rare: events 1, 3
/// starts      0  1  2  2  5
/// entries     (plan, 0)  (rare, 0)  (plan, 1)  (tier, 0)  (rare, 1)
/// </code>
/// </remarks>
internal sealed class PropertyRows
{
    private readonly int[] _starts;
    private readonly (int Column, int Entry)[] _entries;

    /// <param name="properties">The properties.</param>
    /// <param name="events">Number of events.</param>
    public PropertyRows(PropertyColumns properties, int events)
    {
        int[][] rows = [.. properties.Common.Select(static property => property.Value.Value.Rows), properties.Rare.Value.Rows];

        // Counted two places behind, so that the sum one place behind is where an event's next property goes.
        _starts = new int[events + 2];
        foreach (var column in rows)
        {
            foreach (var row in column)
            {
                _starts[row + 2]++;
            }
        }

        for (var i = 1; i < _starts.Length; i++)
        {
            _starts[i] += _starts[i - 1];
        }

        _entries = new (int, int)[_starts[^1]];
        for (var column = 0; column < rows.Length; column++)
        {
            for (var entry = 0; entry < rows[column].Length; entry++)
            {
                _entries[_starts[rows[column][entry] + 1]++] = (column, entry);
            }
        }
    }

    /// <summary>
    /// Returns the properties of an event by their place in a column: columns are numbered as in <see cref="PropertyColumns.Common"/>, and
    /// that of the rare ones is the next.
    /// </summary>
    public ReadOnlySpan<(int Column, int Entry)> Of(int row) => _entries.AsSpan(_starts[row].._starts[row + 1]);
}
