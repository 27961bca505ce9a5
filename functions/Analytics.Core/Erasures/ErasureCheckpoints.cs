using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Analytics.Core.Tables;

namespace Analytics.Core.Erasures;

/// <summary>
/// The progress of jobs through the archive: a row of table <c>control</c> for each job, whose body is a line for each partition, and one
/// that identifies the scope if it has repetitions or ids; and rows with the keys of the ids that the erased visitor sent, eight bytes
/// each, because the archive tells them no more once it is rewritten. Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
internal sealed class ErasureCheckpoints(ITableStore tables)
{
    private const string PartitionKey = "erasures";
    private const int KeysPerRow = 32_768;

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

    /// <summary>The stored keys of ids; empty where there are none.</summary>
    public async Task<HashSet<ulong>> ReadKeysAsync(string job, CancellationToken cancellationToken)
    {
        var keys = new HashSet<ulong>();
        var rows = tables.ReadRangeAsync(
            TableNames.Control,
            PartitionKey,
            KeysFrom(job),
            KeysEnd(job),
            headsOnly: false,
            cancellationToken
        );
        await foreach (var row in rows)
        {
            for (var at = 0; at + sizeof(ulong) <= row.Body.Length; at += sizeof(ulong))
            {
                keys.Add(BinaryPrimitives.ReadUInt64LittleEndian(row.Body.Span[at..]));
            }
        }

        return keys;
    }

    /// <summary>Stores more keys of ids; a part of them may be stored when it fails.</summary>
    public async Task WriteKeysAsync(string job, IEnumerable<ulong> keys, CancellationToken cancellationToken)
    {
        foreach (var some in keys.Chunk(KeysPerRow))
        {
            var body = new byte[some.Length * sizeof(ulong)];
            for (var i = 0; i < some.Length; i++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(i * sizeof(ulong)), some[i]);
            }

            var key = string.Create(CultureInfo.InvariantCulture, $"{KeysFrom(job)}{some[0]:x16}");
            await tables.CommitAsync(TableNames.Control, PartitionKey, [TableOperation.Upsert(key, body)], cancellationToken);
        }
    }

    /// <summary>Forgets a job.</summary>
    public async Task DeleteAsync(string job, CancellationToken cancellationToken)
    {
        var deletion = new RowDeletion(tables, TableNames.Control, PartitionKey, ChangedRow.Goes);
        await deletion.DeleteRangeAsync(job, job + " ", goes: null, cancellationToken);
        await deletion.DeleteRangeAsync(KeysFrom(job), KeysEnd(job), goes: null, cancellationToken);
    }

    private static string KeysFrom(string job) => job + "|";

    private static string KeysEnd(string job) => job + "}";
}
