using Analytics.Core.Tables;

namespace Analytics.Azure.Tests.Tables;

/// <summary>
/// Transactions whose answer is lost after the commit, so that the client repeats them: what they stored stays whole, and nothing else
/// stays behind.
/// </summary>
public sealed class LostAnswerTests : IAsyncDisposable
{
    private const string Table = TableNames.Live;
    private static readonly byte[] Small = [1, 2, 3];
    private static readonly byte[] Large = [.. Enumerable.Range(0, 1_500_000).Select(i => (byte)(i * 31))];
    private static readonly byte[] OtherLarge = [.. Large.Select(b => (byte)~b)];
    private readonly LostAnswers _answers = new();
    private readonly HttpClient _http;
    private readonly PrefixedTables _tables;

    public LostAnswerTests(AzuriteServer azurite)
    {
        _http = new(_answers);
        _tables = new(azurite.TablesThrough(_http), TimeProvider.System);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _tables.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task A_large_row_is_committed_whichever_way_it_is_written_and_its_etag_holds()
    {
        var inserted = await LosingAsync(TableOperation.Insert("row", Large));
        await AssertRowAsync(Large, inserted);
        var replaced = await LosingAsync(TableOperation.Replace("row", OtherLarge, inserted.ETags![0]));
        await AssertRowAsync(OtherLarge, replaced);
        var upserted = await LosingAsync(TableOperation.Upsert("other", Large), TableOperation.Delete("row", replaced.ETags![0]));
        Assert.Equal(string.Empty, upserted.ETags![1]);
        Assert.Null(await _tables.ReadAsync(Table, "pk", "row", Stop));
        var again = await LosingAsync(TableOperation.Replace("other", OtherLarge, upserted.ETags[0]));

        Assert.True(again.Committed);
        Assert.Single((await OverflowAsync()).Select(static key => key[..key.LastIndexOf('.')]).Distinct());
    }

    [Fact]
    public async Task Small_rows_are_stored_and_leave_no_overflow_of_what_they_replaced_or_deleted()
    {
        var first = await CommitAsync(TableOperation.Upsert("a", Large), TableOperation.Upsert("b", Large));

        var replaced = await LosingAsync(TableOperation.Replace("a", Small, first.ETags![0]));
        var deleted = await LosingAsync(TableOperation.Delete("b", first.ETags[1]));
        var inserted = await LosingAsync(TableOperation.Insert("c", Small));
        var upserted = await LosingAsync(TableOperation.Upsert("c", Small));

        Assert.Equal("a", replaced.ConflictingRowKey);
        Assert.Equal("b", deleted.ConflictingRowKey);
        Assert.Equal("c", inserted.ConflictingRowKey);
        Assert.True(upserted.Committed);
        Assert.Equal(Small, (await _tables.ReadAsync(Table, "pk", "a", Stop))!.Body.ToArray());
        Assert.Null(await _tables.ReadAsync(Table, "pk", "b", Stop));
        Assert.Equal(Small, (await _tables.ReadAsync(Table, "pk", "c", Stop))!.Body.ToArray());
        Assert.Empty(await OverflowAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Large_rows_beside_a_small_conditional_one_stay_whole(bool isFirst)
    {
        var watermark = (await CommitAsync(TableOperation.Insert("watermark", Small))).ETags![0];
        var condition = TableOperation.Replace("watermark", new byte[] { 4 }, watermark);
        TableOperation[] rows = [TableOperation.Upsert("a", Large), TableOperation.Insert("b", OtherLarge)];

        var commit = await LosingAsync(isFirst ? [condition, .. rows] : [.. rows, condition]);

        // The ETag of the small row could be that of a later write.
        Assert.Equal(isFirst ? "watermark" : "b", commit.ConflictingRowKey);
        Assert.Equal([4], (await _tables.ReadAsync(Table, "pk", "watermark", Stop))!.Body.ToArray());
        Assert.True((await _tables.ReadAsync(Table, "pk", "a", Stop))!.Body.Span.SequenceEqual(Large));
        Assert.True((await _tables.ReadAsync(Table, "pk", "b", Stop))!.Body.Span.SequenceEqual(OtherLarge));
    }

    private async Task<TableCommit> CommitAsync(params TableOperation[] operations) =>
        await _tables.CommitAsync(Table, "pk", operations, Stop);

    private async Task<TableCommit> LosingAsync(params TableOperation[] operations)
    {
        // So that the first transaction that reaches it is committed.
        await _tables.Client(Table).CreateIfNotExistsAsync(Stop);
        _answers.LoseNext();
        var commit = await CommitAsync(operations);
        Assert.Equal(2, _answers.Sent);
        return commit;
    }

    private async Task AssertRowAsync(byte[] body, TableCommit commit)
    {
        var row = (await _tables.ReadAsync(Table, "pk", "row", Stop))!;
        Assert.True(row.Body.Span.SequenceEqual(body));
        Assert.Equal(row.ETag, commit.ETags![0]);
    }

    private Task<List<string>> OverflowAsync() => _tables.RowKeysBesideAsync(Table, "pk", Stop);
}
