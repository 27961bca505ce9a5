namespace Analytics.Core.Tables;

/// <summary>Remedies for lost and damaged rows, as error messages name them. Each exists on every host.</summary>
public static class TableRemedies
{
    /// <summary>The remedy for a damaged watermark.</summary>
    internal const string Watermark =
        "Delete the row: the partition is aggregated again from the start of the log, and what was counted counts once.";

    /// <summary>
    /// Returns the remedy for a damaged row of a table: statistics are rebuilt from raw events, everything else is restored from copies.
    /// </summary>
    /// <param name="table">The table, one of <see cref="TableNames"/>.</param>
    /// <returns>One sentence.</returns>
    public static string Of(string table) =>
        table switch
        {
            TableNames.Rollups => "Reprocess its period from the archived events.",
            TableNames.Live => "Reprocess its hours from the archived events.",
            TableNames.DeadLetter => "Delete the row; if it is a message of the log, reprocess its hours from the archived events.",
            TableNames.Replay => "Cancel the job and start another.",
            _ => $"Restore the row from the last copy of the table '{table}', as "
                + "docs/operations.md says for one machine and docs/deploy.md for Azure.",
        };
}
