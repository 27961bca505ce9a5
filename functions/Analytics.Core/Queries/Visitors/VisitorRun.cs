using System.Collections.Concurrent;
using Analytics.Core.Caching;
using Analytics.Core.Columns;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Visitors;

/// <summary>
/// Reads the visitors of one scan in ranges of their ids, so that only the events of a range are in memory: within a range segment by
/// segment, several at a time, then the visitors who occur in several segments. Visits across an edge between periods, and the two ids of
/// a midnight, are joined before. Used once.
/// </summary>
/// <param name="caches">The caches shared by all scans.</param>
/// <param name="request">The scan.</param>
/// <param name="open">The site.</param>
/// <param name="reader">Reads the hours beside the range.</param>
/// <param name="sources">The sources, in order of time.</param>
internal sealed class VisitorRun(
    ScanCaches caches,
    VisitorRequest request,
    OpenSite open,
    SourceReader reader,
    IReadOnlyList<ScanSource> sources
)
{
    private const int MaxBits = 12;
    private const int SegmentsPerUnit = 8;

    /// <summary>
    /// Maximum number of events in segments that are read twice for the sieve: these are still in memory the second time.
    /// </summary>
    private const long MaxSievedEvents = 4 * 1024 * 1024;

    private readonly IReadOnlyList<ScanSource> _sources = [.. sources.SelectMany(static source => source.Fix())];
    private readonly SiteTexts _texts = caches.TextsOf(request.Site);
    private EdgeJoin _join = null!;
    private CacheQuota _quota = null!;

    // Turned off once a range shows that most visitors pass, because the sieve then costs more than it saves.
    private bool _sieves = request.RequiredMarks != 0;

    /// <summary>Reads the rows beside the range. Runs in the site's turn.</summary>
    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        _join = new(request.Site, _sources, reader, caches, request.Sample);
        return _join.BeginAsync(cancellationToken);
    }

    /// <summary>Reads the visitors. Runs outside of the site's turn, except for the rows beside the range.</summary>
    /// <param name="create">Creates a counter.</param>
    /// <param name="memory">The memory of what the counters find; null for no limit.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<VisitorScan<TCounter>> ReadAsync<TCounter>(
        Func<TCounter> create,
        HeldMemory? memory,
        CancellationToken cancellationToken
    )
        where TCounter : class, IVisitorCounter
    {
        var texts = _texts.Weight;
        var stored = await _join.SkipAsync(cancellationToken);
        JoinedEdges joined;
        using (await open.EnterAsync(cancellationToken))
        {
            joined = await _join.EndAsync(cancellationToken);
            caches.Open.Replace(request.Site, open, open.Weight);
        }

        _quota = caches.Stored.Quota(request.Site, _sources);
        var (scan, columns) = VisitorColumns.Compile(request, _texts);
        var crossing = joined.Segment is null
            ? null
            : await joined.Segment.OpenAsync(scan, cancellationToken) with
            {
                Cancellation = cancellationToken,
            };
        var threshold = Math.Min(request.Sample.Threshold, _sources.Min(source => source.Threshold));
        var counters = new ConcurrentBag<TCounter>();
        var bits = BitsOf(stored);
        for (var prefix = 0; prefix < 1 << bits; prefix++)
        {
            var visitors = VisitorRange.OfPrefix(bits, prefix);
            if (!visitors.Overlaps(VisitorRange.Below(threshold)))
            {
                break;
            }

            await ReadRangeAsync(
                scan,
                columns,
                stored,
                crossing,
                visitors.Intersect(VisitorRange.Below(threshold)),
                bits,
                counters,
                create,
                memory,
                cancellationToken
            );
        }

        memory?.Take(Math.Max(0, _texts.Weight - texts) + (request.Nodes?.Weight ?? 0));

        if (_sources.All(source => source.Rows is null))
        {
            _join.Remember(joined);
        }

        caches.Texts.Replace(request.Site, _texts, _texts.Weight);
        var values = columns.Value < 0 ? null : scan.Needs.Numbers[columns.Value];
        return new([.. counters], threshold == ulong.MaxValue ? 1 : threshold / 18446744073709551616.0, number => values?[number])
        {
            Nodes = request.Nodes,
        };
    }

    /// <summary>Returns the number of bits of the ranges' prefixes.</summary>
    private int BitsOf(IReadOnlyList<StoredSource> stored)
    {
        var events = TotalsScan.EventsOf(stored.Select(source => source.Source));
        var bits = 0;
        while (bits < MaxBits && events >> bits > request.EventsTogether)
        {
            bits++;
        }

        return bits;
    }

    private async ValueTask ReadRangeAsync<TCounter>(
        CompiledScan scan,
        VisitorColumns columns,
        IReadOnlyList<StoredSource> stored,
        SegmentView? crossing,
        VisitorRange visitors,
        int prefixBits,
        ConcurrentBag<TCounter> counters,
        Func<TCounter> create,
        HeldMemory? memory,
        CancellationToken cancellationToken
    )
        where TCounter : class, IVisitorCounter
    {
        var units = stored.Where(source => source.Source.Visitors.Overlaps(visitors)).Chunk(SegmentsPerUnit).ToList();
        var isSieved =
            _sieves
            && TotalsScan.EventsOf(stored.Select(source => source.Source)) * units.Sum(unit => unit.Length)
                <= MaxSievedEvents * stored.Count;
        var (passed, considered) = (0L, 0L);
        using var sieve = isSieved ? await FindAsync(scan, columns, units, crossing, visitors, cancellationToken) : null;
        var lasting = new VisitorPieces[units.Count + 1];
        await Parallel.ForAsync(
            0,
            lasting.Length,
            cancellationToken,
            async (i, token) =>
            {
                lasting[i] = new(prefixBits);
                var counter = counters.TryTake(out var free) ? free : create();
                var weight = counter.Weight;
                using var visitorReader = new VisitorReader(scan, request, columns, lasting[i], sieve);
                if (i < units.Count)
                {
                    await ForEachAsync(
                        scan,
                        units[i],
                        (view, skipped) => visitorReader.Read(view, skipped, visitors, isApart: false, counter),
                        token
                    );
                }
                else if (crossing is not null)
                {
                    visitorReader.Read(crossing, [], visitors, isApart: true, counter);
                }

                Interlocked.Add(ref passed, visitorReader.Passed);
                Interlocked.Add(ref considered, visitorReader.Considered);
                memory?.Take(counter.Weight - weight);
                counters.Add(counter);
            }
        );
        _sieves = isSieved && passed * 2 <= considered;
        if (lasting.Any(list => !list.IsEmpty))
        {
            ParallelWork.For(
                VisitorPieces.Shares,
                cancellationToken,
                share =>
                {
                    var counter = counters.TryTake(out var free) ? free : create();
                    var weight = counter.Weight;
                    PieceJoin.Count(lasting, share, request.RequiredMarks, counter);
                    memory?.Take(counter.Weight - weight);
                    counters.Add(counter);
                }
            );
        }

        Array.ForEach(lasting, list => list.Dispose());
    }

    /// <summary>Finds the visitors of a range with a required mark, so that only their events are read.</summary>
    private async ValueTask<VisitorSieve> FindAsync(
        CompiledScan scan,
        VisitorColumns columns,
        List<StoredSource[]> units,
        SegmentView? crossing,
        VisitorRange visitors,
        CancellationToken cancellationToken
    )
    {
        var sieve = new VisitorSieve(request.EventsTogether / 8);
        using var none = new VisitorPieces(0);
        if (crossing is not null)
        {
            using var visitorReader = new VisitorReader(scan, request, columns, none);
            visitorReader.Find(crossing, [], visitors, sieve);
        }

        await Parallel.ForEachAsync(
            units,
            cancellationToken,
            async (unit, token) =>
            {
                using var visitorReader = new VisitorReader(scan, request, columns, none);
                await ForEachAsync(scan, unit, (view, skipped) => visitorReader.Find(view, skipped, visitors, sieve), token);
            }
        );
        return sieve;
    }

    /// <summary>Visits segments, some of which are read ahead.</summary>
    private async ValueTask ForEachAsync(
        CompiledScan scan,
        StoredSource[] unit,
        Action<SegmentView, IReadOnlyList<ulong>> read,
        CancellationToken cancellationToken
    )
    {
        var views = new Queue<Task<SegmentView>>();
        for (var (i, opened) = (0, 0); i < unit.Length; i++)
        {
            for (; opened < unit.Length && views.Count < StorageReads.Ahead; opened++)
            {
                views.Enqueue(caches.Stored.OpenAsync(scan, unit[opened].Source, _quota, cancellationToken));
            }

            var view = await views.Dequeue();
            cancellationToken.ThrowIfCancellationRequested();
            read(view with { Cancellation = cancellationToken }, unit[i].Skipped);
        }
    }
}
