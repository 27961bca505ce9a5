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
    private readonly ITableStore _tables;
    private readonly ISiteDirectory _sites;
    private readonly int _partitionCount;
    private readonly RollupTable _rollups;
    private readonly WeightedCache<RememberedScan> _answers;
    private readonly WeightedCache<PartialScan> _partials;
    private readonly WeightedCache<Rollup> _rows;

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
        _answers = new(cacheBytes / 8);
        _partials = new(cacheBytes * 3 / 8);
        _rows = new(cacheBytes / 2);
    }

    /// <inheritdoc/>
    public async ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        if (await ReaderAsync(request.Site, cancellationToken).ConfigureAwait(false) is not { } reader)
        {
            return ScanResult.Empty;
        }

        var from = RollupPeriod.Of(RollupTier.Hour, request.From).Start;
        var to = RollupPeriod.Of(RollupTier.Hour, request.To - 1).End;
        var sources = await reader.ReadAsync(from, to, request.BucketStarts.Count == 1, cancellationToken).ConfigureAwait(false);
        if (sources.Count == 0)
        {
            return ScanResult.Empty;
        }

        string[] shapes = [.. sources.Select(source => ScanShape.Of(request.Site, request, source))];
        var key = string.Join('\n', shapes);
        if (_answers.TryGet(key, out var known)
            && await EdgeFollower.IsUnchangedAsync(reader, known.Edges, cancellationToken).ConfigureAwait(false))
        {
            return known.Result;
        }

        var partials = await CountAsync(request, sources, shapes, cancellationToken).ConfigureAwait(false);
        var follower = new EdgeFollower(reader);
        if (await CountResidualAsync(request, sources, follower, cancellationToken).ConfigureAwait(false) is { } residual)
        {
            partials.Add(residual);
        }

        var result = Combine(request, sources, partials);
        _answers.Replace(key, new(result, follower.Read), 500 + (result.Groups.Count * 250L));
        return result;
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

    private static ScanResult Combine(ScanRequest request, List<ScanSource> sources, List<PartialScan> partials)
    {
        var groups = new ScanGroups(request);
        foreach (var partial in partials)
        {
            groups.Add(partial);
        }

        // Not whether a row keeps a sample: of many rows that are whole, together a sample is kept.
        var fraction = partials.Min(partial => partial.Fraction);
        var exact = fraction < 1 ? ScanNeeds.Traffic : ScanNeeds.All;
        if (fraction < 1 && TotalsScan.CanAnswer(request, sources))
        {
            exact |= TotalsScan.Replace(request, sources, partials, groups);
        }

        if (request.Needs.HasFlag(ScanNeeds.Traffic) && request.Dimensions.Count == 0)
        {
            TotalsScan.AddTraffic(request, sources, partials, groups);
        }

        return new(groups.ToList(), fraction, exact, partials.Sum(partial => partial.MatchingVisitors));
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
        return new(_rollups, site, live, stale, _rows);
    }

    private async ValueTask<List<PartialScan>> CountAsync(
        ScanRequest request, List<ScanSource> sources, string[] shapes, CancellationToken cancellationToken)
    {
        var partials = new PartialScan[sources.Count];
        var missing = new List<int>();
        for (var i = 0; i < sources.Count; i++)
        {
            if (_partials.TryGet(shapes[i], out var known))
            {
                partials[i] = known;
            }
            else
            {
                missing.Add(i);
            }
        }

        await Parallel.ForEachAsync(missing, cancellationToken, async (i, token) =>
            partials[i] = await CountSourceAsync(request, sources[i], shapes[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. partials];
    }

    private async ValueTask<PartialScan> CountSourceAsync(
        ScanRequest request, ScanSource source, string shape, CancellationToken cancellationToken)
    {
        var rollup = await source.LoadAsync(cancellationToken).ConfigureAwait(false);
        var near = EdgeVisitors.Near(rollup, source.Start, source.End);
        var partial = new SourceScan(rollup, ScanShape.Clip(request, source)).Run(rollup, near) with { Corrections = TotalsScan.Corrections(rollup, source) };
        RememberNear(request.Site, source, rollup, near);
        _partials.Replace(shape, partial, partial.Weight);
        return partial;
    }

    /// <summary>Counts the visitors near the edges, with what their visits have before and after the range.</summary>
    private async ValueTask<PartialScan?> CountResidualAsync(
        ScanRequest request, List<ScanSource> sources, EdgeFollower follower, CancellationToken cancellationToken)
    {
        var near = new List<Rollup>();
        foreach (var source in sources)
        {
            if (await NearAsync(request.Site, source, cancellationToken).ConfigureAwait(false) is { VisitorCount: > 0 } rows)
            {
                near.Add(rows);
            }
        }

        if (near.Count == 0)
        {
            return null;
        }

        var (before, after) = (near.SelectMany(EdgeVisitors.IdsBefore).ToHashSet(), near.SelectMany(EdgeVisitors.IdsAfter).ToHashSet());
        await follower.FollowAsync(before, sources[0].Start, isBack: true, cancellationToken).ConfigureAwait(false);
        await follower.FollowAsync(after, sources[^1].End, isBack: false, cancellationToken).ConfigureAwait(false);
        var joined = EdgeVisitors.Join([.. near, .. follower.Found]);
        return new SourceScan(joined, request).Run(joined, null);
    }

    /// <summary>The rows of a source's visitors near its edges: the same for every request.</summary>
    private async ValueTask<Rollup> NearAsync(string site, ScanSource source, CancellationToken cancellationToken)
    {
        if (_rows.TryGet(NearKey(site, source), out var known))
        {
            return known;
        }

        var rollup = await source.LoadAsync(cancellationToken).ConfigureAwait(false);
        return RememberNear(site, source, rollup, EdgeVisitors.Near(rollup, source.Start, source.End));
    }

    private Rollup RememberNear(string site, ScanSource source, Rollup rollup, bool[] near)
    {
        var key = NearKey(site, source);
        if (!_rows.TryGet(key, out var rows))
        {
            rows = EdgeVisitors.Extract(rollup, near);
            _rows.Replace(key, rows, 1000 + (rows.EventCount * 60L));
        }

        return rows;
    }

    private static string NearKey(string site, ScanSource source) => $"near|{site}|{source.Start}|{source.End}|{source.Identity}";
}
