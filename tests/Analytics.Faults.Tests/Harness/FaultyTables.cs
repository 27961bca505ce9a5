using System.Runtime.CompilerServices;
using Analytics.Core.Tables;

namespace Analytics.Faults.Tests.Harness;

/// <summary>An instance's way to the tables that all share, where calls wait for their turn and fail.</summary>
internal sealed class FaultyTables(Instance instance, InMemoryTableStore tables, Faults faults) : ITableStore
{
    /// <summary>Called in the midst of a read of the scenario itself, so that others go on while it reads.</summary>
    public Action? Reading { get; set; }

    public ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken) =>
        ReadAsync(table, partitionKey, token => tables.ReadAsync(table, partitionKey, rowKey, token), cancellationToken);

    public ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    ) => ReadAsync(table, partitionKey, token => tables.ReadAsync(table, partitionKey, rowKey, parts, token), cancellationToken);

    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        CancellationToken cancellationToken
    ) =>
        ReadRangeAsync(
            table,
            partitionKey,
            from => tables.ReadRangeAsync(table, partitionKey, from, toExclusive, headsOnly, cancellationToken),
            fromInclusive,
            cancellationToken
        );

    public IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    ) =>
        ReadRangeAsync(
            table,
            partitionKey,
            from => tables.ReadRangeAsync(table, partitionKey, from, toExclusive, parts, cancellationToken),
            fromInclusive,
            cancellationToken
        );

    public async ValueTask<TableCommit> CommitAsync(
        string table,
        string partitionKey,
        IReadOnlyList<TableOperation> operations,
        CancellationToken cancellationToken
    )
    {
        await faults.WaitAsync(GateKind.BeforeCommit, faults.Rates.Gate > 0 ? 1 : 0);
        faults.FailRead(instance, FaultKind.CommitRefused);
        var fate = faults.Happens(faults.Rates.Commit) ? faults.Next(3) : -1;
        if (fate == 0)
        {
            faults.Counts.Add(FaultKind.CommitRefused);
            throw Faults.Failure("refuses a commit");
        }

        if (fate == 1)
        {
            faults.Counts.Add(FaultKind.CommitLate);
            faults.Postpone(async () => await tables.CommitAsync(table, partitionKey, operations, CancellationToken.None));
            throw Faults.Failure("has not answered a commit in time");
        }

        var commit = await tables.CommitAsync(table, partitionKey, operations, cancellationToken);
        if (commit.Committed)
        {
            CommittedWork.Count(faults.Counts, table, operations);
        }

        await faults.WaitAsync(GateKind.AfterCommit, faults.Rates.Gate);
        if (fate == 2)
        {
            faults.Counts.Add(FaultKind.CommitUnanswered);
            throw Faults.Failure("broke off before the answer to a commit");
        }

        return commit;
    }

    private async ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        Func<CancellationToken, ValueTask<TableRow?>> read,
        CancellationToken cancellationToken
    )
    {
        await BeforeReadAsync();
        var version = tables.VersionOf(table, partitionKey);
        var row = await read(cancellationToken);
        await AfterReadAsync(table, partitionKey, version);
        return row;
    }

    /// <summary>Reads row by row, so that some are of before a commit and others of after it.</summary>
    private async IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        Func<string, IAsyncEnumerable<TableRow>> read,
        string from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await BeforeReadAsync();
        for (var isComplete = false; !isComplete; )
        {
            isComplete = true;
            var version = tables.VersionOf(table, partitionKey);
            await foreach (var row in read(from).WithCancellation(cancellationToken))
            {
                yield return row;
                if (faults.Happens(faults.Rates.Gate / 8))
                {
                    // A page ends here; the next is read as the rows are then.
                    await AfterReadAsync(table, partitionKey, version);
                    faults.FailRead(instance, FaultKind.TableReadFailed);
                    (from, isComplete) = (row.RowKey + "\0", false);
                    break;
                }
            }
        }
    }

    private async ValueTask BeforeReadAsync()
    {
        Reading?.Invoke();
        await faults.WaitAsync(GateKind.Read, faults.Rates.Gate / 2);
        faults.FailRead(instance, FaultKind.TableReadFailed);
    }

    private async ValueTask AfterReadAsync(string table, string partitionKey, long version)
    {
        Reading?.Invoke();
        await faults.WaitAsync(GateKind.Read, faults.Rates.Gate / 2);
        if (tables.VersionOf(table, partitionKey) != version)
        {
            faults.Counts.Add(FaultKind.TableReadStale);
        }
    }
}
