using Analytics.Core.Tables;

namespace Analytics.Testing.Drivers;

/// <summary>A table store that counts point reads, all of them and those under way at once.</summary>
public sealed class CountingTableStore(ITableStore inner) : DelegatingTableStore(inner)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _met;
    private int _awaited;
    private int _underWay;

    /// <summary>Point reads of rows of a table, by table name.</summary>
    public Dictionary<string, int> Reads { get; } = [];

    /// <summary>Makes each read wait until so many are under way at once.</summary>
    public void MeetBefore(int readers)
    {
        _awaited = readers;
        _met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public override ValueTask<TableRow?> ReadAsync(
        string table, string partitionKey, string rowKey, CancellationToken cancellationToken) =>
        CountAsync(table, () => base.ReadAsync(table, partitionKey, rowKey, cancellationToken), cancellationToken);

    public override ValueTask<TableRow?> ReadAsync(
        string table, string partitionKey, string rowKey, IReadOnlyCollection<string> parts, CancellationToken cancellationToken) =>
        CountAsync(table, () => base.ReadAsync(table, partitionKey, rowKey, parts, cancellationToken), cancellationToken);

    private async ValueTask<TableRow?> CountAsync(string table, Func<ValueTask<TableRow?>> read, CancellationToken cancellationToken)
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

        var row = await read();
        lock (_gate)
        {
            _underWay--;
        }

        return row;
    }
}
