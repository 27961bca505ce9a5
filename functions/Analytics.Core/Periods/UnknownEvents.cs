using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>A part without the events whose ids are known: they are stored already, and count as duplicates. Immutable.</summary>
internal sealed class UnknownEvents : IRollupPart
{
    private readonly IRollupPart _part;
    private readonly IReadOnlySet<ulong> _known;

    /// <param name="part">The part.</param>
    /// <param name="known">The keys of the ids that are known.</param>
    public UnknownEvents(IRollupPart part, IReadOnlySet<ulong> known)
    {
        (_part, _known) = (part, known);
        Totals.AddAll(part.Totals, Period, Period);
        RevenueTotals.AddAll(part.RevenueTotals, Period, Period);
        TakeOut();
    }

    /// <inheritdoc/>
    public RollupPeriod Period => _part.Period;

    /// <inheritdoc/>
    public Inclusion Included => _part.Included;

    /// <inheritdoc/>
    public HourInclusion? Hours => _part.Hours;

    /// <inheritdoc/>
    public bool HasIds => _part.HasIds;

    /// <inheritdoc/>
    public ulong Threshold => _part.Threshold;

    /// <inheritdoc/>
    public int LogicVersion => _part.LogicVersion;

    /// <summary>Visits of all events, which are at least as many.</summary>
    public int VisitCount => _part.VisitCount;

    /// <summary>All events, which are at least as many.</summary>
    public int EventCount => _part.EventCount;

    /// <inheritdoc/>
    public Totals Totals { get; } = new();

    /// <inheritdoc/>
    public RevenueTotals RevenueTotals { get; } = new();

    /// <inheritdoc/>
    public void AddTo(RollupDraft draft, int shift, VisitorRange visitors)
    {
        var all = new RollupDraft(new TextPool());
        _part.AddTo(all, shift, visitors);
        var texts = new int[all.Pool.Count];
        for (var id = 0; id < texts.Length; id++)
        {
            texts[id] = draft.Pool.Intern(all.Pool[id]);
        }

        for (var fragment = 0; fragment < all.FragmentCount; fragment++)
        {
            var isBegun = false;
            for (var row = all.FirstEvents[fragment]; row < all.EndOf(fragment); row++)
            {
                if (_known.Contains(all.KeyOf(row)))
                {
                    continue;
                }

                if (!isBegun)
                {
                    var dimensions = draft.AddFragment(all.Visitors[fragment], all.PreviousVisitors[fragment], all.Aliases[fragment]);
                    for (var i = 0; i < dimensions.Length; i++)
                    {
                        dimensions[i] = texts[all.DimensionsOf(fragment)[i]];
                    }

                    isBegun = true;
                }

                draft.AddEvent(
                    all.TimeOf(row),
                    texts[all.Names[row]],
                    texts[all.Pages[row]],
                    texts[all.Hosts[row]],
                    all.KeyOf(row),
                    Copy(all, row, draft, texts)
                );
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<KeyedEvent> Keys() => _part.Keys().Where(e => !_known.Contains(e.Key));

    private static int Copy(RollupDraft all, int row, RollupDraft draft, int[] texts)
    {
        if (all.OptionalValuesOf[row] < 0)
        {
            return -1;
        }

        var optional = all.OptionalValues[all.OptionalValuesOf[row]];
        var properties = all.Properties.GetRange(optional.PropertiesAt, optional.PropertyCount);
        optional.Currency = texts[optional.Currency];
        optional.PropertiesAt = draft.Properties.Count;
        draft.Properties.AddRange(properties.Select(property => (texts[property.Key], texts[property.Value])));
        draft.OptionalValues.Add(optional);
        return draft.OptionalValues.Count - 1;
    }

    private void TakeOut()
    {
        var all = new RollupDraft(new TextPool());
        _part.AddTo(all, 0, VisitorRange.All);
        var (pageview, engagement) = (all.Pool.Intern(VisitRules.Pageview), all.Pool.Intern(VisitRules.Engagement));
        for (var row = 0; row < all.EventCount; row++)
        {
            if (_known.Contains(all.KeyOf(row)))
            {
                var slot = all.Seconds[row] / Period.SlotSeconds;
                Totals.Add(slot, TotalsMetric.Events, all.Names[row] == engagement ? 0 : -1);
                Totals.Add(slot, TotalsMetric.Pageviews, all.Names[row] == pageview ? -1 : 0);
                Totals.Add(slot, TotalsMetric.Duplicates, 1);
            }
        }
    }
}
