using System.Text;
using Analytics.Core.Tables;

namespace Analytics.Core.Erasures;

/// <summary>
/// The progress of jobs through the archive: a row of table <c>control</c> for each job, whose body is a line for each partition, and one
/// that identifies the scope if it has repetitions. Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
internal sealed class ErasureCheckpoints(ITableStore tables)
{
    private const string PartitionKey = "erasures";

    /// <summary>The cursors of a job's partitions; null for those that are not begun with the scope.</summary>
    public async Task<string?[]> ReadAsync(string job, int partitions, string identity, CancellationToken cancellationToken)
    {
        var cursors = new string?[partitions];
        if (await tables.ReadAsync(TableNames.Control, PartitionKey, job, cancellationToken) is { } row)
        {
            var lines = Encoding.UTF8.GetString(row.Body.Span).Split('\n');
            for (
                var partition = 0;
                partition < partitions && (lines.Length > partitions ? lines[partitions] : string.Empty) == identity;
                partition++
            )
            {
                cursors[partition] = lines[partition].Length == 0 ? null : lines[partition];
            }
        }

        return cursors;
    }

    /// <summary>Stores cursors.</summary>
    public async Task WriteAsync(string job, string?[] cursors, string identity, CancellationToken cancellationToken) =>
        await tables.CommitAsync(
            TableNames.Control,
            PartitionKey,
            [
                TableOperation.Upsert(
                    job,
                    Encoding.UTF8.GetBytes(string.Join('\n', identity.Length == 0 ? cursors : [.. cursors, identity]))
                ),
            ],
            cancellationToken
        );

    /// <summary>Forgets a job.</summary>
    public async Task DeleteAsync(string job, CancellationToken cancellationToken) =>
        await new RowDeletion(tables, TableNames.Control, PartitionKey, ChangedRow.Goes).DeleteRangeAsync(
            job,
            job + " ",
            goes: null,
            cancellationToken
        );
}
