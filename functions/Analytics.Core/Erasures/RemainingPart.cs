using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Erasures;

/// <summary>A part of a rollup without the erased events. Immutable.</summary>
/// <param name="part">The part.</param>
/// <param name="scope">The events to erase.</param>
/// <param name="totals">The counts that remain.</param>
/// <param name="revenue">The revenue that remains.</param>
internal sealed class RemainingPart(IRollupPart part, ErasureScope scope, Totals totals, RevenueTotals revenue) : IRollupPart
{
    /// <inheritdoc/>
    public RollupPeriod Period => part.Period;

    /// <inheritdoc/>
    public Inclusion Included => part.Included;

    /// <inheritdoc/>
    public HourInclusion? Hours => part.Hours;

    /// <inheritdoc/>
    public bool HasIds => part.HasIds;

    /// <inheritdoc/>
    public ulong Threshold => part.Threshold;

    /// <inheritdoc/>
    public int LogicVersion => part.LogicVersion;

    /// <summary>Visits of the whole part: an upper bound.</summary>
    public int VisitCount => part.VisitCount;

    /// <summary>Events of the whole part: an upper bound.</summary>
    public int EventCount => part.EventCount;

    /// <inheritdoc/>
    public long StoredBytes => part.StoredBytes;

    /// <inheritdoc/>
    public Totals Totals => totals;

    /// <inheritdoc/>
    public RevenueTotals RevenueTotals => revenue;

    /// <inheritdoc/>
    public void AddTo(RollupDraft draft, int shift, VisitorRange visitors)
    {
        // A separate pool, because texts that only erased rows name must not enter the draft.
        var all = new RollupDraft(new TextPool());
        part.AddTo(all, 0, visitors);
        var texts = new int[all.Pool.Count];
        for (var fragment = 0; fragment < all.FragmentCount; fragment++)
        {
            var isOpen = false;
            for (var row = all.FirstEvents[fragment]; row < all.EndOf(fragment); row++)
            {
                if (scope.Contains(all.Visitors[fragment], Period.Start + all.Seconds[row], all.KeyOf(row)))
                {
                    continue;
                }

                if (!isOpen)
                {
                    var dimensions = draft.AddFragment(all.Visitors[fragment], all.PreviousVisitors[fragment], all.Aliases[fragment]);
                    for (var i = 0; i < dimensions.Length; i++)
                    {
                        dimensions[i] = Number(all.DimensionsOf(fragment)[i]);
                    }

                    isOpen = true;
                }

                draft.AddEvent(
                    new(all.Seconds[row] + shift, all.Milliseconds[row]),
                    Number(all.Names[row]),
                    Number(all.Pages[row]),
                    Number(all.Hosts[row]),
                    all.KeyOf(row),
                    AddOptionalValues(all.OptionalValuesOf[row])
                );
            }
        }

        int AddOptionalValues(int index)
        {
            if (index < 0)
            {
                return -1;
            }

            var optional = all.OptionalValues[index];
            var from = optional.PropertiesAt;
            optional.Currency = Number(optional.Currency);
            optional.PropertiesAt = draft.Properties.Count;
            for (var i = 0; i < optional.PropertyCount; i++)
            {
                var (key, value) = all.Properties[from + i];
                draft.Properties.Add((Number(key), Number(value)));
            }

            draft.OptionalValues.Add(optional);
            return draft.OptionalValues.Count - 1;
        }

        // 0 is the empty text in every pool, and stands for absent.
        int Number(int text)
        {
            if (text != 0 && texts[text] == 0)
            {
                texts[text] = draft.Pool.Intern(all.Pool[text]);
            }

            return text == 0 ? 0 : texts[text];
        }
    }

    /// <inheritdoc/>
    public IEnumerable<KeyedEvent> Keys() => part.Keys().Where(e => !scope.Contains(e.Visitor, e.Second, e.Key));
}
