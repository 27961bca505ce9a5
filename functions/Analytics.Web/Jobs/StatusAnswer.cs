using System.ComponentModel;
using Analytics.Core.EventLog;
using Analytics.Core.Reprocessing;

namespace Analytics.Web.Jobs;

/// <summary>State of reprocessing: the rollups of older logic, and the range that can be reprocessed.</summary>
/// <param name="LogicVersion">The version of the logic of this release.</param>
/// <param name="CountedAt">Time of the counts of rollups and old rows.</param>
/// <param name="Rollups">Number of the finest stored rollups, hours and days whose hours are gone, by the version of their logic.</param>
/// <param name="OldRows">Number of rows of days and months that an older release wrote.</param>
/// <param name="ReprocessableFrom">Time from which rollups can be reprocessed.</param>
/// <param name="OldestMessage">Time at which the oldest message of the log was accepted.</param>
/// <param name="ActiveJobs">Number of jobs that wait or run.</param>
/// <param name="LogGaps">The gaps of the log.</param>
/// <param name="Operations">The state of the stages.</param>
public sealed record StatusAnswer(
    [property: Description("The version of the logic of this release.")] int LogicVersion,
    [property: Description(
        "When the counting of `rollups` and `old_rows` began, which goes on in the background; null, and nothing counted, "
            + "while the first count since the start runs."
    )]
        DateTimeOffset? CountedAt,
    [property: Description(
        "The finest stored rollups, hours and days whose hours are gone, by the version that made them; reprocess those of lower ones."
    )]
        IReadOnlyList<LogicVersionRows> Rollups,
    [property: Description(
        "The days and months that an older release made: those that are made again of the rows below them, some an hour, "
            + "and those that must be reprocessed because not all is there."
    )]
        OldRowCounts OldRows,
    [property: Description("From when rollups can be made again; null if the log is complete, so that all can.")]
        DateTimeOffset? ReprocessableFrom,
    [property: Description("When the oldest message of the log was accepted; null if it is empty.")] DateTimeOffset? OldestMessage,
    [property: Description("The ids of jobs that wait or run.")] IReadOnlyList<string> ActiveJobs,
    [property: Description(
        "Messages that were counted and that the log no longer has, because it was "
            + "lost or restored from an older copy; empty if it has all."
    )]
        IReadOnlyList<LogGap> LogGaps,
    [property: Description("The state of aggregation, of live rows and of what is set aside, as of `measured_at`.")]
        OperationsAnswer Operations
);
