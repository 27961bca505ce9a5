using Analytics.Core.Tables;

namespace Analytics.Faults.Tests.Harness;

/// <summary>Tells from the rows of a commit what the system did, so that a run can be seen to have done it all.</summary>
internal static class CommittedWork
{
    public const string HoursWritten = "hours written";
    public const string DaysWritten = "days written";
    public const string MonthsWritten = "months written";
    public const string DaysCounted = "days counted";
    public const string DaysSplit = "small days split";
    public const string HoursRemoved = "hours removed";
    public const string RowsFolded = "live rows folded";
    public const string RowsRemoved = "live rows removed";
    public const string Events = "events sent";
    public const string Acknowledged = "acknowledged";
    public const string Lost = "lost";
    public const string Doubled = "doubled";
    public const string Questions = "questions";
    public const string Reprocessed = "reprocessed";
    public const string Erased = "erasures";

    /// <summary>The kinds of work that every run must have done.</summary>
    public static readonly string[] All =
    [
        HoursWritten,
        DaysWritten,
        DaysCounted,
        MonthsWritten,
        DaysSplit,
        HoursRemoved,
        RowsFolded,
        RowsRemoved,
        Events,
        Acknowledged,
        Questions,
        Reprocessed,
        Erased,
    ];

    public static void Count(FaultCounts counts, string table, IReadOnlyList<TableOperation> operations)
    {
        if (table == TableNames.Rollups)
        {
            Count(counts, operations);
        }
        else if (table == TableNames.Live)
        {
            counts.Add(
                RowsFolded,
                operations.Count(operation =>
                    operation.Kind == TableOperationKind.Insert && operation.RowKey.Contains('~', StringComparison.Ordinal)
                )
            );
            counts.Add(RowsRemoved, operations.Count(static operation => operation.Kind == TableOperationKind.Delete));
        }
    }

    private static void Count(FaultCounts counts, IReadOnlyList<TableOperation> operations)
    {
        var written = operations
            .Where(operation => operation.Kind != TableOperationKind.Delete)
            .Select(operation => operation.RowKey)
            .ToList();
        var deleted = operations
            .Where(operation => operation.Kind == TableOperationKind.Delete)
            .Select(operation => operation.RowKey)
            .ToList();
        counts.Add(HoursWritten, Of(written, "h|"));
        counts.Add(DaysWritten, Of(written, "d|"));
        counts.Add(DaysCounted, Of(written, "c|"));
        counts.Add(MonthsWritten, Of(written, "m|"));
        counts.Add(HoursRemoved, Of(deleted, "h|"));
        counts.Add(DaysSplit, Of(written, "h|") > 0 ? Of(deleted, "d|") : 0);
    }

    private static int Of(List<string> rows, string prefix) => rows.Count(row => row.StartsWith(prefix, StringComparison.Ordinal));
}
