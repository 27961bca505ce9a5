using Analytics.Core.Periods;

namespace Analytics.Core.Rollups;

/// <summary>A rollup with the ETag of its row.</summary>
/// <param name="Rollup">The rollup; without rows if they are in segments.</param>
/// <param name="ETag">The row's ETag.</param>
public readonly record struct StoredRollup(Rollup Rollup, string ETag)
{
    /// <summary>The selected hours of a day; null for the whole rollup.</summary>
    internal HourSet? Hours { get; init; }

    /// <summary>A text that identifies exactly the selected rows.</summary>
    internal string Identity => Hours is { } hours ? $"{Rollup.Period.RowKey}@{ETag}/{hours.Bits:x}" : $"{Rollup.Period.RowKey}@{ETag}";

    /// <summary>Period, counts, totals and inclusion of the selected hours.</summary>
    internal IRollupPart Head => PartOf(Rollup);

    /// <summary>Returns the selected rows of the rollup, or of one of its segments.</summary>
    internal IRollupPart PartOf(Rollup rows) => Hours is { } hours ? new DayExcerpt(rows, hours) : rows;
}
