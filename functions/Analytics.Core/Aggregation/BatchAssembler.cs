using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;
using Analytics.Core.Hashing;
using Analytics.Core.Rollups;
using Analytics.Core.Text;

namespace Analytics.Core.Aggregation;

/// <summary>
/// Turns messages of one partition into block drafts by site and hour: parses URL and referrer, drops duplicates that it remembers, resolves visitors
/// across midnight and keeps the totals. Not thread-safe.
/// </summary>
internal sealed class BatchAssembler
{
    private readonly PartitionMemory _memory;
    private readonly VisitTotals _visits;
    private readonly Dictionary<(int Site, long Hour), BlockDraft> _blocks = [];
    private readonly Stack<BlockDraft> _free = new();
    private readonly BatchTexts _texts;
    private readonly AcquisitionCache _acquisitions;
    private readonly int _pageview;
    private readonly int _engagement;
    private BlockDraft? _last;

    public BatchAssembler(PartitionMemory memory)
    {
        _memory = memory;
        _visits = new(memory);
        _acquisitions = new(Pool);
        _texts = new(Pool, _acquisitions);
        _pageview = Pool.Intern(VisitRules.Pageview);
        _engagement = Pool.Intern(VisitRules.Engagement);
    }

    public TextPool Pool { get; } = new();

    /// <summary>Distinct texts held; a large number calls for a new assembler.</summary>
    public int TextCount => Math.Max(Pool.Count, _acquisitions.Count);

    public IReadOnlyCollection<BlockDraft> Blocks => _blocks.Values;

    /// <summary>Events added since the last <see cref="Clear"/>, without duplicates.</summary>
    public int EventCount { get; private set; }

    public void Clear()
    {
        foreach (var block in _blocks.Values)
        {
            _free.Push(block);
        }

        _blocks.Clear();
        _last = null;
        EventCount = 0;
    }

