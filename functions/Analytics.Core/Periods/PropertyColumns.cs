using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>
/// The custom properties of a period. Keys cost a column each, and anybody can send any number of them, so the keys that the most events
/// have get one, and the rest share a column. Which is which changes no answer. Immutable; safe for use by several threads.
/// </summary>
/// <param name="common">The properties with a column of their own by key, in ordinal order of the keys.</param>
/// <param name="rare">The others.</param>
internal sealed class PropertyColumns(
    IReadOnlyList<KeyValuePair<string, LazyColumn<PropertyColumn>>> common,
    LazyColumn<RareProperties> rare
)
{
    /// <summary>Maximum number of properties with a column of their own.</summary>
    public const int MaxCommon = 1_000;

    public static readonly PropertyColumns None = new([], RareProperties.None);

    /// <summary>The properties with a column of their own by key, in ordinal order of the keys.</summary>
    public IReadOnlyList<KeyValuePair<string, LazyColumn<PropertyColumn>>> Common => common;

    /// <summary>The others.</summary>
    public LazyColumn<RareProperties> Rare => rare;

    /// <summary>True if no event has a property.</summary>
    public bool IsEmpty => common.Count == 0 && rare.Value.Rows.Length == 0;

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight =>
        common.Sum(static property => property.Value.Value.Values.Weight + (property.Value.Value.Rows.Length * 4L))
        + (rare.Value.Rows.Length * 4L)
        + rare.Value.Keys.Weight
        + rare.Value.Values.Weight;

    /// <summary>Numbers all keys and values, so that reading these adds none to the pool.</summary>
    public void InternTexts(TextPool pool)
    {
        foreach (var (key, property) in common)
        {
            pool.Intern(key);
            pool.InternAll(property.Value.Values.Texts);
        }

        pool.InternAll(rare.Value.Keys.Texts);
        pool.InternAll(rare.Value.Values.Texts);
    }

    /// <summary>Returns one property; null if no event has it. O(keys), and O(properties) if it is a rare one.</summary>
    public PropertyColumn? Of(string key)
    {
        foreach (var property in common)
        {
            if (property.Key == key)
            {
                return property.Value.Value;
            }
        }

        return rare.Value.Of(key);
    }
}
