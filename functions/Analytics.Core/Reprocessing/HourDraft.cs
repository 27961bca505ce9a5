using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Reprocessing;

/// <summary>A rebuilt hour rollup that is not stored yet.</summary>
/// <param name="Period">The hour.</param>
/// <param name="Stored">The row it replaces; null if there is none.</param>
/// <param name="Built">The new rollup; its segments are in the composer's memory.</param>
/// <param name="IsChanged">True if it differs from the stored one in more than the messages that it includes.</param>
internal sealed record HourDraft(RollupPeriod Period, StoredHour? Stored, BuiltPeriod Built, bool IsChanged);
