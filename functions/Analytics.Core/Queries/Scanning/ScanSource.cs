using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// A UTC day or part of one, or a UTC month, as a scan reads it. A daily visitor id is in one source, unless a visit crosses midnight.
/// </summary>
/// <param name="Identity">Names exactly what the rows are made of, for the cache.</param>
/// <param name="Start">The first second covered.</param>
/// <param name="End">The end of what is covered, exclusive.</param>
/// <param name="Parts">The totals of the rollups it is made of.</param>
/// <param name="LoadAsync">Reads the rows, with at least the wanted columns; null stands for all.</param>
/// <param name="Open">The day that still grows; null if nothing is live in it.</param>
internal sealed record ScanSource(
    string Identity,
    long Start,
    long End,
    IReadOnlyList<PeriodTotals> Parts,
    Func<WantedColumns?, CancellationToken, ValueTask<Rollup>> LoadAsync,
    OpenDay? Open = null
)
{
    /// <summary>True if anything may be before <see cref="Start"/> that goes on here.</summary>
    public bool IsPreceded { get; init; } = true;

    /// <summary>True if anything may be after <see cref="End"/> that began here.</summary>
    public bool IsFollowed { get; init; } = true;

    /// <summary>Reads the rows of the visitors near its edges; null if they are among all rows alone.</summary>
    public Func<CancellationToken, ValueTask<Rollup>>? LoadEdgesAsync { get; init; }

    /// <summary>The visitors whose rows it has.</summary>
    public VisitorRange Visitors { get; init; } = VisitorRange.All;

    /// <summary>Only visitors with an id below it are kept; <see cref="ulong.MaxValue"/> means all.</summary>
    public ulong Threshold { get; init; } = ulong.MaxValue;

    /// <summary>Names exactly what <see cref="Parts"/> are, where <see cref="Identity"/> does not.</summary>
    public string TotalsIdentity { get; init; } = string.Empty;

    /// <summary>
    /// Times that a correction of totals counts: more than once where the rows of other visitors are not merged, because they are not in
    /// the sample.
    /// </summary>
    public int CorrectionFactor { get; init; } = 1;

    /// <summary>True if its rows are merged for the scan, so that their totals are corrections of those of its parts.</summary>
    public bool IsMerged { get; init; }

    /// <summary>Its rows, if they are in memory and soon of no use any more; else null.</summary>
    public Rollup? Rows { get; init; }

    /// <summary>A source that still grows.</summary>
    public static ScanSource Of(OpenDay day) =>
        new(day.Identity, day.Start, day.End, day.Totals, (_, _) => ValueTask.FromResult(day.Whole()), day) { Threshold = day.Threshold };

    /// <summary>The same rows as they are now, of an open day that goes on growing. In the site's turn.</summary>
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
