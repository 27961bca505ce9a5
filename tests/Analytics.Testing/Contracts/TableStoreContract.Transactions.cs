using Analytics.Core.Tables;

namespace Analytics.Testing.Contracts;

public abstract partial class TableStoreContract
{
    [Fact]
    public async Task An_insert_of_an_existing_row_conflicts_and_changes_nothing()
    {
        await Commit("t1", TableOperation.Insert("rk", "first"u8.ToArray()));

        var commit = await Store.CommitAsync(Table, "t1", [TableOperation.Insert("rk", "second"u8.ToArray())], Stop);

        Assert.False(commit.Committed);
        Assert.Equal("rk", commit.ConflictingRowKey);
        Assert.Equal("first", await BodyOf("t1", "rk"));
    }

    [Fact]
    public async Task A_replace_needs_the_current_etag_and_gives_a_new_one()
    {
        var first = (await Commit("t2", TableOperation.Insert("rk", Small))).ETags![0];
        var second = (await Commit("t2", TableOperation.Replace("rk", "second"u8.ToArray(), first, "head"u8.ToArray()))).ETags![0];

        var stale = await Store.CommitAsync(Table, "t2", [TableOperation.Replace("rk", "third"u8.ToArray(), first)], Stop);

        Assert.NotEqual(first, second);
        Assert.False(stale.Committed);
        Assert.Equal("rk", stale.ConflictingRowKey);
        Assert.Equal("second", await BodyOf("t2", "rk"));
        Assert.Equal("head"u8.ToArray(), (await Store.ReadAsync(Table, "t2", "rk", Stop))!.Head.ToArray());
    }

    [Fact]
    public async Task A_store_that_tells_versions_changes_that_of_a_partition_with_each_commit()
    {
        var versions = Store as ITableVersions;
        var before = versions?.VersionOf(Table, "versions");
        var etag = (await Commit("versions", TableOperation.Insert("rk", Small))).ETags![0];
        var inserted = versions?.VersionOf(Table, "versions");
        await Store.ReadAsync(Table, "versions", "rk", Stop);

        Assert.Equal(inserted, versions?.VersionOf(Table, "versions"));
        await Commit("versions", TableOperation.Delete("rk", etag));
        Assert.Equal(versions is null ? 1 : 3, new[] { before, inserted, versions?.VersionOf(Table, "versions") }.Distinct().Count());
    }

    [Fact]
    public async Task A_replace_or_delete_of_a_missing_row_conflicts()
    {
        var etag = (await Commit("t3", TableOperation.Insert("other", Small))).ETags![0];

        Assert.Equal("rk", (await Store.CommitAsync(Table, "t3", [TableOperation.Replace("rk", Small, etag)], Stop)).ConflictingRowKey);
        Assert.Equal("rk", (await Store.CommitAsync(Table, "t3", [TableOperation.Delete("rk", etag)], Stop)).ConflictingRowKey);
    }

    [Fact]
    public async Task An_etag_of_another_store_is_a_conflict_not_an_error() =>
        Assert.False((await Store.CommitAsync(Table, "t4", [TableOperation.Replace("rk", Small, "W/\"no number\"")], Stop)).Committed);

    [Fact]
    public async Task An_upsert_adds_and_replaces_and_changes_the_etag_each_time()
    {
        var first = (await Commit("t5", TableOperation.Upsert("rk", "1"u8.ToArray()))).ETags![0];
        var second = (await Commit("t5", TableOperation.Upsert("rk", "1"u8.ToArray()))).ETags![0];

        Assert.NotEqual(first, second);
        Assert.Equal("1", await BodyOf("t5", "rk"));
    }

