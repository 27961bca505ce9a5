using Analytics.Core.Caching;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Caches that scans share. Thread-safe.</summary>
internal sealed class ScanCaches
{
    /// <param name="bytes">About how much memory remembered results may take.</param>
    /// <param name="columnBytes">About how much memory columns may take.</param>
    public ScanCaches(long bytes, long columnBytes)
    {
        Open = new(bytes / 2, bytes * 2);
        Counts = new(bytes / 8);
        Answers = new(bytes / 32);
        Known = new(bytes / 32);
        Visitors = new(bytes / 32);
        Composites = new(bytes / 16, bytes / 16);
        Near = new(bytes / 16, bytes / 16);
        Texts = new(bytes / 16, bytes / 16);
        Joined = new(columnBytes / 8, columnBytes / 8);
        Crossings = new(bytes / 64);
        Stored = new(
            new(columnBytes / 16 * 13, columnBytes / 16 * 13),
            new(columnBytes / 16, columnBytes / 16),
            new(bytes / 16),
            bytes / 256
        );
    }

    /// <summary>Growing rows, by site; those of a large site alone, since to read them for each question would take longer than to count them.</summary>
    public WeightedCache<OpenSite> Open { get; }

    /// <summary>Counters of questions about what still grows.</summary>
    public WeightedCache<RememberedCounts> Counts { get; }

    /// <summary>Whole answers.</summary>
    public WeightedCache<RememberedScan> Answers { get; }

    /// <summary>Whole answers with the version of the site that they are of, where the tables tell versions.</summary>
    public WeightedCache<KnownScan> Known { get; }

    /// <summary>Answers about visitors, with the version of the site that they are of.</summary>
    public WeightedCache<KnownVisitors> Visitors { get; }

    /// <summary>Hours of a day, merged.</summary>
    public WeightedCache<Rollup> Composites { get; }

    /// <summary>Rows of visitors near edges.</summary>
    public WeightedCache<NearRows> Near { get; }

    /// <summary>Numbers of texts, by site.</summary>
    public WeightedCache<SiteTexts> Texts { get; }

    /// <summary>Visitors who cross edges between two periods.</summary>
    public WeightedCache<CrossingMarks> Crossings { get; }

    /// <summary>Visits joined across edges.</summary>
    public WeightedCache<JoinedEdges> Joined { get; }

    /// <summary>Rows that no longer grow.</summary>
    public StoredScan Stored { get; }

    /// <summary>Answers that are being computed.</summary>
    public SingleFlight<ScanResult> Flights { get; } = new();

    /// <summary>Answers about visitors that are being computed.</summary>
    public SingleFlight<IVisitorAnswer> VisitorFlights { get; } = new();

    /// <summary>The numbers of a site's texts.</summary>
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

    /// <summary>The rows of a source's visitors near its edges: the same for every request.</summary>
    public async ValueTask<NearRows> NearAsync(string site, ScanSource source, CancellationToken cancellationToken)
    {
        var key = $"{site}|{source.Start}|{source.End}|{source.Identity}";
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
