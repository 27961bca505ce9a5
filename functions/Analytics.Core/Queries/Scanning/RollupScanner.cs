using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Answers scans from rollups and live blocks. Each source is counted on its own, so that its contribution can be remembered as long as its rows do not
/// change; visitors near the edges of a source, whose visits may go on in the next, are counted together at the end. Thread-safe.
/// </summary>
public sealed class RollupScanner : IRollupScanner
{
    private const int MaxEdgeHours = 48;
    private readonly ITableStore _tables;
    private readonly ISiteDirectory _sites;
    private readonly int _partitionCount;
    private readonly RollupTable _rollups;
    private readonly WeightedCache<PartialScan> _partials;
    private readonly WeightedCache<Rollup> _composites;

    /// <param name="tables">The tables.</param>
    /// <param name="sites">Tells a site's spread.</param>
    /// <param name="partitionCount">Partitions of the event log.</param>
    /// <param name="cacheBytes">About how much memory remembered results may take.</param>
    public RollupScanner(ITableStore tables, ISiteDirectory sites, int partitionCount, long cacheBytes = 96 * 1024 * 1024)
    {
        _tables = tables;
        _sites = sites;
        _partitionCount = partitionCount;
        _rollups = new(tables);
        _partials = new(cacheBytes / 2);
        _composites = new(cacheBytes / 2);
    }

    /// <inheritdoc/>
    public async ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        if (await ReaderAsync(request.Site, cancellationToken).ConfigureAwait(false) is not { } reader)
        {
            return new([], 1, 0);
        }

        var from = RollupPeriod.Of(RollupTier.Hour, request.From).Start;
        var to = RollupPeriod.Of(RollupTier.Hour, request.To - 1).End;
        var sources = await reader.ReadAsync(from, to, request.BucketStarts.Count == 1, cancellationToken).ConfigureAwait(false);
        var groups = new ScanGroups(request);
        var (fraction, matching) = (1.0, 0);
        if (sources.Count > 0)
        {
            var partials = await CountAsync(request, sources, cancellationToken).ConfigureAwait(false);
            foreach (var partial in partials)
            {
                groups.Add(partial);
                fraction = Math.Min(fraction, partial.Fraction);
                matching += partial.MatchingVisitors;
            }

            if (sources.Any(source => source.IsSampled) && TotalsScan.CanAnswer(request, sources))
            {
                var residual = await CountResidualAsync(request, reader, sources, partials, cancellationToken).ConfigureAwait(false);
                Take(residual);
                TotalsScan.Replace(request, sources, groups);
            }
            else
            {
                Take(await CountResidualAsync(request, reader, sources, partials, cancellationToken).ConfigureAwait(false));
            }

            if (request.Needs.HasFlag(ScanNeeds.Traffic) && request.Dimensions.Count == 0)
            {
                TotalsScan.AddTraffic(request, sources, groups);
            }
        }

        return new(groups.ToList(), fraction, matching);

