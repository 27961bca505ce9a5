using System.Runtime.CompilerServices;
using Analytics.Core.Tables;

namespace Analytics.Testing.Drivers;

/// <summary>A table store that counts reads of rows and of ranges, those under way at once, and the rows of ranges.</summary>
public sealed class CountingTableStore(ITableStore inner) : DelegatingTableStore(inner)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _met;
    private int _awaited;
    private int _underWay;

    /// <summary>Reads of rows and of ranges, by table name.</summary>
    public Dictionary<string, int> Reads { get; } = [];

    /// <summary>Reads of single rows.</summary>
    public int RowReads { get; private set; }

    /// <summary>Rows that reads of ranges returned.</summary>
    public int RowsOfRanges { get; private set; }

    /// <summary>Makes each read wait until so many are under way at once.</summary>
    public void MeetBefore(int readers)
    {
        _awaited = readers;
        _met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public override ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        CancellationToken cancellationToken
    ) => CountAsync(table, () => base.ReadAsync(table, partitionKey, rowKey, cancellationToken), cancellationToken);

    public override ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    ) => CountAsync(table, () => base.ReadAsync(table, partitionKey, rowKey, parts, cancellationToken), cancellationToken);

    public override IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        CancellationToken cancellationToken
    ) =>
        CountAsync(
            table,
            base.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken),
            cancellationToken
        );

    private async ValueTask<TableRow?> CountAsync(string table, Func<ValueTask<TableRow?>> read, CancellationToken cancellationToken)
    {
        await EnterAsync(table, cancellationToken);
        lock (_gate)
        {
            RowReads++;
        }

        var row = await read();
        Leave();
        return row;
    }

    private async IAsyncEnumerable<TableRow> CountAsync(
        string table,
        IAsyncEnumerable<TableRow> rows,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await EnterAsync(table, cancellationToken);
        await foreach (var row in rows)
        {
            lock (_gate)
            {
                RowsOfRanges++;
            }

            yield return row;
        }

        Leave();
    }

    private async ValueTask EnterAsync(string table, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Reads[table] = Reads.GetValueOrDefault(table) + 1;
            if (++_underWay == _awaited)
            {
                _met?.TrySetResult();
            }
        }

        if (_met is { } met)
        {
            // Ends a test whose readers come one after the other.
            await met.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _underWay--;
        }
    }
}
