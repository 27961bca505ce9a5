using Analytics.Core.Aggregation;
using Analytics.Core.Archives;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>The services that the classes of reprocessing share.</summary>
/// <param name="Tables">The tables.</param>
/// <param name="Archive">The archived messages.</param>
/// <param name="Aggregation">Options of the aggregators.</param>
/// <param name="Rollups">Options of rollups.</param>
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
