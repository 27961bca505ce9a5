using Analytics.Core.Periods.Encoding;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>Rows of encoded rollups.</summary>
internal static class EncodedRollupExtensions
{
    /// <summary>The operation that writes a rollup.</summary>
    /// <param name="rollup">The rollup.</param>
    /// <param name="rowKey">Its row.</param>
    /// <param name="etag">The ETag of the row that it replaces; null if there is none.</param>
    public static TableOperation Write(this EncodedRollup rollup, string rowKey, string? etag) =>
        etag is null
            ? TableOperation.Insert(rowKey, rollup.Body, rollup.Head)
            : TableOperation.Replace(rowKey, rollup.Body, etag, rollup.Head);
}
