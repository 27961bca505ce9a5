using Analytics.Core.Periods;

namespace Analytics.Core.Rollups;

/// <summary>A rollup with the ETag of its row.</summary>
/// <param name="Rollup">The rollup.</param>
/// <param name="ETag">The row's ETag.</param>
public readonly record struct StoredRollup(Rollup Rollup, string ETag)
{
    /// <summary>What the row has in place of a body that stands in parts; empty if it has the body itself.</summary>
    internal ReadOnlyMemory<byte> InPlace { get; init; }
}
