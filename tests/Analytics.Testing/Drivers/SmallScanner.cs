using Analytics.Core.Partitioning;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Testing.Drivers;

/// <summary>A scanner that treats few rows as it treats very many otherwise.</summary>
public static class SmallScanner
{
    /// <summary>Creates a scanner that counts the days of every site in advance, and segments in waves of one.</summary>
    public static RollupScanner Counting(
        ITableStore tables,
        ISiteDirectory sites,
        int partitionCount,
        TimeProvider clock,
        Diversions? diversions = null
    ) => new(tables, sites, partitionCount, clock: clock, diversions: diversions) { CountedFrom = 1, EventsOfWave = 1 };

    /// <summary>
    /// Creates a scanner that counts segments in waves of one, divides days of more than 40 events into slices, keeps few rows by
    /// visitor, and corrects what is cached for few visitors.
    /// </summary>
    public static RollupScanner Of(
        ITableStore tables,
        ISiteDirectory sites,
        int partitionCount,
        TimeProvider? clock = null,
        Diversions? diversions = null,
        long countedFrom = CountedDayKeys.MinEvents
    ) =>
        new(tables, sites, partitionCount, clock: clock, diversions: diversions)
        {
            CountedFrom = countedFrom,
            EventsOfWave = 1,
            Limits = new()
            {
                SlicedFrom = 40,
                SliceBits = 3,
                MaxApartWeight = 200_000,
                FewVisitors = 3,
            },
        };
}
