using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Analytics.Azure.Copies;
using Analytics.Azure.Tables;
using Analytics.Core.Keys;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Core.Visitors;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Analytics.Azure.Tests.Copies;

/// <summary>Copies and what is restored from them, on the storage emulator: a lost table comes back, and what is newer stays.</summary>
public sealed class TableCopiesTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 6, 7, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Now);
    private readonly TableServiceClient _service;
    private readonly AzureTableStore _tables;
    private readonly BlobContainerClient _container;
    private readonly TableCopies _copies;

    public TableCopiesTests(AzuriteServer azurite)
    {
        var account = azurite.TakeAccount();
        _service = new(account);
        _tables = new(_service, _clock);
        _container = new BlobServiceClient(account).GetBlobContainerClient("copies");
        _copies = Copies(new());
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _container.CreateIfNotExistsAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Lost_tables_come_back_with_sites_and_keys_that_work()
    {
        var sites = new SiteRegistry(_tables, _clock);
        await sites.CreateAsync(new("shop.example", "Europe/Zurich", Now), Stop);
        var key = await Keys().CreateAsync("reader", KeyScopes.Stats, null, Stop);
        await PutAsync(TableNames.Sites, "100% shop", "row|a", new byte[2_000_000]);
        var name = (await _copies.CopyAsync(Stop))!;
        await _service.DeleteTableAsync(TableNames.Sites, Stop);
        await _service.DeleteTableAsync(TableNames.Control, Stop);
        _clock.Advance(TimeSpan.FromHours(1));

        var restored = await _copies.RestoreAsync(name, Stop);

        Assert.Equal("2026/11/25/060700", name);
        Assert.All(restored, table => Assert.True(table is { Restored: > 0, Kept: 0 }, table.ToString()));
        Assert.Equal("Europe/Zurich", (await new SiteRegistry(_tables, _clock).FindAsync("shop.example", Stop))!.Site.TimeZone);
        Assert.NotNull(await Keys().FindAsync(key.Secret, Stop));
        Assert.Equal(2_000_000, (await _tables.ReadAsync(TableNames.Sites, "100% shop", "row|a", Stop))!.Body.Length);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(700_000)]
    public async Task Parts_come_back_with_their_rows(int bytes)
    {
        var row = TableOperation.Upsert("row", "body"u8.ToArray(), "head"u8.ToArray()) with
        {
            Parts = [new("a", new byte[bytes]), new("b", "b"u8.ToArray())],
        };
        await _tables.CommitAsync(TableNames.Sites, "a", [row], Stop);
        await PutAsync(TableNames.Control, "a", "row", default);
        var name = (await _copies.CopyAsync(Stop))!;
        await _service.DeleteTableAsync(TableNames.Sites, Stop);

        await _copies.RestoreAsync(name, Stop);

        var restored = (await _tables.ReadAsync(TableNames.Sites, "a", "row", ["a", "b"], Stop))!;
        Assert.Equal(bytes, restored.Parts["a"].Length);
        Assert.Equal("b"u8.ToArray(), restored.Parts["b"].ToArray());
        Assert.Equal("head"u8.ToArray(), restored.Head.ToArray());
        Assert.Equal("body", await TextAsync(TableNames.Sites, "a", "row"));
    }

    [Fact]
    public async Task A_copy_from_before_rows_had_parts_restores()
    {
        await PutAsync(TableNames.Control, "a", "row", default);
        await PutAsync(TableNames.Sites, "a", "row", default);
        var name = (await _copies.CopyAsync(Stop))!;
        await WriteAsync(name, ["""{"partition":"b","row":"row","head":"","body":"b2xk"}""", """{"rows":1}"""]);

        Assert.Equal(new(TableNames.Sites, 1, 0), (await _copies.RestoreAsync(name, Stop))[0]);

        Assert.Equal("old", await TextAsync(TableNames.Sites, "b", "row"));
    }

    [Fact]
    public async Task What_is_there_stays_and_restoring_again_changes_nothing()
    {
        await PutAsync(TableNames.Sites, "a", "row", "old"u8.ToArray());
        await PutAsync(TableNames.Sites, "b", "row", "old"u8.ToArray());
        await PutAsync(TableNames.Control, "keys", "row", "old"u8.ToArray());
        var name = (await _copies.CopyAsync(Stop))!;
        await PutAsync(TableNames.Sites, "a", "row", "new"u8.ToArray());
        var row = (await _tables.ReadAsync(TableNames.Sites, "b", "row", Stop))!;
        await _tables.CommitAsync(TableNames.Sites, "b", [TableOperation.Delete("row", row.ETag)], Stop);

        Assert.Equal([new(TableNames.Sites, 1, 1), new(TableNames.Control, 0, 1)], await _copies.RestoreAsync(name, Stop));
        Assert.Equal([new(TableNames.Sites, 0, 2), new(TableNames.Control, 0, 1)], await _copies.RestoreAsync(name, Stop));

        Assert.Equal("new", await TextAsync(TableNames.Sites, "a", "row"));
        Assert.Equal("old", await TextAsync(TableNames.Sites, "b", "row"));
    }

    [Fact]
    public async Task No_copy_has_the_salt_of_a_day_or_a_lease()
    {
        var salts = new DailySalts(new TableSaltStore(_tables, RandomNumberGenerator.Fill), _clock);
        await salts.RefreshAsync(Stop);
        await PutAsync(TableNames.Control, "salts", "import", new byte[16]);
        await PutAsync(TableNames.Sites, "a", "row", default);

        string? name = null;
        Assert.True(
            await new TableLease(_tables, "rollups", TimeProvider.System).TryRunAsync(
                async token => name = await _copies.CopyAsync(token),
                Stop
            )
        );

        var lines = await LinesAsync(name!, TableNames.Control);
        Assert.Contains(
            lines,
            line => line.Contains("\"salts\"", StringComparison.Ordinal) && line.Contains("\"import\"", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(lines, line => line.Contains("2026-11-2", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("\"leases\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_copy_that_was_broken_off_or_damaged_says_so()
    {
        await PutAsync(TableNames.Sites, "a", "row", "x"u8.ToArray());
        await PutAsync(TableNames.Control, "a", "row", "x"u8.ToArray());
        var name = (await _copies.CopyAsync(Stop))!;
        var lines = await LinesAsync(name, TableNames.Sites);

        await WriteAsync(name, [lines[0]]);
        Assert.Contains(
            "was not completed",
            (await Assert.ThrowsAsync<InvalidDataException>(() => _copies.RestoreAsync(name, Stop))).Message,
            StringComparison.Ordinal
        );

        await WriteAsync(name, [lines[0], "not a line"]);
        Assert.Contains(
            "is damaged",
            (await Assert.ThrowsAsync<InvalidDataException>(() => _copies.RestoreAsync(name, Stop))).Message,
            StringComparison.Ordinal
        );

        await WriteAsync(name, [lines[1]]);
        Assert.Contains(
            "has 0 rows and says 1",
            (await Assert.ThrowsAsync<InvalidDataException>(() => _copies.RestoreAsync(name, Stop))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Copies_are_listed_by_the_names_that_restore_them()
    {
        await PutAsync(TableNames.Sites, "a", "row", default);
        await PutAsync(TableNames.Control, "a", "row", default);
        var first = (await _copies.CopyAsync(Stop))!;
        _clock.Advance(TimeSpan.FromHours(6));
        var second = (await _copies.CopyAsync(Stop))!;

        Assert.Equal([first, second], await _copies.ListAsync(Stop));
        Assert.Equal(["2026/11/25/060700", "2026/11/25/120700"], [first, second]);
    }

    [Fact]
    public async Task A_copy_that_takes_many_runs_goes_on_with_each_and_exists_when_it_is_complete()
    {
        string[] partitions = ["a", "b%", "b$", "c"];
        foreach (var partition in partitions)
        {
            await PutAsync(TableNames.Sites, partition, "1", "x"u8.ToArray());
            await PutAsync(TableNames.Sites, partition, "2", new byte[100_000]);
        }

        await PutAsync(TableNames.Control, "keys", "row", "x"u8.ToArray());
        string? name = null;
        for (var runs = 0; name is null; runs++)
        {
            Assert.InRange(runs, 0, 50);
            Assert.Empty(await _copies.ListAsync(Stop));
            await Assert.ThrowsAsync<FileNotFoundException>(() => _copies.RestoreAsync("2026/11/25/060700", Stop));

            // Each run begins in a new process and stops after an entity.
            name = await Copies(new() { RunLength = TimeSpan.Zero }).CopyAsync(Stop);
        }

        Assert.Equal("2026/11/25/060700", name);
        Assert.Equal([name], await _copies.ListAsync(Stop));
        await _service.DeleteTableAsync(TableNames.Sites, Stop);
        await _service.DeleteTableAsync(TableNames.Control, Stop);
        Assert.Equal([new(TableNames.Sites, 8, 0), new(TableNames.Control, 1, 0)], await _copies.RestoreAsync(name, Stop));
        foreach (var partition in partitions)
        {
            Assert.Equal(100_000, (await _tables.ReadAsync(TableNames.Sites, partition, "2", Stop))!.Body.Length);
        }
    }

    [Fact]
    public async Task A_copy_of_many_pieces_restores_and_no_other_is_begun_before_it_is_due()
    {
        for (var site = 0; site < 5; site++)
        {
            await PutAsync(TableNames.Sites, $"{site}", "row", "x"u8.ToArray());
        }

        await PutAsync(TableNames.Control, "keys", "row", "x"u8.ToArray());
        var name = (await Copies(new() { PieceBytes = 1 }).CopyAsync(Stop))!;

        Assert.Null(await _copies.CopyAsync(Stop));
        _clock.Advance(TimeSpan.FromHours(5));
        Assert.Null(await _copies.CopyAsync(Stop));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("2026/11/25/120700", await _copies.CopyAsync(Stop));
        await _service.DeleteTableAsync(TableNames.Sites, Stop);
        Assert.Equal([new(TableNames.Sites, 5, 0), new(TableNames.Control, 0, 1)], await _copies.RestoreAsync(name, Stop));
    }

    [Fact]
    public async Task A_copy_that_rested_for_as_long_as_its_blocks_last_is_begun_again()
    {
        await PutAsync(TableNames.Sites, "a", "row", default);
        Assert.Null(await Copies(new() { RunLength = TimeSpan.Zero }).CopyAsync(Stop));
        _clock.Advance(TimeSpan.FromDays(7));

        Assert.Equal("2026/12/02/060700", await _copies.CopyAsync(Stop));
    }

    [Fact]
    public async Task A_copy_that_lacks_a_table_is_neither_listed_nor_restored_in_part()
    {
        await PutAsync(TableNames.Sites, "a", "row", default);
        var name = (await _copies.CopyAsync(Stop))!;
        await _container.DeleteBlobAsync($"{name}/{TableNames.Control}.ndjson.gz", cancellationToken: Stop);
        await _service.DeleteTableAsync(TableNames.Sites, Stop);

        Assert.Empty(await _copies.ListAsync(Stop));
        await Assert.ThrowsAsync<FileNotFoundException>(() => _copies.RestoreAsync(name, Stop));
        Assert.Null(await _tables.ReadAsync(TableNames.Sites, "a", "row", Stop));
    }

    private TableCopies Copies(CopyBounds bounds) => new(_service, _tables, _container, _clock, bounds);

    private ApiKeyRegistry Keys() => new(_tables, _clock, RandomNumberGenerator.Fill, null);

    private async Task PutAsync(string table, string partition, string row, ReadOnlyMemory<byte> body) =>
        Assert.True((await _tables.CommitAsync(table, partition, [TableOperation.Upsert(row, body)], Stop)).Committed);

    private async Task<string> TextAsync(string table, string partition, string row) =>
        Encoding.UTF8.GetString((await _tables.ReadAsync(table, partition, row, Stop))!.Body.Span);

    private async Task<string[]> LinesAsync(string name, string table)
    {
        await using var content = await _container.GetBlobClient($"{name}/{table}.ndjson.gz").OpenReadAsync(cancellationToken: Stop);
        using var reader = new StreamReader(new GZipStream(content, CompressionMode.Decompress));
        return (await reader.ReadToEndAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task WriteAsync(string name, IEnumerable<string> lines)
    {
        await using var content = await _container
            .GetBlobClient($"{name}/{TableNames.Sites}.ndjson.gz")
            .OpenWriteAsync(overwrite: true, cancellationToken: Stop);
        await using var compressed = new GZipStream(content, CompressionLevel.Fastest);
        await compressed.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + '\n'))), Stop);
    }
}
