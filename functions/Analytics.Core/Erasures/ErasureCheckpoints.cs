using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Analytics.Core.Hashing;
using Analytics.Core.Tables;

namespace Analytics.Core.Erasures;

/// <summary>
/// The progress of jobs through the archive: a row of table <c>control</c> for each job, whose body is a line for each partition, and one
/// that identifies the scope if it has repetitions or ids; a row with the goal of the first reading, a line for each partition; one with
/// the progress of the reading that collects ids, which has a line more if it has found any; and rows with the keys of the ids of erased
/// events, eight bytes each, because the archive no longer contains them once it is rewritten.
/// Thread-safe.
/// </summary>
/// <param name="tables">The tables.</param>
internal sealed class ErasureCheckpoints(ITableStore tables)
{
    private const string PartitionKey = "erasures";
    private const int KeysPerRow = 32_768;
    private const string Found = "found";

    /// <summary>Reads the cursors of a job's partitions; null for partitions not yet begun with the scope.</summary>
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

    /// <summary>Reads how far the ids of the events are collected. The keys of those before are stored.</summary>
    public async Task<IdReading> ReadIdsAsync(string job, int partitions, CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Control, PartitionKey, IdsKey(job), cancellationToken);
        var lines = Encoding.UTF8.GetString((row?.Body ?? default).Span).Split('\n');
        return lines.Length == partitions + 1
            ? new([.. lines.Take(partitions).Select(static line => line.Length == 0 ? null : line)], lines[^1] == Found)
            : new(new string?[partitions], false);
    }

    /// <summary>Stores how far the ids are collected; after <see cref="WriteKeysAsync"/>, because they are not read again.</summary>
    public async Task WriteIdsAsync(string job, IdReading reading, CancellationToken cancellationToken) =>
        await tables.CommitAsync(
            TableNames.Control,
            PartitionKey,
            [
                TableOperation.Upsert(
                    IdsKey(job),
                    Encoding.UTF8.GetBytes(string.Join('\n', [.. reading.Cursors, reading.HasFound ? Found : string.Empty]))
                ),
            ],
            cancellationToken
        );

    /// <summary>
    /// Reads the last message of each partition that the job reads before it takes the lease of rollups. Null if none is stored.
    /// </summary>
    public async Task<long[]?> ReadGoalAsync(string job, int partitions, CancellationToken cancellationToken) =>
        await tables.ReadAsync(TableNames.Control, PartitionKey, GoalKey(job), cancellationToken) is { } row
        && Encoding.UTF8.GetString(row.Body.Span).Split('\n') is var lines
        && lines.Length == partitions
            ? [.. lines.Select(static line => long.Parse(line, CultureInfo.InvariantCulture))]
            : null;

    /// <summary>Stores the goal.</summary>
    public async Task WriteGoalAsync(string job, long[] goal, CancellationToken cancellationToken) =>
        await tables.CommitAsync(
            TableNames.Control,
            PartitionKey,
            [
                TableOperation.Upsert(
                    GoalKey(job),
                    Encoding.UTF8.GetBytes(string.Join('\n', goal.Select(static last => last.ToString(CultureInfo.InvariantCulture))))
                ),
            ],
            cancellationToken
        );

    /// <summary>Reads the stored keys of ids, some of them several times if they were stored several times.</summary>
    public async IAsyncEnumerable<ulong> ReadKeysAsync(string job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
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
            for (var offset = 0; offset + sizeof(ulong) <= row.Body.Length; offset += sizeof(ulong))
            {
                yield return BinaryPrimitives.ReadUInt64LittleEndian(row.Body.Span[offset..]);
            }
        }
    }

    /// <summary>Stores more keys of ids. If it fails, some of them may be stored.</summary>
    public async Task WriteKeysAsync(string job, IEnumerable<ulong> keys, CancellationToken cancellationToken)
    {
        // Rows are named by their content, so that the same keys again make no further rows.
        foreach (var chunk in keys.Order().Chunk(KeysPerRow))
        {
            var body = new byte[chunk.Length * sizeof(ulong)];
            for (var i = 0; i < chunk.Length; i++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(i * sizeof(ulong)), chunk[i]);
            }

            var key = string.Create(CultureInfo.InvariantCulture, $"{KeysFrom(job)}{XxHash64.Hash(body):x16}");
            await tables.CommitAsync(TableNames.Control, PartitionKey, [TableOperation.Upsert(key, body)], cancellationToken);
        }
    }

    /// <summary>Deletes the rows of a job.</summary>
    public async Task DeleteAsync(string job, CancellationToken cancellationToken)
    {
        var deletion = new RowDeletion(tables, TableNames.Control, PartitionKey, ChangedRow.Goes);
        await deletion.DeleteRangeAsync(job, job + " ", selects: null, cancellationToken);
        await deletion.DeleteRangeAsync(GoalKey(job), GoalKey(job) + "~", selects: null, cancellationToken);
        await deletion.DeleteRangeAsync(KeysFrom(job), KeysEnd(job), selects: null, cancellationToken);
    }

    private static string IdsKey(string job) => job + "~ids";

    private static string GoalKey(string job) => job + "~";

    private static string KeysFrom(string job) => job + "|";

    private static string KeysEnd(string job) => job + "}";
}
