using System.Runtime;
using System.Runtime.CompilerServices;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Queries.Events;
using Analytics.Core.Queries.Visitors;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Answers scans from rollups and live blocks. Each source is counted separately, so that its counts can be cached while its rows do not
/// change. Visitors near the edge of a source, whose visits may continue in the next one, are counted together at the end. Thread-safe.
/// </summary>
public sealed class RollupScanner : IRollupScanner, IVisitorScanner, IEventReader
{
    /// <summary>Bytes of a growing day that no visitor is left out for, however little is cached.</summary>
    private const long MinDayWeight = 32 * 1024 * 1024;

    private readonly ITableStore _tables;
    private readonly ISiteDirectory _sites;
    private readonly int _partitionCount;
    private readonly RollupTable _rollups;
    private readonly DamagedRows _damaged;
    private readonly Diversions? _diversions;
    private readonly LiveRowCache _liveRows;
    private readonly ScanCaches _caches;
    private readonly CountedDayScan _counted;
    private readonly CountDemand _demand;
    private readonly long _maxDayWeight;

    /// <param name="tables">The tables.</param>
    /// <param name="sites">Finds the registration of a site.</param>
    /// <param name="partitionCount">Partitions of the event log.</param>
    /// <param name="memory">
    /// Approximate memory that is kept, by default the usual. Half of that for results is for the growing rows of the sites queried last,
    /// and those of one site may take twice as much: of a growing day, visitors are left out before its rows take five thirds of it.
    /// </param>
    /// <param name="diversions">Lists the partitions that took messages of others; null if the log never diverts.</param>
    /// <param name="clock">Gives the time when a damaged row is set aside; null for the system clock.</param>
    public RollupScanner(
        ITableStore tables,
        ISiteDirectory sites,
        int partitionCount,
        ScanMemory? memory = null,
        TimeProvider? clock = null,
        Diversions? diversions = null
    )
    {
        var kept = memory ?? ScanMemory.Usual;
        _diversions = diversions;
        _tables = tables;
        _sites = sites;
        _partitionCount = partitionCount;
        _rollups = new(tables);
        _damaged = new(tables, clock ?? TimeProvider.System);
        _caches = new(kept);
        _counted = new(tables, _caches.Answers);
        _demand = new(tables, clock ?? TimeProvider.System);
        _maxDayWeight = Math.Max(MinDayWeight, kept.CacheBytes / 3 * 5);
        _liveRows = new(tables, kept.CacheBytes / 16);
    }

    /// <summary>Sizes of days that still grow.</summary>
    internal OpenDayLimits Limits { private get; init; } = new();

    /// <summary>Number of events of a UTC day from which on the days of a site are counted once for all questions.</summary>
    internal long CountedFrom { get; init; } = CountedDayKeys.MinEvents;

    /// <summary>Number of events that are counted together at least, where the segments of a range are counted in waves.</summary>
    internal int EventsOfWave { private get; init; } = 1_048_576;

    /// <summary>
    /// Forgets what can be read again, after an <see cref="OutOfMemoryException"/> of any work in the process. O(objects in memory).
    /// </summary>
    public void FreeMemory()
    {
        _caches.Clear();

        // Tables of texts are large arrays, between which there are gaps that nothing fits into.
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect();
    }

