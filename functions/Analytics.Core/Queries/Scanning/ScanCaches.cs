using Analytics.Core.Caching;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The caches shared by all scans. Thread-safe.</summary>
internal sealed class ScanCaches
{
    /// <param name="memory">The memory that is kept.</param>
    public ScanCaches(ScanMemory memory)
    {
        var (bytes, columnBytes, growingBytes) = memory;
        Open = new((bytes / 2) + (growingBytes / 8 * 7), bytes * 2);
        Counts = new(bytes / 8);
        Answers = new(bytes / 32);
        Known = new(bytes / 32);
        Visitors = new(bytes / 32);
        Composites = new(bytes / 16, bytes / 3);
        Near = new(bytes / 16, bytes / 16);
        Texts = new(bytes / 16, bytes / 16);
        Joined = new(columnBytes / 8, columnBytes / 8);
        Growing = new((columnBytes / 8) + (growingBytes / 8), columnBytes / 2);
        Crossings = new(bytes / 64);
        Stored = new(
            new(columnBytes / 16 * 13, columnBytes / 16 * 13),
            new(columnBytes / 16, columnBytes / 16),
            new(bytes / 16),
            bytes / 256
        );
    }

    /// <summary>
    /// Growing rows, by site. Where memory is small, one large site may exceed the limit, because reading its rows for each question would
    /// take longer than counting them.
    /// </summary>
    public WeightedCache<OpenSite> Open { get; }

    /// <summary>Counters of questions about growing rows.</summary>
    public WeightedCache<RememberedCounts> Counts { get; }

    /// <summary>Answers by the sources that they were computed from.</summary>
    public WeightedCache<RememberedScan> Answers { get; }

    /// <summary>Answers by question, with the version of the site, if the tables have versions.</summary>
    public WeightedCache<KnownScan> Known { get; }

    /// <summary>Answers about visitors by question, with the version of the site.</summary>
    public WeightedCache<KnownVisitors> Visitors { get; }

    /// <summary>
    /// Merged hours of a day. One may exceed the limit, because it would be merged again for each column that is asked for first.
    /// </summary>
    public WeightedCache<Rollup> Composites { get; }

    /// <summary>Rows of visitors near edges.</summary>
    public WeightedCache<NearRows> Near { get; }

    /// <summary>Numbers of texts, by site.</summary>
    public WeightedCache<SiteTexts> Texts { get; }

    /// <summary>Visitors who cross edges between two periods.</summary>
    public WeightedCache<CrossingMarks> Crossings { get; }

    /// <summary>Visits joined across edges.</summary>
    public WeightedCache<JoinedEdges> Joined { get; }

    /// <summary>Visits joined across edges of sources of which some grow.</summary>
    public WeightedCache<GrowingEdges> Growing { get; }

    /// <summary>Counts of rows that no longer grow.</summary>
    public StoredScan Stored { get; }

    /// <summary>Answers that are being computed.</summary>
    public SingleFlight<ScanResult> Flights { get; } = new();

    /// <summary>Answers about visitors that are being computed.</summary>
    public SingleFlight<IVisitorAnswer> VisitorFlights { get; } = new();

    /// <summary>Forgets all that can be read or computed again, of which growing rows, edges and columns take most.</summary>
    public void Clear()
    {
        Open.Clear();
        Counts.Clear();
        Composites.Clear();
        Near.Clear();
        Joined.Clear();
        Growing.Clear();
        Stored.Clear();
    }

    /// <summary>Returns the numbering of a site's texts.</summary>
    public SiteTexts TextsOf(string site)
    {
        lock (Texts)
        {
            if (!Texts.TryGet(site, out var texts))
            {
                texts = new();
                Texts.Replace(site, texts, texts.Weight);
            }

            return texts;
        }
    }

    /// <summary>Returns the rows of a source's visitors near its edges, which are the same for every request.</summary>
    public async ValueTask<NearRows> NearAsync(string site, ScanSource source, CancellationToken cancellationToken)
    {
        var key = source.KeyIn(site);
        if (Near.TryGet(key, out var remembered))
        {
            return remembered;
        }

        NearRows rows;
        if (source.LoadEdgesAsync is { } load)
        {
            rows = NearRows.Of(await load(cancellationToken));
        }
        else
        {
            var rollup = await source.LoadAsync(null, cancellationToken);
            rows = NearRows.Of(EdgeVisitors.Extract(rollup, EdgeVisitors.Near(rollup, source)));
        }

        Near.Replace(key, rows, rows.Weight);
        return rows;
    }
}

/// <summary>A cached answer with the version of the site that it was computed from.</summary>
/// <param name="Version">The version, taken before anything was read.</param>
/// <param name="Events">Number of events in the rows that were read, of all visitors.</param>
/// <param name="Result">The answer; its groups are read-only.</param>
/// <param name="IsFree">True if it takes no events of a budget.</param>
internal sealed record KnownScan(ScanVersion Version, long Events, ScanResult Result, bool IsFree);

/// <summary>A cached answer about visitors with the version of the site that it was computed from.</summary>
/// <param name="Version">The version, taken before anything was read.</param>
/// <param name="Events">Number of events in the rows that were read, of all visitors.</param>
/// <param name="Answer">The answer.</param>
internal sealed record KnownVisitors(ScanVersion Version, long Events, IVisitorAnswer Answer);

/// <summary>A cached answer with the rows beside its range.</summary>
/// <param name="Result">The answer; its groups are read-only.</param>
/// <param name="Edges">The hours beside the range that were read.</param>
internal sealed record RememberedScan(ScanResult Result, IReadOnlyList<EdgeBeside> Edges);
