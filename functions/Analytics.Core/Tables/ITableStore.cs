namespace Analytics.Core.Tables;

/// <summary>
/// The table port: rows by partition and row key with point read, range read and a transaction on one partition key.
/// Tables exist implicitly; their names are in <see cref="TableNames"/>. Safe for concurrent use. Every adapter passes
/// the same contract tests.
/// </summary>
/// <remarks>
/// <see cref="IOException"/> means "not now": the storage does not answer, is full or is throttled. The caller tries again later, and sets
/// no data aside for it. A read has no effect. A commit that throws it took effect either as a whole or not at all, so a caller that
/// repeats it must expect to find its own writes. No adapter throws another type for a transient failure.
/// </remarks>
public interface ITableStore
{
    /// <summary>Reads one row with its body and without its parts.</summary>
    /// <returns>The row, or null if there is none.</returns>
    /// <exception cref="TableCorruptException">The stored bytes are damaged.</exception>
    /// <exception cref="IOException">There is no answer now; try again later.</exception>
    ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken);

    /// <summary>Reads one row with its head and the named parts; <see cref="TableRow.Body"/> is empty.</summary>
    /// <remarks>
    /// The cost depends only on these parts, not on the body and the other parts. Head and parts are of one version of the row.
    /// </remarks>
    /// <param name="table">The table.</param>
    /// <param name="partitionKey">The partition.</param>
    /// <param name="rowKey">The row.</param>
    /// <param name="parts">Names of parts. The row need not have them all.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The row, or null if there is none.</returns>
    /// <exception cref="ArgumentException">
    /// A name is no name of a part, or there are more than <see cref="TableLimits.MaxParts"/>.
    /// </exception>
    /// <exception cref="TableCorruptException">The stored bytes are damaged.</exception>
    /// <exception cref="IOException">There is no answer now; try again later.</exception>
    ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Reads the rows with <paramref name="fromInclusive"/> ≤ row key &lt; <paramref name="toExclusive"/> in key order, without their
    /// parts. Each row is consistent in itself; the range is not a snapshot.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="partitionKey">The partition.</param>
    /// <param name="fromInclusive">The first row key; empty for the start of the partition.</param>
    /// <param name="toExclusive">The end of the range; null for the end of the partition.</param>
    /// <param name="headsOnly">Leaves <see cref="TableRow.Body"/> empty, which is cheaper.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <exception cref="TableCorruptException">The stored bytes are damaged.</exception>
    /// <exception cref="IOException">There is no answer now; try again later.</exception>
    IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Reads the rows with <paramref name="fromInclusive"/> ≤ row key &lt; <paramref name="toExclusive"/> in key order, with their heads
    /// and the named parts; <see cref="TableRow.Body"/> is empty. Each row is consistent in itself; the range is not a snapshot.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="partitionKey">The partition.</param>
    /// <param name="fromInclusive">The first row key; empty for the start of the partition.</param>
    /// <param name="toExclusive">The end of the range; null for the end of the partition.</param>
    /// <param name="parts">Names of parts. No row need have them all.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <exception cref="ArgumentException">
    /// A name is no name of a part, or there are more than <see cref="TableLimits.MaxParts"/>.
    /// </exception>
    /// <exception cref="TableCorruptException">The stored bytes are damaged.</exception>
    /// <exception cref="IOException">There is no answer now; try again later.</exception>
    IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Applies the operations together or not at all: at most 100, at most 4 MiB, each row key once, one partition. A write replaces the
    /// whole row, its head, body and parts; a delete removes them.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The transaction breaks one of these limits or a key or the name of a part has a forbidden character.
    /// </exception>
    /// <exception cref="IOException">There is no answer now; try again later.</exception>
    ValueTask<TableCommit> CommitAsync(
        string table,
        string partitionKey,
        IReadOnlyList<TableOperation> operations,
        CancellationToken cancellationToken
    );
}
