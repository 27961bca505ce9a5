using System.Text;
using Analytics.Core.Tables;

namespace Analytics.Testing.Contracts;

public abstract partial class TableStoreContract
{
    [Fact]
    public async Task Named_parts_come_back_with_head_and_etag_and_without_the_body()
    {
        var written = Parts("e.page=pages", "v.country=countries", "0=");
        var commit = await Commit("parts", TableOperation.Insert("rk", Small, "head"u8.ToArray()) with { Parts = written });

        var row = await Store.ReadAsync(Table, "parts", "rk", ["v.country", "0", "e.page"], Stop);

        Assert.NotNull(row);
        Assert.Equal(("parts", "rk", commit.ETags![0]), (row.PartitionKey, row.RowKey, row.ETag));
        Assert.Equal("head"u8.ToArray(), row.Head.ToArray());
        Assert.True(row.Body.IsEmpty);
        Assert.Equal(["0=", "e.page=pages", "v.country=countries"], Texts(row));
    }

    [Fact]
    public async Task A_read_of_some_parts_gives_these_alone_and_none_that_the_row_lacks()
    {
        await Commit("some", TableOperation.Insert("rk", default) with { Parts = Parts("a=1", "b=2", "c=3") });

        Assert.Equal(["b=2"], Texts((await Store.ReadAsync(Table, "some", "rk", ["b", "d"], Stop))!));
        Assert.Equal(["b=2"], Texts((await Store.ReadAsync(Table, "some", "rk", ["b", "b"], Stop))!));
        Assert.Empty(Texts((await Store.ReadAsync(Table, "some", "rk", ["d"], Stop))!));
        Assert.Empty(Texts((await Store.ReadAsync(Table, "some", "rk", [], Stop))!));
        Assert.Null(await Store.ReadAsync(Table, "some", "none", ["a"], Stop));
    }

    [Fact]
    public async Task Reads_of_bodies_and_of_heads_give_no_parts()
    {
        await Commit("whole", TableOperation.Insert("rk", Small, "head"u8.ToArray()) with { Parts = Parts("a=1") });

        var body = (await Store.ReadAsync(Table, "whole", "rk", Stop))!;
        var bodies = Assert.Single(await Range("whole", "", null));
        var heads = Assert.Single(await Range("whole", "", null, headsOnly: true));

        Assert.All(new[] { body, bodies, heads }, row => Assert.Empty(row.Parts));
        Assert.All(new[] { body, bodies }, row => Assert.Equal(Small, row.Body.ToArray()));
        Assert.True(heads.Body.IsEmpty);
    }

    [Fact]
    public async Task A_row_without_parts_is_read_as_one_whose_parts_are_all_absent()
    {
        await Commit("plain", TableOperation.Insert("rk", Small, "head"u8.ToArray()));

        var row = (await Store.ReadAsync(Table, "plain", "rk", ["a"], Stop))!;

        Assert.Empty(row.Parts);
        Assert.True(row.Body.IsEmpty);
        Assert.Equal("head"u8.ToArray(), row.Head.ToArray());
    }

    [Fact]
    public async Task A_write_removes_the_parts_that_it_does_not_name()
    {
        var insert = await Commit("replaced", TableOperation.Insert("rk", Small) with { Parts = Parts("a=1", "b=2") });
        var replace = await Commit("replaced", TableOperation.Replace("rk", Small, insert.ETags![0]) with { Parts = Parts("b=3", "c=4") });

        var row = (await Store.ReadAsync(Table, "replaced", "rk", ["a", "b", "c"], Stop))!;
        await Commit("replaced", TableOperation.Upsert("rk", Small));
        var plain = (await Store.ReadAsync(Table, "replaced", "rk", ["a", "b", "c"], Stop))!;

        Assert.Equal(["b=3", "c=4"], Texts(row));
        Assert.Equal(replace.ETags![0], row.ETag);
        Assert.Empty(plain.Parts);
    }

