using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// A row of a site that changes when hours of the site are replaced by hours that lack some of their events or count them otherwise, by
/// reprocessing and erasure, in the same transaction; and when live blocks could not be rolled up. While it stays the same, a later row
/// of an hour has all events of an earlier one, and those of all further messages that it includes.
/// </summary>
internal static class RewriteMark
{
    private const string RowKey = "r|rewrites";

    /// <summary>Reads the mark of a site; null if no hour was ever rewritten.</summary>
    public static async ValueTask<string?> ReadAsync(ITableStore tables, string site, CancellationToken cancellationToken) =>
        await tables.ReadReadableAsync(TableNames.Rollups, site, RowKey, cancellationToken) is { } row
            ? Convert.ToHexString(row.Body.Span)
            : null;

    /// <summary>Returns the operation that changes the mark, for the transaction that replaces hours.</summary>
    public static TableOperation Write() => TableOperation.Upsert(RowKey, Guid.NewGuid().ToByteArray());
}
