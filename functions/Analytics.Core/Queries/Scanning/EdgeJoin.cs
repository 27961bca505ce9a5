using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Joins visits across the edges of closed sources: visitors with events on both sides of an edge are taken out of their segments, and
/// their rows form a segment of their own, which is cached while the sources do not change. One per scan.
/// </summary>
/// <param name="site">The site.</param>
/// <param name="sources">The sources, in order of time.</param>
/// <param name="reader">Reads the rows beside the range.</param>
/// <param name="caches">The caches that scans share.</param>
/// <param name="sample">The visitors to count.</param>
internal sealed class EdgeJoin(
    string site,
    IReadOnlyList<ScanSource> sources,
    SourceReader reader,
    ScanCaches caches,
    VisitorSample sample
)
{
    private readonly string _key = $"{site}|{sample.Bits}|{RowsIdentity.Of(sources.Select(source => source.Identity))}";
    private readonly EdgeChoice _choice = new(site, sources, reader, caches);
    private JoinedEdges? _cached;
    private ChosenEdges? _chosen;

    /// <summary>Identifies the exact rows beside the range.</summary>
    public string Beside => string.Join(' ', _cached?.Edges ?? _choice.Edges);

    /// <summary>Reads the rows beside the range. Runs in the site's turn.</summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (
            caches.Joined.TryGet(_key, out var remembered)
            && await EdgeFollower.IsUnchangedAsync(reader, remembered.Edges, cancellationToken)
        )
        {
            _cached = remembered;
            return;
        }

        await _choice.BeginAsync(cancellationToken);
    }

    /// <summary>Finds the visitors to skip in each source, and takes their rows. Runs outside of the site's turn.</summary>
    public async ValueTask<IReadOnlyList<StoredSource>> SkipAsync(CancellationToken cancellationToken) =>
        _cached?.Skip(sources) ?? (_chosen = await _choice.ChooseAsync(cancellationToken)).Skipped;

    /// <summary>Follows visits beyond the range, and joins all rows. Runs in the site's turn.</summary>
    public async ValueTask<JoinedEdges> EndAsync(CancellationToken cancellationToken)
    {
        if (_cached is not null)
        {
            return _cached;
        }

        var chosen = _chosen!;
        var follower = new EdgeFollower(reader, async source => (await caches.NearAsync(site, source, cancellationToken)).Rows);
        await follower.FollowAsync(chosen.IdsBefore, sources[0].Start, isBack: true, cancellationToken);
        await follower.FollowAsync(chosen.IdsAfter, sources[^1].End, isBack: false, cancellationToken);
        List<(Rollup Rows, bool[]? Visitors)> rows =
        [
            .. chosen.Rows.OfType<(Rollup Rows, bool[]? Visitors)>(),
            .. follower.Found.Where(found => found.VisitorCount > 0).Select(found => (found, (bool[]?)null)),
        ];
        var whole = rows.Count == 0 ? null : EdgeVisitors.Join(rows, Math.Min(sample.Threshold, rows.Min(part => part.Rows.Threshold)));
        return new(whole, [.. chosen.Edges.Concat(follower.Read).Distinct()], chosen.Skipped);
    }

    /// <summary>Caches the joined rows with the columns that are loaded by now.</summary>
    public void Remember(JoinedEdges edges) => caches.Joined.Replace(_key, edges, edges.Weight);
}
