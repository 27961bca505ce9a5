using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;
using Analytics.Core.Hashing;
using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Aggregation;

/// <summary>
/// Turns messages of one partition into block drafts by site and hour: parses URL and referrer and keeps the rows in log order. A message
/// is added whole or not at all. Not thread-safe.
/// </summary>
/// <remarks>
/// Example: message 7 holds three events of shop.example, two at 10:59 and one at 11:00, and one of blog.example at 10:58. After
/// <see cref="Add"/> there are three drafts: (shop, 10:00) with two rows, (shop, 11:00) with one and (blog, 10:00) with one. Message 8
/// adds two rows to (shop, 11:00) and turns out too large for the batch: <see cref="RollBack"/> removes these two rows, the batch is
/// committed up to message 7 and cleared, and message 8 is added again as the first of the next batch.
/// </remarks>
internal sealed class BatchAssembler
{
    private const uint GivenArrival =
        (1u << (int)VisitDimension.Source)
        | (1u << (int)VisitDimension.UtmSource)
        | (1u << (int)VisitDimension.UtmMedium)
        | (1u << (int)VisitDimension.UtmCampaign);

    private readonly Dictionary<(int Site, long Hour), BlockDraft> _blocks = [];
    private readonly List<BlockDraft> _touched = [];
    private readonly Stack<BlockDraft> _free = new();
    private readonly BatchTexts _texts;
    private readonly AcquisitionCache _acquisitions;
    private readonly BatchSize _size;
    private BlockDraft? _last;
    private int _eventsBefore;
    private long _message;

    public BatchAssembler()
    {
        _acquisitions = new(Pool);
        _texts = new(Pool, _acquisitions);
        _size = new(Pool);
        Pageview = Pool.Intern(VisitRules.Pageview);
        Engagement = Pool.Intern(VisitRules.Engagement);
    }

    public TextPool Pool { get; } = new();

    /// <summary>The pool's number of the name <c>pageview</c>.</summary>
    public int Pageview { get; }

    /// <summary>The pool's number of the name <c>engagement</c>.</summary>
    public int Engagement { get; }

    /// <summary>The drafts that have events or counts.</summary>
    public IEnumerable<BlockDraft> Blocks => _blocks.Values.Where(block => !block.IsEmpty);

    /// <summary>Upper bound of the bytes of the live rows.</summary>
    public int MaxBytes => _size.MaxBytes;

    /// <summary>Number of events in the batch.</summary>
    public int EventCount { get; private set; }

    /// <summary>
    /// Returns the assembler of the next batch: this one, cleared, which knows its texts already, or a new one if it knows more of them
    /// than the options allow.
    /// </summary>
    public BatchAssembler Next(AggregationOptions options)
    {
        var isFull =
            Math.Max(Pool.Count, _acquisitions.Count) > options.MaxTexts
            || (long)Pool.ByteCount + _acquisitions.ByteCount > options.MaxTextBytes;
        if (isFull)
        {
            return new();
        }

        Clear();
        return this;
    }

    private void Clear()
    {
        foreach (var block in _blocks.Values)
        {
            _free.Push(block);
        }

        _blocks.Clear();
        _touched.Clear();
        _size.Clear();
        _last = null;
        EventCount = 0;
    }