        void Take(PartialScan? residual)
        {
            if (residual is not null)
            {
                groups.Add(residual);
                matching += residual.MatchingVisitors;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken)
    {
        if (await _sites.FindAsync(site, cancellationToken).ConfigureAwait(false) is not { } entry)
        {
            return null;
        }

        var live = await LiveHours.ReadAsync(_tables, entry, _partitionCount, cancellationToken).ConfigureAwait(false);
        var hour = await _rollups.FirstHourAsync(site, cancellationToken).ConfigureAwait(false);
        var firstLive = live.Hours.Where(h => live.At(h).Any(block => block.Block.EventCount > 0)).Select(h => (long?)h).FirstOrDefault();
        return hour is null || firstLive < hour ? firstLive : hour;
    }

    private async ValueTask<SourceReader?> ReaderAsync(string site, CancellationToken cancellationToken)
    {
        if (await _sites.FindAsync(site, cancellationToken).ConfigureAwait(false) is not { } entry)
        {
            return null;
        }

        // Live rows first: what is rolled up between these reads is then in both, and the rollups' inclusion tells.
        var live = await LiveHours.ReadAsync(_tables, entry, _partitionCount, cancellationToken).ConfigureAwait(false);
        var stale = await _rollups.StaleAsync(site, cancellationToken).ConfigureAwait(false);
        return new(_rollups, site, live, stale, _composites);
    }

    private async ValueTask<PartialScan[]> CountAsync(ScanRequest request, List<ScanSource> sources, CancellationToken cancellationToken)
    {
        var partials = new PartialScan[sources.Count];
        var missing = new List<int>();
        for (var i = 0; i < sources.Count; i++)
        {
            if (_partials.TryGet(ScanShape.Of(request.Site, request, sources[i]), out var known))
            {
                partials[i] = known;
            }
            else
            {
                missing.Add(i);
            }
        }

        await Parallel.ForEachAsync(missing, cancellationToken, async (i, token) =>
            partials[i] = await CountSourceAsync(request, sources[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        return partials;
    }

    private async ValueTask<PartialScan> CountSourceAsync(ScanRequest request, ScanSource source, CancellationToken cancellationToken)
    {
        var rollup = await source.LoadAsync(cancellationToken).ConfigureAwait(false);
        var marked = EdgeVisitors.Near(rollup, source.Start, source.End);
        var partial = new SourceScan(rollup, ScanShape.Clip(request, source)).Run(rollup, marked, EdgeVisitors.Extract(rollup, marked));
        _partials.Add(ScanShape.Of(request.Site, request, source), partial, partial.Weight);
        return partial;
    }

    /// <summary>Counts the visitors near the edges, with what their visits have before and after the range.</summary>
    private static async ValueTask<PartialScan?> CountResidualAsync(
        ScanRequest request, SourceReader reader, List<ScanSource> sources, PartialScan[] partials, CancellationToken cancellationToken)
    {
        List<Rollup> residuals = [.. partials.Select(partial => partial.Residual).OfType<Rollup>()];
        if (residuals.Count == 0)
        {
            return null;
        }

        var visitors = residuals.SelectMany(rollup => rollup.Columns.Visitors.Value).ToHashSet();
        residuals.AddRange(await FollowAsync(reader, visitors, sources[0].Start, -1, cancellationToken).ConfigureAwait(false));
        residuals.AddRange(await FollowAsync(reader, visitors, sources[^1].End, +1, cancellationToken).ConfigureAwait(false));
        var joined = EdgeVisitors.Join(residuals);
        return new SourceScan(joined, request).Run(joined, null, null);
    }

    /// <summary>Follows visits beyond the range, hour by hour, as long as any goes on.</summary>
    private static async ValueTask<List<Rollup>> FollowAsync(
        SourceReader reader, HashSet<ulong> visitors, long edge, int direction, CancellationToken cancellationToken)
    {
        var found = new List<Rollup>();
        for (var hours = 0; hours < MaxEdgeHours && visitors.Count > 0; hours++)
        {
            var (start, end) = direction < 0 ? (edge - RollupPeriod.Hour, edge) : (edge, edge + RollupPeriod.Hour);
            var source = (await reader.ReadAsync(start, end, false, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
            if (source is null)
            {
                break;
            }

            var rollup = await source.LoadAsync(cancellationToken).ConfigureAwait(false);
            var marked = EdgeVisitors.Mark(rollup, (id, first, last) => visitors.Contains(id)
                && (direction < 0 ? last >= end - VisitRules.MaxGapSeconds : first <= start + VisitRules.MaxGapSeconds));
            if (EdgeVisitors.Extract(rollup, marked) is not { } rows)
            {
                break;
            }

            found.Add(rows);
            var reaching = EdgeVisitors.Mark(rows, (_, first, last) =>
                direction < 0 ? first <= start + VisitRules.MaxGapSeconds : last >= end - VisitRules.MaxGapSeconds);
            visitors = [.. rows.Columns.Visitors.Value.Where((_, i) => reaching[i])];
            edge = direction < 0 ? start : end;
        }

        return found;
    }
}
