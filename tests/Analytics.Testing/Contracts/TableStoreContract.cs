using Analytics.Core.Tables;

namespace Analytics.Testing.Contracts;

/// <summary>The contract of every adapter of the table port. Each test has a store of its own or keys that no other test uses.</summary>
public abstract partial class TableStoreContract
{
    private const string Table = TableNames.Rollups;
    private static readonly byte[] Small = "body"u8.ToArray();

    /// <summary>The store under test.</summary>
    protected abstract ITableStore Store { get; }

    /// <summary>Opens the same tables again, as after a restart; the old store is not used any more.</summary>
    protected abstract ITableStore Reopen();

    /// <summary>Opens tables whose storage then goes away, as a disk or a network does.</summary>
    protected abstract ITableStore Unreachable();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_that_was_never_written_is_null() => Assert.Null(await Store.ReadAsync(Table, "nobody", "nothing", Stop));

    [Fact]
    public async Task A_storage_that_does_not_answer_is_an_IOException_and_nothing_else()
    {
        var store = Unreachable();

        await Assert.ThrowsAnyAsync<IOException>(async () => await store.ReadAsync(Table, "pk", "rk", Stop));
        await Assert.ThrowsAnyAsync<IOException>(async () =>
            await store.ReadRangeAsync(Table, "pk", "", null, headsOnly: false, Stop).CountAsync(Stop)
        );
        await Assert.ThrowsAnyAsync<IOException>(async () =>
            await store.CommitAsync(Table, "pk", [TableOperation.Upsert("rk", Small)], Stop)
        );
    }

    [Fact]
    public async Task A_written_row_reads_back_with_keys_head_body_and_etag()
    {
        var commit = await Commit("pk", TableOperation.Insert("rk", "the body"u8.ToArray(), "the head"u8.ToArray()));

        var row = await Store.ReadAsync(Table, "pk", "rk", Stop);

        Assert.NotNull(row);
        Assert.Equal(("pk", "rk"), (row.PartitionKey, row.RowKey));
        Assert.Equal("the head"u8.ToArray(), row.Head.ToArray());
        Assert.Equal("the body"u8.ToArray(), row.Body.ToArray());
        Assert.Equal(Assert.Single(commit.ETags!), row.ETag);
    }

    [Fact]
    public async Task Head_and_body_may_be_empty()
    {
        await Commit("pk", TableOperation.Insert("empty", default));

        var row = await Store.ReadAsync(Table, "pk", "empty", Stop);

        Assert.NotNull(row);
        Assert.True(row.Head.IsEmpty && row.Body.IsEmpty);
    }

    [Fact]
    public async Task Tables_and_partitions_do_not_see_each_other()
    {
        await Commit("pk", TableOperation.Insert("rk", Small));

        Assert.Null(await Store.ReadAsync(TableNames.Live, "pk", "rk", Stop));
        Assert.Null(await Store.ReadAsync(Table, "pk2", "rk", Stop));
        Assert.Empty(await Range("p", "", null));
    }

    [Fact]
    public async Task Rows_survive_a_restart_with_their_etags()
    {
        foreach (var table in new[] { TableNames.Live, TableNames.Rollups, TableNames.Control })
        {
            await Store.CommitAsync(table, "pk", [TableOperation.Insert("rk", Small)], Stop);
        }

        var before = await Store.ReadAsync(Table, "pk", "rk", Stop);
        var again = Reopen();

        Assert.NotNull(await again.ReadAsync(TableNames.Live, "pk", "rk", Stop));
        Assert.NotNull(await again.ReadAsync(TableNames.Control, "pk", "rk", Stop));
        Assert.Equal(before!.ETag, (await again.ReadAsync(Table, "pk", "rk", Stop))!.ETag);
    }

    [Fact]
    public async Task An_etag_is_never_used_again_even_after_delete_and_restart()
    {
        var first = (await Commit("pk", TableOperation.Insert("rk", Small))).ETags![0];
        await Commit("pk", TableOperation.Delete("rk", first));
        var again = Reopen();
        var second = (await again.CommitAsync(Table, "pk", [TableOperation.Insert("rk", Small)], Stop)).ETags![0];

        Assert.NotEqual(first, second);
        Assert.False((await again.CommitAsync(Table, "pk", [TableOperation.Delete("rk", first)], Stop)).Committed);
    }

    private async Task<TableCommit> Commit(string partitionKey, params TableOperation[] operations)
    {
        var commit = await Store.CommitAsync(Table, partitionKey, operations, Stop);
        Assert.True(commit.Committed, $"conflict on {commit.ConflictingRowKey}");
        Assert.Null(commit.ConflictingRowKey);
        return commit;
    }

    private async Task<List<TableRow>> Range(string partitionKey, string from, string? to, bool headsOnly = false)
    {
        var rows = new List<TableRow>();
        await foreach (var row in Store.ReadRangeAsync(Table, partitionKey, from, to, headsOnly, Stop))
        {
            rows.Add(row);
        }

        return rows;
    }

    private async Task<string?> BodyOf(string partitionKey, string rowKey) =>
        await Store.ReadAsync(Table, partitionKey, rowKey, Stop) is { } row ? System.Text.Encoding.UTF8.GetString(row.Body.Span) : null;
}