    [Fact]
    public async Task A_delete_with_the_current_etag_removes_the_row_and_has_an_empty_etag()
    {
        var first = (await Commit("t6", TableOperation.Insert("rk", Small))).ETags![0];
        var second = (await Commit("t6", TableOperation.Upsert("rk", Small))).ETags![0];

        Assert.False((await Store.CommitAsync(Table, "t6", [TableOperation.Delete("rk", first)], Stop)).Committed);
        var commit = await Commit("t6", TableOperation.Delete("rk", second));

        Assert.Equal([""], commit.ETags!);
        Assert.Null(await Store.ReadAsync(Table, "t6", "rk", Stop));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task One_failed_condition_undoes_the_whole_transaction(int place)
    {
        var partition = $"t7-{place}";
        var etag = (
            await Commit(partition, TableOperation.Insert("doomed", Small), TableOperation.Insert("exists", "old"u8.ToArray()))
        ).ETags![0];
        var operations = new List<TableOperation> { TableOperation.Upsert("new", Small), TableOperation.Delete("doomed", etag) };
        operations.Insert(place, TableOperation.Insert("exists", "new"u8.ToArray()));

        var commit = await Store.CommitAsync(Table, partition, operations, Stop);

        Assert.Equal("exists", commit.ConflictingRowKey);
        Assert.Equal(["doomed", "exists"], (await Range(partition, "", null)).Select(row => row.RowKey));
        Assert.Equal("old", await BodyOf(partition, "exists"));
    }

    [Fact]
    public async Task A_transaction_returns_etags_in_the_order_of_its_operations()
    {
        var old = (await Commit("t8", TableOperation.Insert("m", Small))).ETags![0];

        var commit = await Commit(
            "t8",
            TableOperation.Insert("z", Small),
            TableOperation.Delete("m", old),
            TableOperation.Insert("a", Small)
        );

        var rows = await Range("t8", "", null);
        Assert.Equal([rows[1].ETag, "", rows[0].ETag], commit.ETags!);
    }

    [Fact]
    public async Task Of_two_writers_with_one_etag_exactly_one_wins()
    {
        for (var round = 0; round < 50; round++)
        {
            var key = $"round{round}";
            var etag = (await Commit("t9", TableOperation.Insert(key, Small))).ETags![0];
            var commits = await Task.WhenAll(
                Enumerable
                    .Range(0, 4)
                    .Select(i =>
                        Task.Run(
                            async () => await Store.CommitAsync(Table, "t9", [TableOperation.Replace(key, new[] { (byte)i }, etag)], Stop),
                            Stop
                        )
                    )
            );

            var winner = Assert.Single(Enumerable.Range(0, 4), i => commits[i].Committed);
            Assert.Equal((byte)winner, (await Store.ReadAsync(Table, "t9", key, Stop))!.Body.Span[0]);
        }
    }

    [Fact]
    public async Task Concurrent_conditional_increments_lose_none()
    {
        await Commit("t10", TableOperation.Insert("n", BitConverter.GetBytes(0)));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(Add25, Stop)));

        Assert.Equal(100, BitConverter.ToInt32((await Store.ReadAsync(Table, "t10", "n", Stop))!.Body.Span));

        async Task Add25()
        {
            for (var done = 0; done < 25; )
            {
                var row = (await Store.ReadAsync(Table, "t10", "n", Stop))!;
                var next = BitConverter.GetBytes(BitConverter.ToInt32(row.Body.Span) + 1);
                done += (await Store.CommitAsync(Table, "t10", [TableOperation.Replace("n", next, row.ETag)], Stop)).Committed ? 1 : 0;
            }
        }
    }

    [Fact]
    public async Task A_reader_never_sees_half_a_transaction_of_one_row()
    {
        await Commit("t11", TableOperation.Insert("rk", Filled(0), Filled(0)));
        var writing = Task.Run(
            async () =>
            {
                for (byte i = 1; i <= 100; i++)
                {
                    await Commit("t11", TableOperation.Upsert("rk", Filled(i), Filled(i)));
                }
            },
            Stop
        );

        while (!writing.IsCompleted)
        {
            var row = (await Store.ReadAsync(Table, "t11", "rk", Stop))!;
            Assert.Equal(-1, row.Body.Span.IndexOfAnyExcept(row.Head.Span[0]));
        }

        await writing;

        static byte[] Filled(byte value)
        {
            var bytes = new byte[40_000];
            Array.Fill(bytes, value);
            return bytes;
        }
    }
}
