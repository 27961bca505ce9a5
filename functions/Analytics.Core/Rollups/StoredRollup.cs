using Analytics.Core.Periods;

namespace Analytics.Core.Rollups;

/// <summary>A rollup with the ETag of its row.</summary>
/// <param name="Rollup">The rollup; without rows if they are in segments.</param>
/// <param name="ETag">The row's ETag.</param>
public readonly record struct StoredRollup(Rollup Rollup, string ETag)
{
    /// <summary>The hours of a day that are wanted of it; null for all of the rollup.</summary>
    internal HourSet? Hours { get; init; }

    /// <summary>Names exactly the rows that it stands for.</summary>
    internal string Identity => Hours is { } hours ? $"{Rollup.Period.RowKey}@{ETag}/{hours.Bits:x}" : $"{Rollup.Period.RowKey}@{ETag}";

    /// <summary>Period, counts, totals and inclusion of what is wanted.</summary>
    internal IRollupPart Head => PartOf(Rollup);

    /// <summary>The wanted rows of the rollup, or of one of its segments.</summary>
    internal IRollupPart PartOf(Rollup rows) => Hours is { } hours ? new DayExcerpt(rows, hours) : rows;
}
