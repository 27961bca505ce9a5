using Analytics.Core.Tables;

namespace Analytics.Testing.Contracts;

public abstract partial class TableStoreContract
{
    [Fact]
    public async Task A_range_is_in_byte_order_of_its_keys()
    {
        string[] keys = ["h|2", "B", "a", "h|10", "Z", "_", "a~", "aa", "A", " ", "0", "h", "~", "h|", "a "];
        foreach (var key in keys)
        {
            await Commit("order", TableOperation.Upsert(key, Small));
        }

        var expected = keys.Order(StringComparer.Ordinal);

        Assert.Equal(expected, (await Range("order", "", null)).Select(row => row.RowKey));
    }

    [Theory]
    [InlineData("b", "d", "b,c")]
    [InlineData("", "c", "a,b")]
    [InlineData("c", null, "c,d,e")]
    [InlineData("bb", "cc", "c")]
    [InlineData("", null, "a,b,c,d,e")]
    [InlineData("d", "d", "")]
    [InlineData("e", "a", "")]
    [InlineData("f", null, "")]
    public async Task A_range_includes_its_start_and_excludes_its_end(string from, string? to, string expected)
    {
        await Commit("range", [.. "abcde".Select(key => TableOperation.Upsert(key.ToString(), Small))]);

        Assert.Equal(expected, string.Join(',', (await Range("range", from, to)).Select(row => row.RowKey)));
    }

    [Fact]
    public async Task Heads_only_gives_heads_and_etags_and_empty_bodies()
    {
        var commit = await Commit(
            "heads",
            TableOperation.Insert("1", new byte[200_000], "one"u8.ToArray()),
            TableOperation.Insert("2", Small, new byte[TableLimits.MaxHeadBytes])
        );

        var rows = await Range("heads", "", null, headsOnly: true);

        Assert.Equal(commit.ETags, rows.Select(row => row.ETag));
        Assert.All(rows, row => Assert.True(row.Body.IsEmpty));
        Assert.Equal("one"u8.ToArray(), rows[0].Head.ToArray());
        Assert.Equal(TableLimits.MaxHeadBytes, rows[1].Head.Length);
    }

    [Fact]
    public async Task A_range_of_thousands_of_rows_and_megabytes_is_complete()
    {
        var keys = Enumerable.Range(0, 2500).Select(i => $"row{i:D5}").ToList();
        foreach (var chunk in keys.Chunk(100))
        {
            await Commit(
                "many",
                [.. chunk.Select(key => TableOperation.Insert(key, new byte[2000 + key[^1]], new byte[] { (byte)key[^1] }))]
            );
        }

        var full = await Range("many", "", null);
        var heads = await Range("many", "", null, headsOnly: true);

        Assert.Equal(keys, full.Select(row => row.RowKey));
        Assert.All(full, row => Assert.Equal(2000 + row.RowKey[^1], row.Body.Length));
        Assert.Equal(keys, heads.Select(row => row.RowKey));
    }

    [Fact]
    public async Task Writing_while_a_range_is_read_is_allowed_and_neither_waits_for_the_other()
    {
        await Commit("moving", [.. Enumerable.Range(0, 50).Select(i => TableOperation.Insert($"{i:D3}", new byte[50_000]))]);
        var seen = 0;

        await foreach (var row in Store.ReadRangeAsync(Table, "moving", "", null, headsOnly: false, Stop))
        {
            seen++;
            await Commit("moving", TableOperation.Upsert(row.RowKey, Small));
        }

        Assert.Equal(50, seen);
    }

    [Fact]
    public async Task A_cancelled_range_stops()
    {
        using var source = new CancellationTokenSource();
        await Commit("cancel", TableOperation.Upsert("1", Small), TableOperation.Upsert("2", Small));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Store.ReadRangeAsync(Table, "cancel", "", null, headsOnly: false, source.Token))
            {
                await source.CancelAsync();
            }
        });
    }
}
