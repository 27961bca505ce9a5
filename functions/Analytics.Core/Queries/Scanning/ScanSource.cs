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

    /// <summary>The second before which rows may have visits that continue here, Unix time; null for none.</summary>
    public long? EdgeBefore => IsPreceded ? Start : null;

    /// <summary>The second from which on rows may continue visits from here, Unix time; null for none.</summary>
    public long? EdgeAfter => IsFollowed ? End : null;

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

    /// <summary>Creates a growing source, whose rows can be read in the site's turn only.</summary>
    public static ScanSource Of(OpenDay day) =>
        new(
            day.Identity,
            day.Start,
            day.End,
            day.Totals,
            (_, _) => throw new InvalidOperationException($"A growing day's rows are read after {nameof(Fix)}."),
            day
        )
        {
            LoadEdgesAsync = _ => ValueTask.FromResult(day.Rows(day.Near(day.Start, day.End), day.Mark)),
            Threshold = day.Threshold,
        };

    /// <summary>
    /// Returns sources of the current rows of a day that continues to grow, by ranges of visitors. Runs in the site's turn.
    /// </summary>
    public IEnumerable<ScanSource> Fix() => Open is not { } day ? [this] : Fixed(day.Wholes(), day);

    private IEnumerable<ScanSource> Fixed(IReadOnlyList<Rollup> rows, OpenDay day) =>
        rows.Select(
            (some, i) =>
                this with
                {
                    Identity = $"{day.Identity}/{i}",
                    Open = null,
                    Rows = some,
                    LoadAsync = (_, _) => ValueTask.FromResult(some),
                    LoadEdgesAsync = null,
                    Visitors = VisitorRange.OfPrefix(Math.ILogB(rows.Count), i),
                    Threshold = day.Threshold,
                    Parts = i == 0 ? day.Totals : [],
                }
        );
}