    /// <inheritdoc/>
    public ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken) =>
        new ReadAttempts(FreeMemory).RepeatAsync(() => ScanOnceAsync(request, countedDays: true, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<TAnswer> ReadVisitorsAsync<TCounter, TAnswer>(
        VisitorRequest request,
        Func<TCounter> create,
        Func<VisitorScan<TCounter>, TAnswer> conclude,
        CancellationToken cancellationToken
    )
        where TCounter : class, IVisitorCounter
        where TAnswer : class, IVisitorAnswer =>
        new ReadAttempts(FreeMemory).RepeatAsync(
            () => ReadVisitorsOnceAsync(request, create, conclude, cancellationToken),
            cancellationToken
        );

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredEvent> ReadEventsAsync(
        string site,
        long from,
        long to,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (await _sites.FindByIdAsync(site, cancellationToken) is not { } entry)
        {
            yield break;
        }

        // After a day without events comes the next one with rows: a range without ends has tens of thousands of others.
        var open = OpenSiteOf(entry);
        var next = await open.FirstDayAsync(from, cancellationToken);
        while (next is { } day && day.Start < to)
        {
            var isEmpty = true;
            var rows = new EventRows(open, token => ReaderOfAsync(site, open, VisitorSample.All, token), day);
            await foreach (var stored in rows.ReadAsync(cancellationToken))
            {
                isEmpty = false;
                if (stored.TimestampMilliseconds >= from * 1000 && stored.TimestampMilliseconds < to * 1000)
                {
                    yield return stored;
                }
            }

            next = isEmpty ? await open.FirstDayAsync(day.End, cancellationToken) : RollupPeriod.Of(RollupTier.Day, day.End);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken)
    {
        if (await _sites.FindByIdAsync(site, cancellationToken) is not { } entry)
        {
            return null;
        }

        var open = OpenSiteOf(entry);
        using (await open.EnterAsync(cancellationToken))
        {
            var hour = await new SiteRollups(_rollups, _damaged, site).FirstHourAsync(cancellationToken);
            var firstLive = open.Live.FirstHour;
            return hour is null || firstLive < hour ? firstLive : hour;
        }
    }

    /// <summary>Answers a scan, from counted days as far as there are any and <paramref name="countedDays"/> allows them.</summary>
    private async ValueTask<ScanResult> ScanOnceAsync(ScanRequest request, bool countedDays, CancellationToken cancellationToken)
    {
        if (await _sites.FindByIdAsync(request.Site, cancellationToken) is not { } entry)
        {
            return ScanResult.Empty;
        }

        var open = OpenSiteOf(entry);
        var rollups = (_tables as ITableVersions)?.VersionOf(TableNames.Rollups, request.Site);
        var shape = ScanShape.Of(request);
        ScanVersion? version;
        long events;
        CountedStretch? counted = null;
        ScanRun? run = null;
        using (await open.EnterAsync(cancellationToken))
        {
            version = rollups is null ? null : new(rollups.Value, open.Live.Stamp);
            if (version is not null && _caches.Known.TryGet(shape, out var cachedScan) && cachedScan.Version == version)
            {
                return TryTake(request.Budget, (request.Site, request.To), cachedScan.Events, cachedScan.IsFree)
                    ? cachedScan.Result
                    : ScanResult.Empty;
            }

            var reader = await ReaderOfAsync(request.Site, open, request.Sample, cancellationToken);
            var (from, to) = RollupPeriod.HoursAround(request.From, request.To);
            var sources = await reader.ReadAsync(from, to, request.BucketStarts.Count == 1, cancellationToken);
            events = TotalsScan.EventsOf(sources);
            var mayBeCounted = countedDays && events >= CountedFrom && CountedDayScan.MayAnswer(request);
            if (sources.Count == 0 || !TryTake(request.Budget, (request.Site, request.To), events, isFree: mayBeCounted))
            {
                return ScanResult.Empty;
            }

            if (mayBeCounted)
            {
                (counted, var missing) = await _counted.ChooseAsync(request, entry.Site, sources, new(reader, open), cancellationToken);
                if (counted is { } stretch)
                {
                    events = TotalsScan.EventsOf(sources.Where(source => stretch.LeavesOut(source.Start, source.End)));
                }
                else
                {
                    await _demand.AddAsync(request, missing, events, CountedFrom, cancellationToken);
                    if (!TryTake(request.Budget, (request.Site, request.To), events))
                    {
                        return ScanResult.Empty;
                    }
                }
            }

            if (counted is null)
            {
                var key = ScanRun.AnswerKey(request, sources);
                await reader.LookBesideAsync(sources, cancellationToken);
                if (
                    _caches.Answers.TryGet(key, out var remembered)
                    && await EdgeFollower.IsUnchangedAsync(reader, remembered.Edges, cancellationToken)
                )
                {
                    Remember(shape, version, events, remembered.Result, isFree: false);
                    return remembered.Result;
                }

                request = request with { HasShares = TotalsScan.HasShares(sources), Memory = request.Budget?.Memory.BeginPart() };
                run = new(_caches, request, open, reader, sources, EventsOfWave);
                await run.BeginAsync(cancellationToken);
            }
        }

        var result =
            counted is { } days
                ? await _counted.AnswerAsync(request, days, part => ScanOnceAsync(part, countedDays, cancellationToken), cancellationToken)
            : run!.FlightKey is { } flight ? await _caches.Flights.RunAsync(flight, run.CountAsync, cancellationToken)
            : await run.CountAsync(cancellationToken);
        if (result is null)
        {
            return await ScanOnceAsync(request, countedDays: false, cancellationToken);
        }

        if (!request.TellsReturns)
        {
            Remember(shape, version, events, result, isFree: counted?.IsAllOf(request) ?? false);
        }

        return result;
    }

    /// <summary>Returns the rows of consecutive UTC days.</summary>
    /// <param name="site">The site.</param>
    /// <param name="first">The number of the first day.</param>
    /// <param name="end">The end of the numbers, exclusive.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    internal ValueTask<IReadOnlyDictionary<long, SourceDay>> DaysAsync(
        SiteEntry site,
        long first,
        long end,
        CancellationToken cancellationToken
    ) =>
        new ReadAttempts(FreeMemory).RepeatAsync(
            async () =>
            {
                var open = OpenSiteOf(site);
                using (await open.EnterAsync(cancellationToken))
                {
                    var reader = await ReaderOfAsync(site.Site.Id, open, VisitorSample.All, cancellationToken);
                    return await new SourceDays(reader, open).ReadAsync(first, end, cancellationToken);
                }
            },
            cancellationToken
        );

    /// <summary>Takes the events of a scan from its budget, unless it is free. Returns false if the scan must not read them.</summary>
    private static bool TryTake(ScanBudget? budget, (string Site, long To) request, long events, bool isFree = false) =>
        (isFree ? budget?.Measure(request, events) : budget?.TryTake(request, events)) ?? true;

    private void Remember(string shape, ScanVersion? version, long events, ScanResult result, bool isFree)
    {
        if (version is not null)
        {
            _caches.Known.Replace(shape, new(version, events, result, isFree), result.Weight);
        }
    }

    private async ValueTask<TAnswer> ReadVisitorsOnceAsync<TCounter, TAnswer>(
        VisitorRequest request,
        Func<TCounter> create,
        Func<VisitorScan<TCounter>, TAnswer> conclude,
        CancellationToken cancellationToken
    )
        where TCounter : class, IVisitorCounter
        where TAnswer : class, IVisitorAnswer
    {
        if (request.From >= request.To || await _sites.FindByIdAsync(request.Site, cancellationToken) is not { } entry)
        {
            return conclude(VisitorScan<TCounter>.Empty);
        }

        var open = OpenSiteOf(entry);
        var rollups = (_tables as ITableVersions)?.VersionOf(TableNames.Rollups, request.Site);
        var shape = ScanShape.Of(request);
        ScanVersion? version;
        long events;
        VisitorRun run;
        using (await open.EnterAsync(cancellationToken))
        {
            version = rollups is null || shape is null ? null : new(rollups.Value, open.Live.Stamp);
            if (
                version is not null
                && _caches.Visitors.TryGet(shape!, out var cached)
                && cached.Version == version
                && cached.Answer is TAnswer remembered
            )
            {
                return TryTake(request.Budget, (request.Site, request.To), cached.Events)
                    ? remembered
                    : conclude(VisitorScan<TCounter>.Empty);
            }

            var reader = await ReaderOfAsync(request.Site, open, request.Sample, cancellationToken);
            var (from, to) = RollupPeriod.HoursAround(request.From, request.To);
            var sources = await reader.ReadAsync(from, to, sampledMonths: false, cancellationToken);
            events = TotalsScan.EventsOf(sources);
            if (sources.Count == 0 || !TryTake(request.Budget, (request.Site, request.To), events))
            {
                return conclude(VisitorScan<TCounter>.Empty);
            }

            run = new(_caches, request, open, reader, sources);
            await run.BeginAsync(cancellationToken);
        }

        if (version is null)
        {
            return await ConcludeAsync(cancellationToken);
        }

        var answer = await _caches.VisitorFlights.RunAsync(
            $"{version}\n{shape}",
            async token => await ConcludeAsync(token),
            cancellationToken
        );
        _caches.Visitors.Replace(shape!, new(version, events, answer), 500 + answer.Weight);
        return (TAnswer)answer;

        async ValueTask<TAnswer> ConcludeAsync(CancellationToken token)
        {
            using var memory = request.Budget?.Memory.BeginPart();
            var scan = await run.ReadAsync(create, memory, token);

            // The counters are added up, and what they found is sorted.
            memory?.Take(3 * scan.Counters.Sum(static counter => counter.Weight));
            return conclude(scan);
        }
    }

    /// <summary>
    /// Creates a reader of the rollups. The live rows were read before: events that are rolled up between the two reads are in both, and
    /// the inclusion of the rollups tells which.
    /// </summary>
    private async ValueTask<SourceReader> ReaderOfAsync(
        string site,
        OpenSite open,
        VisitorSample sample,
        CancellationToken cancellationToken
    )
    {
        var rollups = new SiteRollups(_rollups, _damaged, site);
        var stale = await rollups.StaleAsync(cancellationToken);
        return new(rollups, site, open, stale, _caches.Composites, sample);
    }

    private ValueTask<IReadOnlyList<int>> PartitionsOfAsync(SiteEntry entry, CancellationToken cancellationToken)
    {
        var own = Partitioner.PartitionOf(entry.Hash, _partitionCount);
        return _diversions?.PartitionsOfAsync(own, cancellationToken) ?? ValueTask.FromResult<IReadOnlyList<int>>([own]);
    }

    private OpenSite OpenSiteOf(SiteEntry entry)
    {
        lock (_caches.Open)
        {
            if (!_caches.Open.TryGet(entry.Site.Id, out var open))
            {
                open = new(
                    entry.Site.Id,
                    new(_rollups, _damaged, entry.Site.Id),
                    new(_tables, _liveRows, _damaged, entry, token => PartitionsOfAsync(entry, token)),
                    Limits with
                    {
                        MaxWeight = Math.Min(Limits.MaxWeight, _maxDayWeight),
                    }
                );
                _caches.Open.Replace(entry.Site.Id, open, open.Weight);
            }

            return open;
        }
    }
}
