using Analytics.Core.Aggregation;
using Analytics.Core.Reprocessing;
using Analytics.Core.Rollups;

namespace Analytics.Faults.Tests.Harness;

/// <summary>The log, the tables and the bounds that all instances share.</summary>
/// <param name="Log">The log.</param>
/// <param name="Tables">The tables.</param>
/// <param name="Rollups">Bounds of the roll-up.</param>
/// <param name="Aggregation">Bounds of the aggregators.</param>
/// <param name="Reprocessing">Bounds of jobs.</param>
/// <param name="IsShared">True if several instances share the work by leases, as on Azure; false for one process at a time.</param>
internal sealed record Installation(
    InMemoryEventLog Log,
    InMemoryTableStore Tables,
    RollupOptions Rollups,
    AggregationOptions Aggregation,
    ReprocessOptions Reprocessing,
    bool IsShared
)
{
    private int _fills;

    // Progress is stored beside the work, in an order that nothing decides.
    public static readonly TimeSpan Never = TimeSpan.FromDays(49);

    /// <summary>Draws bounds so small that few events reach every way of storing them.</summary>
    public static Installation Draw(Random random, TimeProvider clock) =>
        new(
            new(1 + random.Next(3), clock),
            new(),
            new()
            {
                SmallDayEvents = Of(random, 0, 3, 10, 30, 2048),
                RowEvents = Of(random, 2, 10, 65_536),
                SegmentEvents = Of(random, 4, 20, 65_536),
                KeepHours = TimeSpan.FromHours(Of(random, 1, 12, 72)),
                MonthEvents = Of(random, 10, 262_144),
                MaxCollectedBytes = Of(random, 200, 2_000, 1_000_000),
                Parallelism = 1,
            },
            new()
            {
                ReadBackBytes = Of(random, 1, 500, 1_000_000),
                MemoryPerGeneration = Of(random, 2, 131_072),
                MaxRowBytes = Of(random, 1, 300, 1_000_000),
            },
            new()
            {
                BatchBytes = Of(random, 1, 1_000, 4_000_000),
                ReadBytes = Of(random, 1, 1_000, 1_000_000),
                CheckpointEvery = TimeSpan.FromSeconds(Of(random, 0, 10)),
                Parallelism = 1,
                ProgressEvery = Never,
            },
            random.Next(3) > 0
        );

    /// <summary>Fills bytes with others each time: if two days had one salt, a visitor's id would be that of the day before, too.</summary>
    public void FillRandom(Span<byte> bytes) => bytes.Fill((byte)Interlocked.Increment(ref _fills));

    private static int Of(Random random, params int[] values) => values[random.Next(values.Length)];
}
