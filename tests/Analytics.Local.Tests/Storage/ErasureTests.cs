using System.Globalization;
using System.Text;
using Analytics.Core.Tables;
using Analytics.Core.Visitors;
using Analytics.Local.Storage;

namespace Analytics.Local.Tests.Storage;

/// <summary>Deleted rows can't be read in any file of the data directory. The tests search the raw bytes of all of them.</summary>
public sealed class ErasureTests : IDisposable
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("salt-of-the-day!");
    private static readonly DateOnly Day = new(2026, 3, 10);

    private readonly TemporaryDirectory _directory = new();
    private readonly DataDirectory _data;

    public ErasureTests() => _data = DataDirectory.Open(_directory.Path, new SqliteEventLogOptions(), TimeProvider.System);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _data.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task An_expired_salt_is_in_no_file()
    {
        var salts = new TableSaltStore(_data.Tables, Secret.CopyTo);
        await salts.GetOrCreateAsync(Day, Stop);
        Assert.NotEmpty(FilesWith(Secret));

        await salts.DeleteBeforeAsync(Day.AddDays(1), Stop);

        Assert.Empty(FilesWith(Secret));
    }

    [Theory]
    [InlineData(TableNames.Control)]
    [InlineData(TableNames.Sites)]
    public async Task A_deleted_key_or_registration_is_in_no_file_also_after_it_was_changed(string table)
    {
        var insert = await _data.Tables.CommitAsync(table, "keys", [TableOperation.Insert("key", Secret)], Stop);
        var replace = await _data.Tables.CommitAsync(
            table,
            "keys",
            [TableOperation.Replace("key", Secret.Concat(Secret).ToArray(), insert.ETags![0])],
            Stop
        );
        await _data.Tables.CommitAsync(table, "keys", [TableOperation.Delete("key", replace.ETags![0])], Stop);

        Assert.Empty(FilesWith(Secret));
    }

    [Fact]
    public async Task Deleted_statistics_are_in_no_file()
    {
        var body = Enumerable.Repeat(Secret, 300).SelectMany(bytes => bytes).ToArray();
        string[] keys = [.. Enumerable.Range(0, 100).Select(i => i.ToString("d3", CultureInfo.InvariantCulture))];
        var inserted = await _data.Tables.CommitAsync(
            TableNames.Rollups,
            "a.example",
            [.. keys.Select(key => TableOperation.Insert(key, body))],
            Stop
        );
        await _data.Tables.TruncateWalAsync();
        Assert.NotEmpty(FilesWith(Secret));

        await _data.Tables.CommitAsync(TableNames.Rollups, "a.example", [.. keys.Zip(inserted.ETags!, TableOperation.Delete)], Stop);
        await _data.Tables.TruncateWalAsync();

        Assert.Empty(FilesWith(Secret));
    }

    [Fact]
    public async Task Parts_of_deleted_and_of_replaced_rows_are_in_no_file()
    {
        var part = new TablePart("e.page", Enumerable.Repeat(Secret, 3000).SelectMany(bytes => bytes).ToArray());
        var inserted = await _data.Tables.CommitAsync(
            TableNames.Rollups,
            "a.example",
            [.. "abc".Select(key => TableOperation.Insert($"{key}", default) with { Parts = [part] })],
            Stop
        );
        await _data.Tables.TruncateWalAsync();
        Assert.NotEmpty(FilesWith(Secret));

        await _data.Tables.CommitAsync(
            TableNames.Rollups,
            "a.example",
            [
                TableOperation.Delete("a", inserted.ETags![0]),
                TableOperation.Replace("b", default, inserted.ETags[1]),
                TableOperation.Upsert("c", default),
            ],
            Stop
        );
        await _data.Tables.TruncateWalAsync();

        Assert.Empty(FilesWith(Secret));
    }

    [Fact]
    public async Task Copies_of_deleted_rows_that_were_moved_are_in_no_file_and_the_others_are_as_they_were()
    {
        // Rows of many sizes that are changed and deleted at random move between pages.
        var random = new Random(7);
        var written = new Dictionary<string, (byte[] Body, string ETag)>(StringComparer.Ordinal);
        for (var round = 0; round < 30; round++)
        {
            foreach (var chunk in Enumerable.Range(0, 400).Select(_ => random.Next(2_000)).Distinct().Chunk(100))
            {
                string[] keys = [.. chunk.Select(key => $"{key:d5}")];
                byte[][] bodies = [.. keys.Select(key => Body(key, random.Next(1, 151)))];
                var commit = await _data.Tables.CommitAsync(
                    TableNames.Rollups,
                    "a.example",
                    [.. keys.Zip(bodies, (key, body) => TableOperation.Upsert(key, body))],
                    Stop
                );
                for (var i = 0; i < keys.Length; i++)
                {
                    written[keys[i]] = (bodies[i], commit.ETags![i]);
                }
            }
        }

        var deleted = written.Where(row => IsSecret(row.Key) || random.Next(2) == 0).ToArray();
        random.Shuffle(deleted);
        foreach (var chunk in deleted.Chunk(100))
        {
            await _data.Tables.CommitAsync(
                TableNames.Rollups,
                "a.example",
                [.. chunk.Select(row => TableOperation.Delete(row.Key, row.Value.ETag))],
                Stop
            );
        }

        await _data.Tables.TruncateWalAsync();
        Assert.NotEmpty(FilesWith(Secret));

        Assert.True(await _data.Tables.ClearGapsAsync(Stop));
        Assert.Empty(FilesWith(Secret));

        // Pages that were in memory before are not written as they were.
        foreach (var (key, (body, _)) in written.Except(deleted))
        {
            Assert.Equal(body, (await _data.Tables.ReadAsync(TableNames.Rollups, "a.example", key, Stop))!.Body.ToArray());
            await _data.Tables.CommitAsync(TableNames.Rollups, "a.example", [TableOperation.Upsert(key, body[..^1])], Stop);
        }

        await _data.Tables.TruncateWalAsync();
        Assert.Empty(FilesWith(Secret));
        using var database = SqliteDatabase.OpenReader(Path.Combine(_directory.Path, "tables.db"));
        database.CheckWhole();

        static bool IsSecret(string key) => key[^1] is '0' or '3' or '7';

        static byte[] Body(string key, int repetitions) =>
            [.. Enumerable.Repeat(IsSecret(key) ? Secret : "nothing-special!"u8.ToArray(), repetitions).SelectMany(bytes => bytes)];
    }

    [Fact]
    public async Task Deleted_messages_are_in_no_file()
    {
        var message = Enumerable.Repeat(Secret, 5000).SelectMany(bytes => bytes).ToArray();
        for (var i = 0; i < 20; i++)
        {
            await _data.Log.AppendAsync(0, [message], Stop);
        }

        await _data.Log.AppendAsync(0, [new byte[] { 1 }], Stop);
        Assert.NotEmpty(FilesWith(Secret));

        await _data.Log.DeleteAsync(0, 20);
        await _data.Log.TruncateWalAsync();

        Assert.Empty(FilesWith(Secret));
    }

    // The lock file is always empty, and nobody can read it while it is held.
    private List<string> FilesWith(byte[] bytes) =>
        [
            .. Directory
                .EnumerateFiles(_directory.Path)
                .Where(path => Path.GetFileName(path) != "analytics.lock" && Read(path).AsSpan().IndexOf(bytes) >= 0),
        ];

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
