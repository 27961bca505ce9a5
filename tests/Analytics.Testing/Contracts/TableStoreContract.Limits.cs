using Analytics.Core.Tables;

namespace Analytics.Testing.Contracts;

public abstract partial class TableStoreContract
{
    [Theory]
    [InlineData(1)]
    [InlineData(60_000)]
    [InlineData(65_537)]
    [InlineData(1_048_577)]
    [InlineData(3_500_000)]
    [InlineData(TableLimits.MaxTransactionBytes)]
    public async Task A_body_up_to_the_limit_reads_back_whole(int length)
    {
        var body = new byte[length];
        new Random(length).NextBytes(body);
        await Commit(
            "large",
            TableOperation.Upsert($"b{length}", body, "h"u8.ToArray()[..(length < TableLimits.MaxTransactionBytes ? 1 : 0)])
        );

        Assert.True((await Store.ReadAsync(Table, "large", $"b{length}", Stop))!.Body.Span.SequenceEqual(body));
        Assert.True((await Range("large", $"b{length}", $"b{length}~"))[0].Body.Span.SequenceEqual(body));
    }

    [Fact]
    public async Task A_large_body_can_shrink_and_grow()
    {
        foreach (var length in new[] { 3_000_000, 10, 200_000, 0, 1_000_000 })
        {
            await Commit("sizes", TableOperation.Upsert("rk", new byte[length]));
            Assert.Equal(length, (await Store.ReadAsync(Table, "sizes", "rk", Stop))!.Body.Length);
        }
    }

    [Fact]
    public async Task A_transaction_of_100_rows_is_taken_and_of_101_or_none_refused()
    {
        var operations = Enumerable.Range(0, 101).Select(i => TableOperation.Insert($"{i}", Small)).ToList();

        await Refused("hundred", operations);
        await Refused("hundred", []);
        await Commit("hundred", [.. operations.Take(100)]);

        Assert.Equal(100, (await Range("hundred", "", null)).Count);
    }

    [Fact]
    public async Task A_transaction_over_its_bytes_is_refused()
    {
        var half = new byte[(TableLimits.MaxTransactionBytes / 2) + 1];

        await Refused("bytes", [TableOperation.Insert("1", half), TableOperation.Insert("2", half)]);

        Assert.Empty(await Range("bytes", "", null));
    }

    [Fact]
    public async Task A_row_named_twice_is_refused() =>
        await Refused("twice", [TableOperation.Upsert("rk", Small), TableOperation.Upsert("rk", Small)]);

    [Fact]
    public async Task A_head_over_its_limit_is_refused() =>
        await Refused("head", [TableOperation.Insert("rk", Small, new byte[TableLimits.MaxHeadBytes + 1])]);

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\tb")]
    [InlineData("a\nb")]
    [InlineData("a\u007fb")]
    [InlineData("ä")]
    public async Task A_key_with_a_forbidden_character_is_refused(string key)
    {
        await Refused("keys", [TableOperation.Insert(key, Small)]);
        await Refused(key, [TableOperation.Insert("rk", Small)]);
    }

    [Fact]
    public async Task A_key_of_512_characters_is_taken_and_of_513_refused()
    {
        var longest = new string('k', 512);

        await Commit(longest, TableOperation.Insert(longest, Small));
        await Refused("pk", [TableOperation.Insert(longest + "k", Small)]);
        await Refused(longest + "k", [TableOperation.Insert("rk", Small)]);

        Assert.NotNull(await Store.ReadAsync(Table, longest, longest, Stop));
    }

    [Fact]
    public async Task Every_allowed_character_works_in_both_keys()
    {
        var all = string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Except("/\\#?"));

        await Commit(all, TableOperation.Insert(all, Small));

        Assert.Equal(all, Assert.Single(await Range(all, "", null)).RowKey);
    }

    private async Task Refused(string partitionKey, IReadOnlyList<TableOperation> operations) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.CommitAsync(Table, partitionKey, operations, Stop));
}
