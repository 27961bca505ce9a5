using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>A part without the events whose ids are known: they are already stored, and count as duplicates. Immutable.</summary>
internal sealed class UnknownEvents : IRollupPart
{
    private readonly IRollupPart _part;
    private readonly IReadOnlySet<ulong> _knownKeys;

    /// <param name="part">The part.</param>
    /// <param name="knownKeys">The keys of the known ids.</param>
    public UnknownEvents(IRollupPart part, IReadOnlySet<ulong> knownKeys)
    {
        (_part, _knownKeys) = (part, knownKeys);
        Totals.AddAll(part.Totals, Period, Period);
        RevenueTotals.AddAll(part.RevenueTotals, Period, Period);
        TakeOut();
    }

    private UnknownEvents(UnknownEvents whole)
    {
        (_part, _knownKeys) = (whole._part.CutByVisitors(), whole._knownKeys);
        (Totals, RevenueTotals) = (whole.Totals, whole.RevenueTotals);
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

    /// <summary>Visits of all events, known ones included: an upper bound.</summary>
    public int VisitCount => _part.VisitCount;

    /// <summary>All events, known ones included: an upper bound.</summary>
    public int EventCount => _part.EventCount;

    /// <inheritdoc/>
    public long StoredBytes => _part.StoredBytes;

    /// <inheritdoc/>
    public Totals Totals { get; } = new();

    /// <inheritdoc/>
    public RevenueTotals RevenueTotals { get; } = new();

    /// <inheritdoc/>
    public void AddTo(RollupDraft draft, int shift, VisitorRange visitors)
    {
        var source = new RollupDraft(new TextPool());
        _part.AddTo(source, shift, visitors);
        var texts = new int[source.Pool.Count];
        for (var id = 0; id < texts.Length; id++)
        {
            texts[id] = draft.Pool.Intern(source.Pool[id]);
        }

        for (var fragment = 0; fragment < source.FragmentCount; fragment++)
        {
            var isBegun = false;
            for (var row = source.FirstEvents[fragment]; row < source.EndOf(fragment); row++)
            {
                if (_knownKeys.Contains(source.KeyOf(row)))
                {
                    continue;
                }

                if (!isBegun)
                {
                    var dimensions = draft.AddFragment(
                        source.Visitors[fragment],
                        source.PreviousVisitors[fragment],
                        source.Aliases[fragment]
                    );
                    for (var i = 0; i < dimensions.Length; i++)
                    {
                        dimensions[i] = texts[source.DimensionsOf(fragment)[i]];
                    }

                    isBegun = true;
                }

                draft.AddEvent(
                    source.TimeOf(row),
                    texts[source.Names[row]],
                    texts[source.Pages[row]],
                    texts[source.Hosts[row]],
                    source.KeyOf(row),
                    Copy(source, row, draft, texts)
                );
            }
        }
    }

    /// <inheritdoc/>
    public IRollupPart CutByVisitors() => new UnknownEvents(this);

    /// <inheritdoc/>
    public IEnumerable<KeyedEvent> Keys() => _part.Keys().Where(e => !_knownKeys.Contains(e.Key));

    private static int Copy(RollupDraft source, int row, RollupDraft draft, int[] texts)
    {
        if (source.OptionalValuesOf[row] < 0)
        {
            return -1;
        }

        var optional = source.OptionalValues[source.OptionalValuesOf[row]];
        var properties = source.Properties.GetRange(optional.PropertiesAt, optional.PropertyCount);
        optional.Currency = texts[optional.Currency];
        optional.PropertiesAt = draft.Properties.Count;
        draft.Properties.AddRange(properties.Select(property => (texts[property.Key], texts[property.Value])));
        draft.OptionalValues.Add(optional);
        return draft.OptionalValues.Count - 1;
    }

    private void TakeOut()
    {
        var source = new RollupDraft(new TextPool());
        _part.AddTo(source, 0, VisitorRange.All);
        var (pageview, engagement) = (source.Pool.Intern(VisitRules.Pageview), source.Pool.Intern(VisitRules.Engagement));
        for (var row = 0; row < source.EventCount; row++)
        {
            if (_knownKeys.Contains(source.KeyOf(row)))
            {
                var slot = source.Seconds[row] / Period.SlotSeconds;
                Totals.Add(slot, TotalsMetric.Events, source.Names[row] == engagement ? 0 : -1);
                Totals.Add(slot, TotalsMetric.Pageviews, source.Names[row] == pageview ? -1 : 0);
                Totals.Add(slot, TotalsMetric.Duplicates, 1);
            }
        }
    }
}