    [Fact]
    public async Task A_delete_removes_the_parts()
    {
        var insert = await Commit("deleted", TableOperation.Insert("rk", Small) with { Parts = Parts("a=1") });
        await Commit("deleted", TableOperation.Delete("rk", insert.ETags![0]));
        Assert.Null(await Store.ReadAsync(Table, "deleted", "rk", ["a"], Stop));

        await Commit("deleted", TableOperation.Insert("rk", Small));

        Assert.Empty((await Store.ReadAsync(Table, "deleted", "rk", ["a"], Stop))!.Parts);
    }

    [Fact]
    public async Task A_write_whose_condition_fails_leaves_the_parts_as_they_were()
    {
        var old = (await Commit("kept", TableOperation.Insert("rk", Small))).ETags![0];
        await Commit("kept", TableOperation.Replace("rk", Small, old) with { Parts = Parts("a=1") });

        var replace = await Store.CommitAsync(
            Table,
            "kept",
            [TableOperation.Replace("rk", Small, old) with { Parts = Parts("a=2", "b=2") }],
            Stop
        );
        var insert = await Store.CommitAsync(
            Table,
            "kept",
            [TableOperation.Upsert("other", Small) with { Parts = Parts("a=1") }, TableOperation.Insert("rk", Small)],
            Stop
        );
        var delete = await Store.CommitAsync(Table, "kept", [TableOperation.Delete("rk", old)], Stop);

        Assert.All(new[] { replace, insert, delete }, commit => Assert.Equal("rk", commit.ConflictingRowKey));
        Assert.Equal(["a=1"], Texts((await Store.ReadAsync(Table, "kept", "rk", ["a", "b"], Stop))!));
        Assert.Null(await Store.ReadAsync(Table, "kept", "other", ["a"], Stop));
    }

    [Fact]
    public async Task A_range_gives_the_named_parts_of_each_row()
    {
        await Commit(
            "rows",
            TableOperation.Insert("1", Small, "one"u8.ToArray()) with
            {
                Parts = Parts("a=1", "b=1"),
            },
            TableOperation.Insert("2", Small),
            TableOperation.Insert("3", Small) with
            {
                Parts = Parts("b=3", "c=3"),
            },
            TableOperation.Insert("4", Small) with
            {
                Parts = Parts("b=4"),
            }
        );

        var rows = await Range("rows", "1", "4", ["b", "c"]);

        Assert.Equal(["1: b=1", "2: ", "3: b=3,c=3"], rows.Select(row => $"{row.RowKey}: {string.Join(',', Texts(row))}"));
        Assert.Equal("one"u8.ToArray(), rows[0].Head.ToArray());
        Assert.All(rows, row => Assert.True(row.Body.IsEmpty));
    }

    [Fact]
    public async Task A_range_of_megabytes_of_parts_is_complete()
    {
        var keys = Enumerable.Range(0, 60).Select(i => $"row{i:D3}").ToList();
        foreach (var chunk in keys.Chunk(20))
        {
            await Commit(
                "megabytes",
                [.. chunk.Select(key => TableOperation.Insert(key, default) with { Parts = [new("a", Noise(100_000 + key[^1]))] })]
            );
        }

        var rows = await Range("megabytes", "", null, ["a"]);

        Assert.Equal(keys, rows.Select(row => row.RowKey));
        Assert.All(rows, row => Assert.True(row.Parts["a"].Span.SequenceEqual(Noise(100_000 + row.RowKey[^1]))));
    }

