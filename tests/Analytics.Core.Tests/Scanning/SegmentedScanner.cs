using System.Collections.Concurrent;
using Analytics.Core.Caching;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>
/// Scans rollups that are cut into segments by the first bits of the visitor ids; no visit reaches over a rollup's edge.
/// </summary>
internal sealed class SegmentedScanner : IRollupScanner
{
    private readonly WeightedCache<ScanSegment> _segments;
    private readonly long _cacheBytes;
    private StoredScan _stored;
    private readonly List<StoredSource> _sources = [];
    private readonly Random _random;

    public SegmentedScanner(Random random, long cacheBytes)
    {
        (_random, _cacheBytes) = (random, cacheBytes);
        _segments = new(cacheBytes, cacheBytes);
        _stored = Stored();
    }

    /// <summary>The numbers of texts.</summary>
    public SiteTexts Texts { get; private set; } = new();

    /// <summary>Number of reads of rows.</summary>
    public int Loads { get; private set; }

    /// <summary>The sources whose columns are cached, true or false for each in order.</summary>
    public IEnumerable<bool> Cached(string site) => _sources.Select(stored => _segments.Has(stored.Source.KeyIn(site)));

    /// <summary>Adds a rollup as segments.</summary>
    public void Add(Rollup rollup, int bits)
    {
        for (var prefix = 0UL; prefix < 1UL << bits; prefix++)
        {
            var segment = EdgeVisitors.Extract(
                rollup,
                [.. rollup.Columns.Visitors.Value.Select(visitor => bits == 0 || visitor >> (64 - bits) == prefix)]
            );
            var source = new ScanSource(
                $"{rollup.Period.RowKey} {prefix}/{bits}",
                rollup.Period.Start,
                rollup.Period.End,
                [],
                (_, _) =>
                {
                    Loads++;
                    return ValueTask.FromResult(segment);
                }
            );
            _sources.Add(new(source, [], string.Empty));
        }
    }

    /// <summary>Forgets what was counted, so that it is counted again from columns.</summary>
    public void ForgetCounts() => _stored = Stored();

    /// <summary>Forgets the numbers of texts, as happens when they are too many.</summary>
    public void ForgetTexts() => Texts = new();

    public async ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        var scan = new CompiledScan(request, Texts);
        var fresh = new ConcurrentBag<CountedPart>();
        var parts = await _stored.CountAsync(
            scan,
            _sources,
            pairs: _random.Next(2) == 0 || SharesGroups(request),
            keepsRows: _random.Next(2) == 0,
            fresh,
            _stored.Quota(request.Site, _sources.Select(static stored => stored.Source)),
            cancellationToken
        );
        using var sum = new GroupSum(scan);
        foreach (var part in parts)
        {
            sum.Add(part);
        }

        sum.CountVisitors(0, 0, cancellationToken);
        var groups = new ScanGroups(request);
        sum.AddTo(groups);
        foreach (var part in fresh)
        {
            part.Dispose();
        }

        return new(groups.ToList(), 1, ScanNeeds.All, 0);
    }

    public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) => new((long?)null);

    private StoredScan Stored() => new(_segments, new(_cacheBytes), new(_cacheBytes), _cacheBytes / 4, rowsFrom: 1);

    private static bool SharesGroups(ScanRequest request) =>
        request.BucketStarts.Count == 1
        || request.BucketStarts.Skip(1).Any(start => start % RollupPeriod.Day != 0)
        || request.BucketStarts[1] - request.BucketStarts[0] > RollupPeriod.Day;
}