    /// <summary>Adds the segments of a message.</summary>
    /// <exception cref="InvalidDataException">The segments are damaged; nothing was added.</exception>
    public void Add(ReadOnlySpan<byte> segments)
    {
        _touched.Clear();
        _last = null;
        _message++;
        _eventsBefore = EventCount;
        _size.Mark();
        try
        {
            AddSegments(segments);
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    /// <summary>Removes the last message.</summary>
    public void RollBack()
    {
        foreach (var block in _touched)
        {
            block.RollBack();
        }

        _touched.Clear();
        _last = null;
        _size.RollBack();
        EventCount = _eventsBefore;
    }

    private void AddSegments(ReadOnlySpan<byte> segments)
    {
        while (!segments.IsEmpty)
        {
            var reader = new EventSegmentReader(segments, _texts.Places);
            _texts.Start();
            var segment = segments[..reader.Length];
            SegmentEvent row = default;
            while (reader.TryRead(ref row))
            {
                if (row.IsTraffic)
                {
                    AddTraffic(segment, row);
                }
                else
                {
                    AddEvent(segment, reader, row);
                }
            }

            segments = segments[reader.Length..];
        }
    }

    private void AddTraffic(ReadOnlySpan<byte> segment, in SegmentEvent row)
    {
        var second = (long)Math.Floor(row.TimestampMilliseconds / 1000.0);
        var metric = row.Traffic switch
        {
            TrafficKind.Refused => TotalsMetric.Refused,
            TrafficKind.Shared => TotalsMetric.Shared,
            _ => TotalsMetric.Filtered,
        };
        var block = Block(_texts.Id(segment, row.Texts[(int)EventField.Site]), second);
        block.AddTraffic(second, metric, row.TrafficCount);
        _size.AddTraffic(block);
    }

    private void AddEvent(ReadOnlySpan<byte> segment, in EventSegmentReader reader, in SegmentEvent row)
    {
        var second = (long)Math.Floor(row.TimestampMilliseconds / 1000.0);
        var block = Block(_texts.Id(segment, row.Texts[(int)EventField.Site]), second);
        var name = _texts.Id(segment, row.Texts[(int)EventField.Name]);
        var counts = name == Pageview || (name != Engagement && (row.Flags & EventFlags.NonInteractive) == 0);
        var acquisition = _texts.Acquisition(
            segment,
            row.Texts[(int)EventField.Url],
            row.Texts[(int)EventField.Referrer],
            (row.Flags & EventFlags.FragmentPages) != 0
        );
        var dimensions = block.Rows.AddFragment(row.Visitor, row.PreviousVisitor);
        var (page, host) = SetDimensions(segment, reader, row, acquisition, dimensions);
        block.Rows.AddEvent(
            new((int)(second - block.Hour), (int)(row.TimestampMilliseconds - (second * 1000))),
            name,
            page,
            host,
            KeyOf(_texts.Bytes(segment, row.Texts[(int)EventField.Id]), row),
            AddOptionalValues(segment, reader, row, block.Rows, !counts && name != Engagement)
        );
        _size.AddEvent(block);
        EventCount++;
    }

    private (int Page, int Host) SetDimensions(
        ReadOnlySpan<byte> segment,
        in EventSegmentReader reader,
        in SegmentEvent row,
        in AcquisitionTexts acquisition,
        Span<int> dimensions
    )
    {
        dimensions[(int)VisitDimension.Source] = acquisition.Source;
        dimensions[(int)VisitDimension.Referrer] = acquisition.Referrer;
        dimensions[(int)VisitDimension.Channel] = acquisition.Channel;
        dimensions[(int)VisitDimension.UtmSource] = acquisition.UtmSource;
        dimensions[(int)VisitDimension.UtmMedium] = acquisition.UtmMedium;
        dimensions[(int)VisitDimension.UtmCampaign] = acquisition.UtmCampaign;
        dimensions[(int)VisitDimension.UtmContent] = acquisition.UtmContent;
        dimensions[(int)VisitDimension.UtmTerm] = acquisition.UtmTerm;
        for (var field = EventField.Device; field <= EventField.City; field++)
        {
            var dimension = VisitDimension.Device + (field - EventField.Device);
            dimensions[(int)dimension] = _texts.ValueId(dimension, segment, row.Texts[(int)field]);
        }

        var (page, host) = (acquisition.Page, acquisition.Host);
        var arrival = 0u;
        var offset = row.OverridesAt;
        for (var i = 0; i < row.OverrideCount; i++)
        {
            var (dimension, text) = reader.ReadPair(ref offset);
            if (dimension == EventSegmentReader.HostnameOverride)
            {
                host = _texts.Id(segment, text);
            }
            else if (dimension == EventSegmentReader.PageOverride)
            {
                page = _texts.Id(segment, text);
            }
            else if (dimension < dimensions.Length)
            {
                dimensions[dimension] = _texts.ValueId((VisitDimension)dimension, segment, text);
                arrival |= 1u << dimension;
            }
        }

        // An import from a tool without channels gives source and campaign alone.
        if ((arrival & GivenArrival) != 0 && (arrival & (1u << (int)VisitDimension.Channel)) == 0)
        {
            dimensions[(int)VisitDimension.Channel] = _acquisitions.Channel(
                dimensions[(int)VisitDimension.Source],
                dimensions[(int)VisitDimension.UtmSource],
                dimensions[(int)VisitDimension.UtmMedium],
                dimensions[(int)VisitDimension.UtmCampaign]
            );
        }

        return (page, host);
    }

    private int AddOptionalValues(
        ReadOnlySpan<byte> segment,
        in EventSegmentReader reader,
        in SegmentEvent row,
        RollupDraft rows,
        bool nonInteractive
    )
    {
        var hasRevenue = row.CurrencyIndex >= 0;
        if (
            !nonInteractive
            && !hasRevenue
            && row.Value is null
            && row.PropertyCount == 0
            && row.ScrollDepth < 0
            && row.EngagementMilliseconds < 0
        )
        {
            return -1;
        }

        var optional = OptionalValues.None;
        optional.NonInteractive = nonInteractive;
        optional.Value = row.Value;
        optional.ScrollDepth = row.ScrollDepth;
        optional.EngagementMilliseconds = row.EngagementMilliseconds;
        if (hasRevenue)
        {
            optional.Currency = _texts.Id(segment, row.CurrencyIndex);
            optional.AmountMicros = row.AmountMicros;
        }

        optional.PropertiesAt = rows.Properties.Count;
        optional.PropertyCount = row.PropertyCount;
        var offset = row.PropertiesAt;
        for (var i = 0; i < row.PropertyCount; i++)
        {
            var (property, text) = reader.ReadPair(ref offset);
            rows.Properties.Add((_texts.Id(segment, property), _texts.Id(segment, text)));
        }

        if (row.PropertyCount > 1)
        {
            rows.SortProperties(optional);
        }

        rows.OptionalValues.Add(optional);
        return rows.OptionalValues.Count - 1;
    }

    private static ulong KeyOf(ReadOnlySpan<byte> id, in SegmentEvent row) =>
        EventIdentity.KeyOf(id, row.HasClientTimestamp, row.IdentityMilliseconds);

    private BlockDraft Block(int site, long second)
    {
        var hour = RollupPeriod.Of(RollupTier.Hour, second).Start;
        if (_last is not null && _last.Site == site && _last.Hour == hour)
        {
            return _last;
        }

        if (!_blocks.TryGetValue((site, hour), out _last))
        {
            _last = _free.TryPop(out var free) ? free : new BlockDraft(Pool);
            _last.Start(site, XxHash64.Hash(Pool[site]), hour);
            _blocks[(site, hour)] = _last;
        }

        if (_last.TryMark(_message))
        {
            _touched.Add(_last);
        }

        return _last;
    }
}
