using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Periods.Segments;

/// <summary>A period that was built, with the row to be written. Its segments, if it has any, are with the sink that took them.</summary>
/// <param name="Head">Its period, counts, totals, inclusion and segments; its rows if it has no segments.</param>
/// <param name="Encoded">Head and body of its row.</param>
internal sealed record BuiltPeriod(Rollup Head, EncodedRollup Encoded);
