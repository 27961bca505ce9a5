using Analytics.Azure.Tables;
using Analytics.Core.Tables;
using Azure.Data.Tables;

namespace Analytics.Azure.Tests.Tables;

/// <summary>The overflow of large rows, which the port does not show: where it is, and that it does not stay behind.</summary>
public sealed class LargeRowTests : IAsyncDisposable
{
    private const string Table = TableNames.Rollups;
    private static readonly byte[] Large = [.. Enumerable.Range(0, 2_000_000).Select(i => (byte)(i * 31))];
    private readonly FakeTimeProvider _clock = new(new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly PrefixedTables _tables;

    public LargeRowTests(AzuriteServer azurite) => _tables = new(azurite.Tables, _clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _tables.DisposeAsync();

    [Fact]
    public async Task A_replaced_or_deleted_large_body_leaves_nothing_behind()
    {
        var first = await CommitAsync(TableOperation.Insert("row", Large));
        var overflow = await OverflowAsync();
        var second = await CommitAsync(TableOperation.Replace("row", Large, first));
        var after = await OverflowAsync();
        await CommitAsync(TableOperation.Delete("row", second));

        Assert.NotEmpty(overflow);
        Assert.Equal(overflow.Count, after.Count);
        Assert.Empty(overflow.Intersect(after));
        Assert.Empty(await OverflowAsync());
    }

    [Fact]
    public async Task Large_parts_that_are_replaced_or_deleted_leave_nothing_behind_and_a_conflict_leaves_them_whole()
    {
        TablePart[] parts = [.. "abcde".Select(name => new TablePart($"{name}", Large.AsMemory(0, 400_000)))];
        var first = await CommitAsync(TableOperation.Insert("row", default) with { Parts = parts });
        var overflow = await OverflowAsync();

        var conflict = await _tables.CommitAsync(
            Table,
            "pk",
            [TableOperation.Insert("row", Large) with { Parts = [new("a", Large)] }],
            Stop
        );
        var kept = await OverflowAsync();
        var second = await CommitAsync(TableOperation.Replace("row", default, first) with { Parts = parts });
        var after = await OverflowAsync();
        var row = (await _tables.ReadAsync(Table, "pk", "row", ["e"], Stop))!;
        await CommitAsync(TableOperation.Delete("row", row.ETag));

        Assert.Equal("row", conflict.ConflictingRowKey);
        Assert.Equal(5, overflow.Count);
        Assert.Equal(overflow, kept);
        Assert.Equal(5, after.Count);
        Assert.Empty(after.Intersect(overflow));
        Assert.Equal(second, row.ETag);
        Assert.True(row.Parts["e"].Span.SequenceEqual(parts[4].Content.Span));
        Assert.Empty(await OverflowAsync());
    }

    [Fact]
    public async Task A_conflict_leaves_the_old_body_whole_and_nothing_behind()
    {
        await CommitAsync(TableOperation.Insert("row", Large, "head"u8.ToArray()));
        var overflow = await OverflowAsync();

        var conflict = await _tables.CommitAsync(Table, "pk", [TableOperation.Insert("row", new byte[1_500_000])], Stop);

        Assert.Equal("row", conflict.ConflictingRowKey);
        Assert.Equal(overflow, await OverflowAsync());
        Assert.True((await _tables.ReadAsync(Table, "pk", "row", Stop))!.Body.Span.SequenceEqual(Large));
    }

    [Fact]
    public async Task The_etag_of_a_range_of_heads_deletes_the_overflow_too()
    {
        await CommitAsync(TableOperation.Insert("row", Large, "head"u8.ToArray()));

        await foreach (var row in _tables.ReadRangeAsync(Table, "pk", "", null, headsOnly: true, Stop))
        {
            Assert.Equal("head"u8.ToArray(), row.Head.ToArray());
            await CommitAsync(TableOperation.Delete(row.RowKey, row.ETag));
        }

        Assert.Empty(await OverflowAsync());
    }

    [Fact]
    public async Task What_an_upsert_left_over_goes_with_a_later_write_and_never_what_is_in_use()
    {
        await CommitAsync(TableOperation.Upsert("row", Large));
        var forgotten = await OverflowAsync();
        await CommitAsync(TableOperation.Upsert("row", Large));
        var used = (await OverflowAsync()).Except(forgotten).ToList();
        _clock.Advance(TimeSpan.FromHours(2));

        await _tables.CommitAsync(Table, "pk", [TableOperation.Insert("row", Large)], Stop);

        Assert.Equal(used, await OverflowAsync());
        Assert.True((await _tables.ReadAsync(Table, "pk", "row", Stop))!.Body.Span.SequenceEqual(Large));
    }

    [Fact]
    public async Task Heads_that_are_too_much_for_one_request_read_back_from_rows_and_ranges()
    {
        var heads = Enumerable.Range(0, 65).Select(i => Enumerable.Repeat((byte)i, TableLimits.MaxHeadBytes).ToArray()).ToList();
        await _tables.CommitAsync(
            Table,
            "pk",
            [.. heads.Select((head, i) => TableOperation.Insert($"{i:D2}", new byte[] { 1 }, head))],
            Stop
        );

        var i = 0;
        await foreach (var row in _tables.ReadRangeAsync(Table, "pk", "", null, headsOnly: true, Stop))
        {
            Assert.Equal(heads[i++], row.Head.ToArray());
        }

        Assert.Equal(65, i);
        Assert.Equal(heads[7], (await _tables.ReadAsync(Table, "pk", "07", Stop))!.Head.ToArray());
    }

    [Fact]
    public async Task The_largest_row_that_an_entity_takes_is_one_entity()
    {
        var name = new string('z', TableLimits.MaxPartNameLength - 3);
        var bytes = RowEntity.MaxContentBytes / TableLimits.MaxParts;
        var longest = new string('k', 512);
        var parts = Enumerable
            .Range(0, TableLimits.MaxParts)
            .Select(i => new TablePart($"{name}{i:D3}", Large.AsMemory(i, bytes)))
            .ToList();
        var body = new byte[RowEntity.MaxContentBytes % TableLimits.MaxParts];

        var commit = await _tables.CommitAsync(
            Table,
            longest,
            [TableOperation.Insert(longest, body, new byte[TableLimits.MaxHeadBytes]) with { Parts = parts }],
            Stop
        );

        Assert.True(commit.Committed);
        Assert.Single(await _tables.Client(Table).QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task A_reader_never_sees_half_of_a_large_body()
    {
        await CommitAsync(TableOperation.Insert("row", Filled(0)));
        var writing = Task.Run(
            async () =>
            {
                for (byte i = 1; i <= 8; i++)
                {
                    var row = (await _tables.ReadAsync(Table, "pk", "row", Stop))!;
                    await CommitAsync(TableOperation.Replace("row", Filled(i), row.ETag));
                }
            },
            Stop
        );

        while (!writing.IsCompleted)
        {
            var body = (await _tables.ReadAsync(Table, "pk", "row", Stop))!.Body;
            Assert.Equal(Large.Length, body.Length);
            Assert.Equal(-1, body.Span.IndexOfAnyExcept(body.Span[0]));
        }

        await writing;

        static byte[] Filled(byte value)
        {
            var bytes = new byte[Large.Length];
            Array.Fill(bytes, value);
            return bytes;
        }
    }

    private async Task<string> CommitAsync(TableOperation operation)
    {
        var commit = await _tables.CommitAsync(Table, "pk", [operation], Stop);
        Assert.True(commit.Committed);
        return commit.ETags![0];
    }

    private Task<List<string>> OverflowAsync() => _tables.RowKeysBesideAsync(Table, "pk", Stop);
}
