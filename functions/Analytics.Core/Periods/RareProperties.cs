using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>
/// The custom properties that few events have, in one column: for each, its event, key and value. Immutable; safe for use by several
/// threads.
/// </summary>
/// <param name="rows">The events, ascending; one with several properties stands as often.</param>
/// <param name="keys">Their keys, one code per entry of <paramref name="rows"/>.</param>
/// <param name="values">Their values, likewise.</param>
internal sealed class RareProperties(int[] rows, TextColumn keys, TextColumn values)
{
    public static readonly RareProperties None = new([], new(Utf8Texts.Empty, null), new(Utf8Texts.Empty, null));

    /// <summary>The events, ascending; one with several properties stands as often.</summary>
    public int[] Rows => rows;

    /// <summary>The keys, one code per entry of <see cref="Rows"/>.</summary>
    public TextColumn Keys => keys;

    /// <summary>The values, one code per entry of <see cref="Rows"/>.</summary>
    public TextColumn Values => values;

    /// <summary>Returns one property; null if no event has it. O(properties).</summary>
    public PropertyColumn? Of(string key)
    {
        var code = CodeOf(key);
        if (code < 0)
        {
            return null;
        }

        // Most texts are of other properties.
        int[] entries = [.. Enumerable.Range(0, rows.Length).Where(entry => keys.Code(entry) == code)];
        var codes = Array.ConvertAll(entries, values.Code);
        int[] used = [.. codes.Distinct()];
        var numbers = used.Select(static (code, number) => (code, number))
            .ToDictionary(static text => text.code, static text => text.number);
        return new(
            key,
            Array.ConvertAll(entries, entry => rows[entry]),
            new(values.Texts.Select(used), Array.ConvertAll(codes, code => numbers[code]))
        );
    }

    private int CodeOf(string key)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(key);
        for (var code = 0; code < keys.Texts.Count; code++)
        {
            if (keys.Texts[code].SequenceEqual(bytes))
            {
                return code;
            }
        }

        return -1;
    }
}
