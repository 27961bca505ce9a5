using Analytics.Core.Tables;
using Analytics.Local.Storage;

namespace Analytics.Local.Tests.Storage;

public sealed class DamagedTablesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Tables => _directory.File("tables.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_flipped_bit_in_a_body_is_an_error_that_names_table_and_keys()
    {
        await Write(body: Filled(0x5a), head: default);
        Damage.Flip(Tables, 0x5a5a5a5a5a5a5a5aUL);

        using var store = SqliteTableStore.Open(Tables);
        var exception = await Assert.ThrowsAsync<TableCorruptException>(async () =>
            await store.ReadAsync("rollups", "shop.example", "h|1", Stop)
        );

        Assert.Contains(
            "body of table 'rollups', partition key 'shop.example', row key 'h|1'",
            exception.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(Tables, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flipped_bit_in_a_head_is_noticed_by_a_read_of_heads_alone()
    {
        await Write(body: default, head: Filled(0x5a));
        Damage.Flip(Tables, 0x5a5a5a5a5a5a5a5aUL);

        using var store = SqliteTableStore.Open(Tables);
        await Assert.ThrowsAsync<TableCorruptException>(async () =>
        {
            await foreach (var _ in store.ReadRangeAsync("rollups", "shop.example", "", null, headsOnly: true, Stop)) { }
        });
    }

    [Fact]
    public async Task A_flipped_bit_in_a_part_is_an_error_for_whoever_reads_that_part_and_for_nobody_else()
    {
        using (var writer = SqliteTableStore.Open(Tables))
        {
            var row = TableOperation.Insert("h|1", "body"u8.ToArray()) with
            {
                Parts = [new("e.page", Filled(0x5a)), new("e.name", Filled(0x21))],
            };
            await writer.CommitAsync("rollups", "shop.example", [row], Stop);
        }

        Damage.Flip(Tables, 0x5a5a5a5a5a5a5a5aUL);

        using var store = SqliteTableStore.Open(Tables);
        var exception = await Assert.ThrowsAsync<TableCorruptException>(async () =>
            await store.ReadAsync("rollups", "shop.example", "h|1", ["e.name", "e.page"], Stop)
        );
        await Assert.ThrowsAsync<TableCorruptException>(async () =>
            await store.ReadRangeAsync("rollups", "shop.example", "", null, ["e.page"], Stop).CountAsync(Stop)
        );

        Assert.Contains(
            "part 'e.page' of table 'rollups', partition key 'shop.example', row key 'h|1'",
            exception.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(Filled(0x21), (await store.ReadAsync("rollups", "shop.example", "h|1", ["e.name"], Stop))!.Parts["e.name"].ToArray());
        Assert.Equal("body"u8.ToArray(), (await store.ReadAsync("rollups", "shop.example", "h|1", Stop))!.Body.ToArray());
    }

    [Theory]
    [InlineData("tables.db")]
    [InlineData("log.db")]
    public void A_file_that_is_no_database_is_refused_at_start_with_its_name(string name)
    {
        File.WriteAllText(_directory.File(name), string.Concat(Enumerable.Repeat("This is no database. ", 1000)));

        var exception = Assert.Throws<TableCorruptException>(() => Open(_directory.Path));

        Assert.Contains(_directory.File(name), exception.Message, StringComparison.Ordinal);
        Assert.Contains("restore the file from a backup", exception.Message, StringComparison.Ordinal);
        Assert.Equal("This is no", File.ReadAllText(_directory.File(name))[..10]);
    }

    [Fact]
    public async Task Pages_of_noise_are_an_error_and_never_rows()
    {
        await Write(body: Filled(0x5a), head: Filled(0x21));
        Damage.Scramble(Tables, from: 8192);

        await Assert.ThrowsAsync<TableCorruptException>(async () =>
        {
            using var store = SqliteTableStore.Open(Tables);
            await store.ReadAsync("rollups", "shop.example", "h|1", Stop);
        });
    }

    [Theory]
    [InlineData("tables.db")]
    [InlineData("log.db")]
    public void A_file_of_a_newer_program_is_refused(string name)
    {
        Open(_directory.Path).Dispose();
        using (var database = SqliteDatabase.OpenWriter(_directory.File(name), 8192, 1024))
        {
            database.Execute("PRAGMA user_version=1000");
        }

        var exception = Assert.Throws<DataDirectoryException>(() => Open(_directory.Path));

        Assert.Contains($"{_directory.File(name)} has schema version 1000", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_fails_the_write_with_the_files_name_and_keeps_what_was_there()
    {
        using var store = SqliteTableStore.Open(Tables, maxFileBytes: 2_000_000);
        var written = 0;
        var exception = await Assert.ThrowsAsync<TablesFullException>(async () =>
        {
            for (; written < 1000; written++)
            {
                await store.CommitAsync("rollups", "p", [TableOperation.Insert($"{written:D4}", new byte[30_000])], Stop);
            }
        });

        Assert.Contains(Tables, exception.Message, StringComparison.Ordinal);
        Assert.Contains("used up", exception.Message, StringComparison.Ordinal);
        Assert.NotNull(await store.ReadAsync("rollups", "p", $"{written - 1:D4}", Stop));
        Assert.Null(await store.ReadAsync("rollups", "p", $"{written:D4}", Stop));

        var row = (await store.ReadAsync("rollups", "p", "0000", Stop))!;
        Assert.True((await store.CommitAsync("rollups", "p", [TableOperation.Delete("0000", row.ETag)], Stop)).Committed);
        Assert.True((await store.CommitAsync("rollups", "p", [TableOperation.Insert("again", new byte[20_000])], Stop)).Committed);
    }

    private static DataDirectory Open(string path) => DataDirectory.Open(path, new SqliteEventLogOptions(), TimeProvider.System);

    private static byte[] Filled(byte value)
    {
        var bytes = new byte[30_000];
        Array.Fill(bytes, value);
        return bytes;
    }

    private async Task Write(byte[]? body, byte[]? head)
    {
        using var store = SqliteTableStore.Open(Tables);
        await store.CommitAsync("rollups", "shop.example", [TableOperation.Insert("h|1", body, head)], Stop);
    }
}
