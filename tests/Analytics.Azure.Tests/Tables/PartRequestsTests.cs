using Analytics.Core.Tables;

namespace Analytics.Azure.Tests.Tables;

/// <summary>
/// The requests behind reads and writes of parts: how many there are, and that they carry what was asked for and little else.
/// </summary>
public sealed class PartRequestsTests : IAsyncDisposable
{
    private const string Table = TableNames.Rollups;

    /// <summary>Bytes that JSON and headers add to an answer, far below any part of these tests.</summary>
    private const long Slack = 8_000;

    private readonly Traffic _traffic = new();
    private readonly HttpClient _http;
    private readonly PrefixedTables _tables;

    public PartRequestsTests(AzuriteServer azurite)
    {
        _http = new(_traffic);
        _tables = new(azurite.TablesThrough(_http), TimeProvider.System);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _tables.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task A_row_that_fits_an_entity_is_written_and_its_parts_are_read_with_one_request_each_that_carries_these_parts_alone()
    {
        await CommitAsync(Row(parts: 30, bytes: 17_000, body: 30_000));
        _traffic.Take();
        await CommitAsync(Row(parts: 30, bytes: 17_000, body: 30_000));
        var write = Assert.Single(_traffic.Take());

        var row = (await _tables.ReadAsync(Table, "pk", "row", ["p03", "p11", "p29"], Stop))!;
        var read = Assert.Single(_traffic.Take());
        await _tables.ReadRangeAsync(Table, "pk", "", null, ["p03", "p11", "p29"], Stop).CountAsync(Stop);
        var range = Assert.Single(_traffic.Take());

        Assert.Equal("POST", write.Method);
        Assert.Equal(3, row.Parts.Count);
        Assert.All([read, range], request => Assert.InRange(request.Bytes, Base64(3 * 17_000), Base64(3 * 17_000) + Slack));
    }

    [Fact]
    public async Task Bodies_and_heads_are_read_without_the_parts_beside_them()
    {
        await CommitAsync(Row(parts: 30, bytes: 17_000, body: 30_000));
        _traffic.Take();

        await _tables.ReadAsync(Table, "pk", "row", Stop);
        await _tables.ReadRangeAsync(Table, "pk", "", null, headsOnly: false, Stop).CountAsync(Stop);
        var bodies = _traffic.Take();
        await _tables.ReadRangeAsync(Table, "pk", "", null, headsOnly: true, Stop).CountAsync(Stop);
        await _tables.ReadAsync(Table, "pk", "row", [], Stop);
        var heads = _traffic.Take();

        Assert.Equal(2, bodies.Count);
        Assert.All(bodies, request => Assert.InRange(request.Bytes, Base64(30_000), Base64(30_000) + Slack));
        Assert.Equal(2, heads.Count);
        Assert.All(heads, request => Assert.InRange(request.Bytes, 1, Slack));
    }

    [Fact]
    public async Task Parts_of_a_row_that_does_not_fit_an_entity_are_read_from_the_entities_that_have_them()
    {
        // Six parts of 100,000 bytes to an entity.
        await CommitAsync(Row(parts: 30, bytes: 100_000, body: 500_000));
        _traffic.Take();

        await _tables.ReadAsync(Table, "pk", "row", ["p01", "p04"], Stop);
        var neighbours = _traffic.Take();
        await _tables.ReadAsync(Table, "pk", "row", ["p05", "p06"], Stop);
        var apart = _traffic.Take();
        await _tables.ReadAsync(Table, "pk", "row", ["none"], Stop);
        var absent = _traffic.Take();
        await _tables.ReadAsync(Table, "pk", "row", Stop);
        var body = _traffic.Take();

        Assert.Equal((2, 3, 1, 2), (neighbours.Count, apart.Count, absent.Count, body.Count));
        Assert.All(
            [neighbours, apart],
            requests => Assert.InRange(requests.Sum(request => request.Bytes), Base64(200_000), Base64(200_000) + (2 * Slack))
        );
        Assert.InRange(body.Sum(request => request.Bytes), Base64(500_000), Base64(500_000) + (2 * Slack));
    }

    [Fact]
    public async Task A_head_in_the_overflow_is_read_without_the_body_and_the_parts_there()
    {
        // The first heads are too much together, so they leave.
        var row = TableOperation.Insert("row", new byte[150_000], Enumerable.Repeat((byte)7, TableLimits.MaxHeadBytes).ToArray()) with
        {
            Parts = [new("a", new byte[200_000]), new("b", "small"u8.ToArray())],
        };
        var others = Enumerable.Range(0, 55).Select(i => TableOperation.Insert($"{i:D2}", default, new byte[TableLimits.MaxHeadBytes]));
        Assert.True((await _tables.CommitAsync(Table, "pk", [row, .. others], Stop)).Committed);
        _traffic.Take();

        var withPart = (await _tables.ReadAsync(Table, "pk", "row", ["b"], Stop))!;
        var requests = _traffic.Take();

        Assert.Equal(3, requests.Count);
        Assert.InRange(requests.Sum(request => request.Bytes), Base64(TableLimits.MaxHeadBytes), Base64(64 * 1024) + (3 * Slack));
        Assert.Equal("small"u8.ToArray(), withPart.Parts["b"].ToArray());
        Assert.Equal(Enumerable.Repeat((byte)7, TableLimits.MaxHeadBytes), withPart.Head.ToArray());
        Assert.Equal(150_000, (await _tables.ReadAsync(Table, "pk", "row", Stop))!.Body.Length);
    }

    [Fact]
    public async Task A_read_of_very_many_parts_has_a_short_address()
    {
        await CommitAsync(Row(parts: TableLimits.MaxParts, bytes: 100, body: 0));
        _traffic.Take();

        var all = (await _tables.ReadAsync(Table, "pk", "row", [.. Enumerable.Range(0, TableLimits.MaxParts).Select(Name)], Stop))!;
        var some = (await _tables.ReadAsync(Table, "pk", "row", [.. Enumerable.Range(0, 20).Select(Name)], Stop))!;
        var requests = _traffic.Take();

        Assert.Equal((TableLimits.MaxParts, 20), (all.Parts.Count, some.Parts.Count));
        Assert.All(requests, request => Assert.InRange(request.Query.Length, 0, 4200));
        Assert.InRange(requests[1].Bytes, 1, Base64(20 * 100) + Slack);
    }

    private static long Base64(long bytes) => bytes * 4 / 3;

    private static string Name(int part) => $"p{part:D2}";

    private static TableOperation Row(int parts, int bytes, int body) =>
        TableOperation.Upsert("row", new byte[body]) with
        {
            Parts = [.. Enumerable.Range(0, parts).Select(i => new TablePart(Name(i), new byte[bytes]))],
        };

    private async Task CommitAsync(TableOperation operation) =>
        Assert.True((await _tables.CommitAsync(Table, "pk", [operation], Stop)).Committed);
}
