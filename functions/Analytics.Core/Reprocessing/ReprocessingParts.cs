using Analytics.Core.Aggregation;
using Analytics.Core.Archives;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>Services that reprocessing uses.</summary>
/// <param name="Tables">The tables.</param>
/// <param name="Archive">The messages.</param>
/// <param name="Aggregation">How the aggregators of this process are set.</param>
/// <param name="Rollups">How rollups are made.</param>
/// <param name="Options">Bounds.</param>
/// <param name="Clock">The clock.</param>
internal sealed record ReprocessingParts(
    ITableStore Tables,
    IEventArchive Archive,
    AggregationOptions Aggregation,
    RollupOptions Rollups,
    ReprocessOptions Options,
    TimeProvider Clock
);
