using Analytics.Core.Bytes;
using Analytics.Core.Periods;

namespace Analytics.Core.Live;

/// <summary>
/// A live block: the events of one site and hour that one batch added, in their original order. Rows are decoded on use. Thread-safe.
/// </summary>
internal sealed class LiveBlock : IRollupPart
{
    private readonly LiveTexts _texts;
    private readonly ReadOnlyMemory<byte> _rows;
    private readonly Lazy<(Totals Totals, RevenueTotals Revenue)> _totals;
    private readonly Lazy<LiveRowPlaces>? _places;

    /// <param name="site">The site.</param>
    /// <param name="hour">The hour's first second, Unix time.</param>
    /// <param name="included">The messages of the batch.</param>
    /// <param name="texts">The texts of the live row that contains the block.</param>
    /// <param name="rows">The event count and the rows; see <see cref="LiveRowWriter"/>.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public LiveBlock(string site, long hour, Inclusion included, LiveTexts texts, ReadOnlyMemory<byte> rows)
    {
        Site = site;
        Period = new(RollupTier.Hour, hour);
        Included = included;
        _texts = texts;
        Content = rows;
        var offset = 0;
        EventCount = Varint.ReadInt(rows.Span, ref offset);
        LogicVersion = Varint.ReadInt(rows.Span, ref offset);
        _rows = rows[offset..];
        _totals = new(Count);
    }

    private LiveBlock(LiveBlock block)
    {
        (Site, Period, Included, Content) = (block.Site, block.Period, block.Included, block.Content);
        (EventCount, LogicVersion) = (block.EventCount, block.LogicVersion);
        (_texts, _rows, _totals, TextBytes) = (block._texts, block._rows, block._totals, block.TextBytes);
        _places = new(() => new(_rows.Span, EventCount));
    }

    /// <summary>The site.</summary>
    public string Site { get; }

    /// <summary>The places of each visitor's events in a block that <see cref="CutByVisitors"/> returned; otherwise null.</summary>
    public LiveRowPlaces? Places => _places?.Value;

    /// <summary>The stored bytes, without the texts, which all blocks of the row share.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The block's share, by its bytes, of the texts of the row.</summary>
    public long TextBytes { get; init; }

    /// <inheritdoc/>
    public long StoredBytes => Content.Length + TextBytes;

    /// <inheritdoc/>
    public RollupPeriod Period { get; }

    /// <inheritdoc/>
    public Inclusion Included { get; }

    /// <inheritdoc/>
    public HourInclusion? Hours => null;

    /// <inheritdoc/>
    public bool HasIds => true;

    /// <inheritdoc/>
    public ulong Threshold => ulong.MaxValue;

    /// <inheritdoc/>
    public int LogicVersion { get; }

    /// <inheritdoc/>
    public int VisitCount => EventCount;

    /// <inheritdoc/>
    public int EventCount { get; }

    /// <inheritdoc/>
    public Totals Totals => _totals.Value.Totals;

    /// <inheritdoc/>
    public RevenueTotals RevenueTotals => _totals.Value.Revenue;

    /// <inheritdoc/>
    public void AddTo(RollupDraft draft, int shift, VisitorRange visitors)
    {
        if (!visitors.IsAll && Places is { } places)
        {
            AddPlacesTo(draft, shift, visitors, places.Of(visitors));
            return;
        }

        var texts = new DraftTexts(_texts, draft.Pool, EventCount);
        var reader = new LiveRowReader(_rows.Span);
        while (reader.TryRead())
        {
            if (!reader.IsTraffic && visitors.Contains(reader.Visitor))
            {
                reader.AddTo(draft, texts, shift);
            }
        }
    }

    /// <summary>
    /// Returns the same block, which finds where the events of each visitor are when the first range is added. Until it is dropped that
    /// takes 12 bytes an event.
    /// </summary>
    public LiveBlock CutByVisitors() => new(this);

    /// <inheritdoc/>
    IRollupPart IRollupPart.CutByVisitors() => CutByVisitors();

    /// <summary>Returns the ids that clients sent, each with the second of its event.</summary>
    public IEnumerable<KeyedEvent> Keys()
    {
        var keys = new List<KeyedEvent>();
        var reader = new LiveRowReader(_rows.Span);
        while (reader.TryRead())
        {
            if (!reader.IsTraffic && reader.Key != 0)
            {
                keys.Add(new(reader.Key, reader.Visitor, Period.Start + (reader.Milliseconds / 1000), reader.Milliseconds % 1000));
            }
        }

        return keys;
    }

    /// <summary>Returns counts of events of the site that were not collected.</summary>
    public IReadOnlyList<TrafficCount> Traffic()
    {
        var traffic = new List<TrafficCount>();
        var reader = new LiveRowReader(_rows.Span);
        while (reader.TryRead())
        {
            if (reader.IsTraffic)
            {
                traffic.Add(new(reader.Milliseconds / 1000, reader.Traffic, reader.TrafficCount));
            }
        }

        return traffic;
    }

    private void AddPlacesTo(RollupDraft draft, int shift, VisitorRange visitors, ReadOnlySpan<LiveRowPlace> places)
    {
        var texts = new DraftTexts(_texts, draft.Pool, places.Length);
        var reader = new LiveRowReader(_rows.Span);
        foreach (var place in places)
        {
            reader.ReadAt(place);
            if (visitors.Contains(reader.Visitor))
            {
                reader.AddTo(draft, texts, shift);
            }
        }
    }

    private (Totals Totals, RevenueTotals Revenue) Count()
    {
        var (totals, revenue) = (new Totals(), new RevenueTotals());
        var reader = new LiveRowReader(_rows.Span);

        // Most rows are of the same slot as the one before, so the sorted totals are searched once for all of them.
        var (countedSlot, counts, isCounted) = (0, default(TotalsSlot), false);
        while (reader.TryRead())
        {
            var slot = reader.Milliseconds / 1000 / Period.SlotSeconds;
            if (slot != countedSlot && isCounted)
            {
                totals.Add(countedSlot, counts);
                (counts, isCounted) = (default, false);
            }

            countedSlot = slot;
            if (reader.IsTraffic)
            {
                counts[reader.Traffic] += reader.TrafficCount;
                isCounted = true;
                continue;
            }

            var name = _texts[reader.Name];
            if (!name.SequenceEqual("engagement"u8))
            {
                counts[TotalsMetric.Events]++;
                counts[TotalsMetric.Pageviews] += name.SequenceEqual("pageview"u8) ? 1 : 0;
                isCounted = true;
            }

            if (reader.OptionalValues.Currency != 0)
            {
                revenue.Add(slot, _texts.GetString(reader.OptionalValues.Currency), reader.OptionalValues.AmountMicros, 1);
            }
        }

        if (isCounted)
        {
            totals.Add(countedSlot, counts);
        }

        return (totals, revenue);
    }
}
