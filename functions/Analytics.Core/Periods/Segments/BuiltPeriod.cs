using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Periods.Segments;

/// <summary>A built period with its row, which is not written yet. Its segments, if it has any, were passed to the sink.</summary>
/// <param name="Head">Its period, counts, totals, inclusion and segments; its rows if it has no segments.</param>
/// <param name="Encoded">Head and body of its row.</param>
internal sealed record BuiltPeriod(Rollup Head, EncodedRollup Encoded);