    [Theory]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(655_360)]
    [InlineData(921_600)]
    [InlineData(TableLimits.MaxTransactionBytes)]
    public async Task A_part_up_to_the_limit_reads_back_whole(int length)
    {
        var content = Noise(length);
        await Commit("largepart", TableOperation.Upsert($"b{length}", default) with { Parts = [new("large", content)] });

        var row = (await Store.ReadAsync(Table, "largepart", $"b{length}", ["large"], Stop))!;
        Assert.True(row.Parts["large"].Span.SequenceEqual(content));
        Assert.True((await Range("largepart", $"b{length}", $"b{length}~", ["large"]))[0].Parts["large"].Span.SequenceEqual(content));
    }

    [Fact]
    public async Task Head_body_and_parts_of_three_megabytes_come_back_and_change()
    {
        var parts = Enumerable.Range(0, 30).Select(i => new TablePart($"p{i}", Noise(95_000 + i))).ToList();
        var insert = await Commit(
            "threemegabytes",
            TableOperation.Insert("rk", Noise(150_000), Noise(TableLimits.MaxHeadBytes)) with
            {
                Parts = parts,
            }
        );

        var some = (await Store.ReadAsync(Table, "threemegabytes", "rk", ["p7", "p21", "p29"], Stop))!;
        var all = (await Store.ReadAsync(Table, "threemegabytes", "rk", [.. parts.Select(part => part.Name)], Stop))!;
        var body = (await Store.ReadAsync(Table, "threemegabytes", "rk", Stop))!;
        await Commit("threemegabytes", TableOperation.Replace("rk", default, insert.ETags![0]) with { Parts = Parts("p7=small") });

        Assert.Equal(["p21", "p29", "p7"], some.Parts.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            some.Parts.Concat(all.Parts),
            part => Assert.True(part.Value.Span.SequenceEqual(Noise(95_000 + int.Parse(part.Key[1..]))))
        );
        Assert.Equal(30, all.Parts.Count);
        Assert.True(body.Body.Span.SequenceEqual(Noise(150_000)));
        Assert.All(new[] { some, all, body }, row => Assert.True(row.Head.Span.SequenceEqual(Noise(TableLimits.MaxHeadBytes))));
        Assert.Equal(["p7=small"], Texts((await Store.ReadAsync(Table, "threemegabytes", "rk", ["p7", "p8"], Stop))!));
    }

    [Fact]
    public async Task As_many_parts_with_as_long_names_as_a_row_may_have_are_taken_and_one_more_or_longer_refused()
    {
        var longest = new string('z', TableLimits.MaxPartNameLength - 3);
        var parts = Enumerable.Range(0, TableLimits.MaxParts + 1).Select(i => new TablePart($"{longest}{i:D3}", Noise(3000 + i))).ToList();
        string[] names = [.. parts.Take(TableLimits.MaxParts).Select(part => part.Name)];

        await Commit("most", TableOperation.Insert("rk", Small) with { Parts = [.. parts.Take(TableLimits.MaxParts)] });
        await Refused("most", [TableOperation.Insert("more", Small) with { Parts = parts }]);
        await Refused("most", [TableOperation.Insert("longer", Small) with { Parts = [new(longest + "1234", Small)] }]);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () =>
            await Store.ReadAsync(Table, "most", "rk", [.. names, "another"], Stop)
        );

        var all = (await Store.ReadAsync(Table, "most", "rk", names, Stop))!;
        var last = (await Store.ReadAsync(Table, "most", "rk", [names[^1]], Stop))!;
        Assert.Equal(TableLimits.MaxParts, all.Parts.Count);
        Assert.All(
            all.Parts.Concat(last.Parts),
            part => Assert.True(part.Value.Span.SequenceEqual(Noise(3000 + int.Parse(part.Key[^3..]))))
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("Page")]
    [InlineData("a_b")]
    [InlineData("a-b")]
    [InlineData("a b")]
    [InlineData("ä")]
    public async Task A_name_that_no_part_may_have_is_refused_when_it_is_written_and_when_it_is_read(string name)
    {
        await Refused("names", [TableOperation.Insert("rk", Small) with { Parts = [new(name, Small)] }]);

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ReadAsync(Table, "names", "rk", [name], Stop));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Range("names", "", null, [name]));
    }

    [Fact]
    public async Task Every_allowed_character_works_in_the_name_of_a_part_in_every_place()
    {
        string[] names = ["abcdefghijklmnopqrstuvwx", "yz0123456789.", ".", "..", ".a", "a.", "9", "a.b", "ab", "a..b"];
        var parts = names.Select(name => new TablePart(name, Encoding.ASCII.GetBytes(name))).ToList();
        await Commit("characters", TableOperation.Insert("rk", default) with { Parts = parts });

        var row = (await Store.ReadAsync(Table, "characters", "rk", names, Stop))!;

        Assert.Equal(names.Select(name => $"{name}={name}").Order(StringComparer.Ordinal), Texts(row));
    }

    [Fact]
    public async Task A_part_named_twice_in_a_row_is_refused() =>
        await Refused("twiceparts", [TableOperation.Upsert("rk", Small) with { Parts = Parts("a=1", "a=1") }]);

    [Fact]
    public async Task Parts_count_towards_the_bytes_of_a_transaction()
    {
        var half = new byte[TableLimits.MaxTransactionBytes / 2];

        await Refused("partbytes", [TableOperation.Insert("1", half) with { Parts = [new("a", half), new("b", new byte[2])] }]);

        Assert.Empty(await Range("partbytes", "", null));
    }

    [Fact]
    public async Task A_reader_never_sees_parts_of_two_versions_of_a_row()
    {
        await Commit("versions", Version(0));
        var writing = Task.Run(
            async () =>
            {
                for (byte i = 1; i <= 60; i++)
                {
                    await Commit("versions", Version(i));
                }
            },
            Stop
        );

        while (!writing.IsCompleted)
        {
            var row = (await Store.ReadAsync(Table, "versions", "rk", ["a", "b"], Stop))!;
            Assert.All(row.Parts.Values, part => Assert.Equal(-1, part.Span.IndexOfAnyExcept(row.Head.Span[0])));
            Assert.Equal(2, row.Parts.Count);
        }

        await writing;

        static TableOperation Version(byte value) =>
            TableOperation.Upsert("rk", default, new[] { value }) with
            {
                Parts = [new("a", Enumerable.Repeat(value, 30_000).ToArray()), new("b", Enumerable.Repeat(value, 30_000).ToArray())],
            };
    }

    [Fact]
    public async Task Parts_survive_a_restart()
    {
        await Commit("restart", TableOperation.Insert("rk", Small) with { Parts = Parts("a=1") });

        Assert.Equal(["a=1"], Texts((await Reopen().ReadAsync(Table, "restart", "rk", ["a"], Stop))!));
    }

    [Fact]
    public async Task A_storage_that_does_not_answer_a_read_of_parts_is_an_IOException()
    {
        var store = Unreachable();

        await Assert.ThrowsAnyAsync<IOException>(async () => await store.ReadAsync(Table, "pk", "rk", ["a"], Stop));
        await Assert.ThrowsAnyAsync<IOException>(async () =>
            await store.ReadRangeAsync(Table, "pk", "", null, ["a"], Stop).CountAsync(Stop)
        );
        await Assert.ThrowsAnyAsync<IOException>(async () =>
            await store.CommitAsync(Table, "pk", [TableOperation.Upsert("rk", Small) with { Parts = Parts("a=1") }], Stop)
        );
    }

    private static IReadOnlyList<TablePart> Parts(params string[] parts) =>
        [.. parts.Select(part => part.Split('=')).Select(pair => new TablePart(pair[0], Encoding.UTF8.GetBytes(pair[1])))];

    private static IEnumerable<string> Texts(TableRow row) =>
        row.Parts.Select(part => $"{part.Key}={Encoding.UTF8.GetString(part.Value.Span)}").Order(StringComparer.Ordinal);

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private async Task<List<TableRow>> Range(string partitionKey, string from, string? to, IReadOnlyCollection<string> parts)
    {
        var rows = new List<TableRow>();
        await foreach (var row in Store.ReadRangeAsync(Table, partitionKey, from, to, parts, Stop))
        {
            rows.Add(row);
        }

        return rows;
    }
}
