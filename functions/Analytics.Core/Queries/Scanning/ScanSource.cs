using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// A UTC day, a part of one, or a UTC month, as a scan reads it. A daily visitor id occurs in one source only, unless a visit crosses
/// midnight.
/// </summary>
/// <param name="Identity">Identifies the exact content of the rows, for caches.</param>
/// <param name="Start">The first second, Unix time.</param>
/// <param name="End">The end, exclusive, Unix time.</param>
/// <param name="Parts">The totals of its rollups.</param>
/// <param name="LoadAsync">Reads the rows with at least the wanted columns; null for all columns.</param>
/// <param name="Open">The growing day; null if nothing is live in it.</param>
internal sealed record ScanSource(
    string Identity,
    long Start,
    long End,
    IReadOnlyList<PeriodTotals> Parts,
    Func<WantedColumns?, CancellationToken, ValueTask<Rollup>> LoadAsync,
    OpenDay? Open = null
)
{
    /// <summary>True if rows before <see cref="Start"/> may have visits that continue here.</summary>
    public bool IsPreceded { get; init; } = true;

    /// <summary>True if rows after <see cref="End"/> may continue visits from here.</summary>
    public bool IsFollowed { get; init; } = true;

    /// <summary>Reads the rows of the visitors near its edges; null if they are stored only with all other rows.</summary>
    public Func<CancellationToken, ValueTask<Rollup>>? LoadEdgesAsync { get; init; }

    /// <summary>The visitors whose rows it contains.</summary>
    public VisitorRange Visitors { get; init; } = VisitorRange.All;

    /// <summary>Only visitors with a smaller id are kept; <see cref="ulong.MaxValue"/> means all.</summary>
    public ulong Threshold { get; init; } = ulong.MaxValue;

    /// <summary>Identifies the exact content of <see cref="Parts"/>, if <see cref="Identity"/> does not.</summary>
    public string TotalsIdentity { get; init; } = string.Empty;

    /// <summary>
    /// Number of times that a correction of totals counts: more than once if the rows of visitors outside of the sample are not merged.
    /// </summary>
    public int CorrectionFactor { get; init; } = 1;

    /// <summary>True if its rows are merged for the scan, so that their totals are corrections of the totals of its parts.</summary>
    public bool IsMerged { get; init; }

    /// <summary>Its rows, if they are in memory for this scan only; otherwise null.</summary>
    public Rollup? Rows { get; init; }

    /// <summary>Returns the key of what is cached about its rows alone, of one site.</summary>
    public string KeyIn(string site) => $"{site}|{Start}|{End}|{Identity}";

    /// <summary>Creates a growing source.</summary>
    public static ScanSource Of(OpenDay day) =>
        new(day.Identity, day.Start, day.End, day.Totals, (_, _) => ValueTask.FromResult(day.Whole()), day) { Threshold = day.Threshold };

    /// <summary>Returns a source of the current rows of a day that continues to grow. Runs in the site's turn.</summary>
    public ScanSource Fix() => Open is not { } day ? this : Fixed(day.Whole(), day);

    private ScanSource Fixed(Rollup rows, OpenDay day) =>
        this with
        {
            Identity = day.Identity,
            Open = null,
            Rows = rows,
            LoadAsync = (_, _) => ValueTask.FromResult(rows),
            Threshold = day.Threshold,
            Parts = day.Totals,
        };
}