    /// <summary>Adds the segments of a message.</summary>
    /// <exception cref="InvalidDataException">The segments are damaged; the rows before the damage were added.</exception>
    public void Add(ReadOnlySpan<byte> segments)
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
        var second = Math.DivRem(row.TimestampMilliseconds, 1000).Quotient;
        var metric = row.Traffic == TrafficKind.Refused ? TotalsMetric.Refused : TotalsMetric.Filtered;
        Block(_texts.Id(segment, row.Texts[(int)EventField.Site]), second).Count(second, metric, row.TrafficCount);
    }

    private void AddEvent(ReadOnlySpan<byte> segment, in EventSegmentReader reader, in SegmentEvent row)
    {
        var second = (long)Math.Floor(row.TimestampMilliseconds / 1000.0);
        var site = _texts.Id(segment, row.Texts[(int)EventField.Site]);
        var block = Block(site, second);
        var key = KeyOf(_texts.Bytes(segment, row.Texts[(int)EventField.Id]), row);
        if (key != 0 && !_memory.TryAddKey(key ^ block.SiteHash))
        {
            block.Count(second, TotalsMetric.Duplicates, 1);
            return;
        }

        var name = _texts.Id(segment, row.Texts[(int)EventField.Name]);
        var starts = name != _engagement;
        var nonInteractive = (row.Flags & EventFlags.NonInteractive) != 0;
        var visitor = _memory.Resolve(row.Visitor, row.PreviousVisitor, second);
        var ordinal = _visits.Add(visitor, second, starts, starts && (name == _pageview || !nonInteractive), out var correction);
        if (!correction.IsEmpty)
        {
            Count(site, correction);
        }

        if (starts)
        {
            block.Count(second, TotalsMetric.Events, 1);
            if (name == _pageview)
            {
                block.Count(second, TotalsMetric.Pageviews, 1);
            }
        }

        var acquisition = _texts.Acquisition(segment, row.Texts[(int)EventField.Url], row.Texts[(int)EventField.Referrer]);
        var dimensions = block.Rows.AddFragment(visitor, visitor == row.Visitor ? 0 : row.Visitor);
        var host = SetDimensions(segment, reader, row, acquisition, dimensions);
        block.Rows.AddEvent(
            new((int)(second - block.Hour), ordinal),
            name,
            acquisition.Page,
            host,
            key,
            AddExtras(segment, reader, row, block, second, nonInteractive && starts && name != _pageview));
        EventCount++;
    }

    private void Count(int site, in VisitCorrection correction)
    {
        var block = Block(site, correction.Second);
        block.Count(correction.Second, TotalsMetric.Visits, correction.Visits);
        block.Count(correction.Second, TotalsMetric.Bounces, correction.Bounces);
        block.Count(correction.Second, TotalsMetric.VisitSeconds, correction.Seconds);
    }

    private int SetDimensions(
        ReadOnlySpan<byte> segment,
        in EventSegmentReader reader,
        in SegmentEvent row,
        in AcquisitionTexts acquisition,
        Span<int> dimensions)
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
            dimensions[(int)VisitDimension.Device + (field - EventField.Device)] = _texts.Id(segment, row.Texts[(int)field]);
        }

        var host = acquisition.Host;
        var at = row.OverridesAt;
        for (var i = 0; i < row.OverrideCount; i++)
        {
            var (dimension, text) = reader.ReadPair(ref at);
            if (dimension == EventSegmentReader.HostnameOverride)
            {
                host = _texts.Id(segment, text);
            }
            else if (dimension < dimensions.Length)
            {
                dimensions[dimension] = _texts.Id(segment, text);
            }
        }

        return host;
    }

    private int AddExtras(
        ReadOnlySpan<byte> segment,
        in EventSegmentReader reader,
        in SegmentEvent row,
        BlockDraft block,
        long second,
        bool nonInteractive)
    {
        var hasRevenue = row.CurrencyIndex >= 0;
        if (!nonInteractive && !hasRevenue && row.Value is null && row.PropertyCount == 0
            && row.ScrollDepth < 0 && row.EngagementMilliseconds < 0)
        {
            return -1;
        }

        var rows = block.Rows;
        var extras = EventExtras.None;
        extras.NonInteractive = nonInteractive;
        extras.Value = row.Value;
        extras.ScrollDepth = row.ScrollDepth;
        extras.EngagementMilliseconds = row.EngagementMilliseconds;
        if (row.Value is { } value)
        {
            block.Values.Add(value);
        }

        if (hasRevenue)
        {
            extras.Currency = _texts.Id(segment, row.CurrencyIndex);
            extras.AmountMicros = row.AmountMicros;
            block.AddRevenue(second, extras.Currency, row.AmountMicros);
        }

        extras.PropertiesAt = rows.Properties.Count;
        extras.PropertyCount = row.PropertyCount;
        var at = row.PropertiesAt;
        for (var i = 0; i < row.PropertyCount; i++)
        {
            var (property, text) = reader.ReadPair(ref at);
            rows.Properties.Add((_texts.Id(segment, property), _texts.Id(segment, text)));
        }

        if (row.PropertyCount > 1)
        {
            rows.Properties.Sort(extras.PropertiesAt, row.PropertyCount, Comparer<(int Key, int Value)>.Create(
                (a, b) => Pool[a.Key].SequenceCompareTo(Pool[b.Key])));
        }

        rows.Extras.Add(extras);
        return rows.Extras.Count - 1;
    }

    /// <summary>
    /// Equal for the same client-sent id and timestamp. Without a timestamp of the client, which a second sending could not repeat, the id alone.
    /// </summary>
    private static ulong KeyOf(ReadOnlySpan<byte> id, in SegmentEvent row)
    {
        if (id.IsEmpty)
        {
            return 0;
        }

        var seed = (row.Flags & EventFlags.ClientTimestamp) == 0 ? 0 : (ulong)row.TimestampMilliseconds;
        return XxHash64.Hash(id, seed) | 1;
    }

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

        return _last;
    }
}
