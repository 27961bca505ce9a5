using System.Text;
using Analytics.Core.Tables;
using Analytics.Core.Visitors;
using Analytics.Local.Clients;
using Analytics.Local.Storage;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tests.Serving;
using Analytics.Local.Tests.Storage;

namespace Analytics.Local.Tests.Backups;

/// <summary>A backup, also of a directory in use, is restored whole; a damaged directory is refused and replaces no backup.</summary>
public sealed class BackupTests : IDisposable
{
    private const string Site = "a.example";
    private static readonly byte[] Salt = Encoding.ASCII.GetBytes("salt-of-the-day!");

    private readonly TemporaryDirectory _backups = new();
    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _restored = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _backups.Dispose();
        _data.Dispose();
        _restored.Dispose();
    }

    [Fact]
    public async Task A_backup_taken_while_events_come_in_counts_each_event_of_its_log_once()
    {
        const int before = 400;
        await using var server = await RunningServer.StartAsync();
        await Ok("site", "add", Site, "--url", server.Url, "--key", server.Key);
        using var client = new ApiClient(new Uri(server.Url), server.Key);
        await SendAsync(client, 0, before);

        var sending = SendAsync(client, before, 400);
        await Ok("backup", _backups.Path, "--data", server.Data);
        await sending;
        var restored = new TemporaryDirectory();
        await Ok("restore", _backups.Path, "--data", restored.Path);

        var kept = Messages(restored.Path);
        Assert.InRange(kept, before, 2 * before);
        await using var second = await RunningServer.StartAsync(data: restored, key: server.Key);
        await second.RestartAsync();
        Assert.Equal(kept, await second.PageviewsAsync(Site, TimeProvider.System.GetUtcNow()));
    }

    [Fact]
    public async Task A_site_whose_domain_changed_comes_back_under_both_domains()
    {
        await using var server = await RunningServer.StartAsync();
        await Ok("site", "add", Site, "--url", server.Url, "--key", server.Key);
        using var client = new ApiClient(new Uri(server.Url), server.Key);
        await SendAsync(client, 0, 20);
        using var http = new HttpClient
        {
            BaseAddress = new Uri(server.Url),
            DefaultRequestHeaders = { Authorization = new("Bearer", server.Key) },
        };
        using var renamed = await http.PutAsync(
            $"/api/v1/sites/{Site}",
            new StringContent("""{"domain":"b.example"}""", Encoding.UTF8, "application/json"),
            Stop
        );
        Assert.True(renamed.IsSuccessStatusCode);
        await SendAsync(client, 20, 20);

        await Ok("backup", _backups.Path, "--data", server.Data);
        var restored = new TemporaryDirectory();
        await Ok("restore", _backups.Path, "--data", restored.Path);

        await using var second = await RunningServer.StartAsync(data: restored, key: server.Key);
        await second.RestartAsync();
        Assert.Equal(40, await second.PageviewsAsync("b.example", TimeProvider.System.GetUtcNow()));
        Assert.Equal(40, await second.PageviewsAsync(Site, TimeProvider.System.GetUtcNow()));
    }

    [Fact]
    public async Task The_log_of_a_backup_has_what_its_tables_have_counted_whenever_it_is_taken()
    {
        using var stop = new CancellationTokenSource();
        using (var data = DataDirectory.Open(_data.Path, new SqliteEventLogOptions(), TimeProvider.System))
        {
            // As aggregation does: a message first, then the row that says how far the tables are.
            var writing = Task.Run(
                async () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        var number = await AppendAsync(data);
                        var counted = TableOperation.Upsert("to", BitConverter.GetBytes(number));
                        await data.Tables.CommitAsync(TableNames.Control, "counted", [counted], Stop);
                    }
                },
                Stop
            );
            for (var i = 0; i < 5; i++)
            {
                await Ok("backup", _backups.Path, "--data", _data.Path);
            }

            await stop.CancelAsync();
            await writing;
        }

        foreach (var name in Directory.EnumerateFiles(_backups.File("backups")).Select(Path.GetFileNameWithoutExtension))
        {
            var target = _restored.File(name!);
            await Ok("restore", _backups.Path, "--data", target, "--backup", name!);
            using var data = DataDirectory.Open(target, new SqliteEventLogOptions(), TimeProvider.System);
            var row = await data.Tables.ReadAsync(TableNames.Control, "counted", "to", Stop);
            Assert.True(row is null || BitConverter.ToInt64(row.Body.Span) <= Messages(target));
        }
    }

    [Fact]
    public async Task A_second_backup_stores_only_what_changed_and_older_ones_are_deleted_with_what_only_they_used()
    {
        using (var data = DataDirectory.Open(_data.Path, new SqliteEventLogOptions(), TimeProvider.System))
        {
            var body = new byte[3 * 1024 * 1024];
            new Random(3).NextBytes(body);
            await data.Tables.CommitAsync(TableNames.Rollups, "x", [TableOperation.Insert("old", body)], Stop);
        }

        await Ok("backup", _backups.Path, "--data", _data.Path);
        var first = Size(_backups.Path);
        using (var data = DataDirectory.Open(_data.Path, new SqliteEventLogOptions(), TimeProvider.System))
        {
            await data.Tables.CommitAsync(TableNames.Rollups, "x", [TableOperation.Upsert("new", Salt)], Stop);
        }

        await Ok("backup", _backups.Path, "--data", _data.Path);
        var second = Size(_backups.Path);
        await Ok("backup", _backups.Path, "--data", _data.Path, "--keep", "1");

        Assert.InRange(second - first, 1, first / 2);
        Assert.Single(Directory.EnumerateFiles(_backups.File("backups")));
        await Ok("restore", _backups.Path, "--data", _restored.Path);
    }

    [Fact]
    public async Task Salts_of_days_are_in_no_backup_and_the_key_of_imports_is()
    {
        using (var data = DataDirectory.Open(_data.Path, new SqliteEventLogOptions(), TimeProvider.System))
        {
            var salts = new TableSaltStore(data.Tables, Salt.CopyTo);
            await salts.GetOrCreateAsync(new DateOnly(2026, 3, 10), Stop);
            await salts.GetOrCreateImportKeyAsync(Stop);
        }

        await Ok("backup", _backups.Path, "--data", _data.Path);
        await Ok("restore", _backups.Path, "--data", _restored.Path);

        Assert.Equal(1, Occurrences(_restored.File("tables.db"), Salt));
    }

    [Fact]
    public async Task A_damaged_chunk_is_named_and_the_data_directory_stays_empty()
    {
        using (DataDirectory.Open(_data.Path, new SqliteEventLogOptions(), TimeProvider.System)) { }

        await Ok("backup", _backups.Path, "--data", _data.Path);
        foreach (var chunk in Directory.EnumerateFiles(_backups.File("chunks"), "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(chunk, Stop);
            bytes[^1] ^= 1;
            await File.WriteAllBytesAsync(chunk, bytes, Stop);
        }

        var run = await ProgramRun.Of("restore", _backups.Path, "--data", _restored.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is damaged", run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_restored.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_damaged_chunk_that_the_data_still_has_is_written_again(bool isCut)
    {
        using (DataDirectory.Open(_data.Path, new SqliteEventLogOptions(), TimeProvider.System)) { }

        await Ok("backup", _backups.Path, "--data", _data.Path);
        var chunks = Directory.GetFiles(_backups.File("chunks"), "*", SearchOption.AllDirectories);
        foreach (var chunk in chunks)
        {
            var bytes = await File.ReadAllBytesAsync(chunk, Stop);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(chunk, isCut ? bytes[..(bytes.Length / 2)] : bytes, Stop);
        }

        var run = await ProgramRun.Of("backup", _backups.Path, "--data", _data.Path);
        var again = await ProgramRun.Of("backup", _backups.Path, "--data", _data.Path);

        Assert.Equal((0, 0), (run.ExitCode, again.ExitCode));
        Assert.Contains($"{chunks.Length} chunks of older backups were damaged", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", again.Output, StringComparison.Ordinal);
        await Ok("restore", _backups.Path, "--data", _restored.Path);
    }

    [Fact]
    public async Task A_manifest_that_is_cut_off_is_named_and_stands_in_the_way_of_no_other_backup()
    {
        using (DataDirectory.Open(_data.Path, new SqliteEventLogOptions(), TimeProvider.System)) { }

        await Ok("backup", _backups.Path, "--data", _data.Path);
        await Ok("backup", _backups.Path, "--data", _data.Path);
        var cut = Directory.GetFiles(_backups.File("backups")).Order(StringComparer.Ordinal).First();
        await File.WriteAllTextAsync(cut, (await File.ReadAllTextAsync(cut, Stop))[..40], Stop);
        var other = _backups.File("chunks/aa");
        Directory.CreateDirectory(other);
        var unknown = Path.Combine(other, new string('a', 64));
        await File.WriteAllTextAsync(unknown, "x", Stop);

        var list = await ProgramRun.Of("backup", "list", _backups.Path);
        var run = await ProgramRun.Of("backup", _backups.Path, "--data", _data.Path, "--keep", "1");

        Assert.Equal((0, 0), (list.ExitCode, run.ExitCode));
        Assert.Equal(2, list.Output.Split("Z ").Length - 1);
        Assert.Contains("can't be read", list.Output, StringComparison.Ordinal);
        foreach (var output in (string[])[list.Output, run.Output])
        {
            Assert.Contains($"{Path.GetFileName(cut)} is damaged", output.ReplaceLineEndings(string.Empty), StringComparison.Ordinal);
        }

        // The damaged one is not one of those to keep, and it is unknown what it uses.
        Assert.Equal(2, Directory.GetFiles(_backups.File("backups")).Length);
        Assert.True(File.Exists(unknown));
        await Ok("restore", _backups.Path, "--data", _restored.Path);
        File.Delete(cut);
        await Ok("backup", _backups.Path, "--data", _data.Path, "--keep", "1");
        Assert.False(File.Exists(unknown));
    }

    [Fact]
    public async Task A_data_directory_takes_no_backups()
    {
        using (DataDirectory.Open(_data.Path, new SqliteEventLogOptions(), TimeProvider.System)) { }

        var before = Directory.GetFileSystemEntries(_data.Path);
        var run = await ProgramRun.Of("backup", _data.Path, "--data", _data.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is a data directory. Choose another", run.Errors, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(_data.Path));
    }

    /// <param name="files">The files that a killed restore has left.</param>
    [Theory]
    [InlineData("tables.db.restoring")]
    [InlineData("tables.db.restoring", "log.db.restoring", "log.db.restoring-wal", "log.db.restoring-shm")]
    [InlineData("tables.db", "log.db.restoring")]
    public async Task A_directory_of_a_killed_restore_is_served_only_after_it_is_restored_again(params string[] files)
    {
        using (DataDirectory.Open(_data.Path, new SqliteEventLogOptions(), TimeProvider.System)) { }

        await Ok("backup", _backups.Path, "--data", _data.Path);
        foreach (var file in files)
        {
            await File.WriteAllTextAsync(_restored.File(file), "x", Stop);
        }

        var refused = Assert.Throws<DataDirectoryException>(Open);
        Assert.Contains("run 'analytics restore' into it again", refused.Message, StringComparison.Ordinal);
        Assert.Equal(files.Length, Directory.GetFileSystemEntries(_restored.Path).Length);
        await File.WriteAllTextAsync(_restored.File("analytics.pid"), "1", Stop);
        Assert.Equal(1, (await ProgramRun.Of("restore", _backups.Path, "--data", _restored.Path)).ExitCode);
        Assert.Equal(files.Length + 1, Directory.GetFileSystemEntries(_restored.Path).Length);

        File.Delete(_restored.File("analytics.pid"));
        await Ok("restore", _backups.Path, "--data", _restored.Path);
        Assert.Equal(2, Directory.GetFileSystemEntries(_restored.Path).Length);
        Open();

        void Open()
        {
            using var opened = DataDirectory.Open(_restored.Path, new SqliteEventLogOptions(), TimeProvider.System);
        }
    }

    [Fact]
    public async Task A_damaged_database_becomes_no_backup_and_deletes_none()
    {
        using (var data = DataDirectory.Open(_data.Path, new SqliteEventLogOptions(), TimeProvider.System))
        {
            await data.Tables.CommitAsync(TableNames.Rollups, "x", [TableOperation.Insert("y", new byte[1024 * 1024])], Stop);
        }

        await Ok("backup", _backups.Path, "--data", _data.Path);
        Damage.Scramble(_data.File("tables.db"), 4096);

        var run = await ProgramRun.Of("backup", _backups.Path, "--data", _data.Path, "--keep", "1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("tables.db", run.Errors, StringComparison.Ordinal);
        await Ok("restore", _backups.Path, "--data", _restored.Path);
    }

    [Fact]
    public async Task What_is_in_the_way_is_named()
    {
        var noData = await ProgramRun.Of("backup", _backups.Path, "--data", _data.File("none"));
        var noBackups = await ProgramRun.Of("restore", _backups.File("none"), "--data", _restored.Path);
        using (DataDirectory.Open(_data.Path, new SqliteEventLogOptions(), TimeProvider.System)) { }

        await Ok("backup", _backups.Path, "--data", _data.Path);
        var occupied = await ProgramRun.Of("restore", _backups.Path, "--data", _data.Path);
        var unknown = await ProgramRun.Of("restore", _backups.Path, "--data", _restored.Path, "--backup", "yesterday");

        Assert.Contains("tables.db is missing", noData.Errors, StringComparison.Ordinal);
        Assert.Contains("has no backups", noBackups.Errors, StringComparison.Ordinal);
        Assert.Contains("is not empty", occupied.Errors, StringComparison.Ordinal);
        Assert.Contains("has no backup 'yesterday'", unknown.Errors, StringComparison.Ordinal);
        Assert.All([noData, noBackups, occupied, unknown], run => Assert.Equal(1, run.ExitCode));
    }

    private static async Task Ok(params string[] words)
    {
        var run = await ProgramRun.Of(words);
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    private static async Task SendAsync(ApiClient client, int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            var json = $$"""[{"name":"pageview","domain":"{{Site}}","url":"https://{{Site}}/{{i}}","visitor_id":"v{{i % 7}}"}]""";
            await client.PostAsync("/api/events", json, ClientJson.Default.JsonElement, Stop);
        }
    }

    private static async Task<long> AppendAsync(DataDirectory data)
    {
        await data.Log.AppendAsync(0, [Salt], Stop);
        return await data.Log.LastSequenceNumberAsync(0, Stop);
    }

    private static long Messages(string data)
    {
        using var log = SqliteDatabase.OpenReader(Path.Combine(data, "log.db"));
        using var tables = log.Prepare("SELECT name FROM sqlite_schema WHERE name GLOB 'messages_*'");
        var count = 0L;
        while (tables.Step())
        {
            count += log.QueryInteger($"SELECT count(*) FROM {tables.Text(0)}");
        }

        return count;
    }

    private static long Size(string directory) =>
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);

    private static int Occurrences(string file, ReadOnlySpan<byte> wanted) => File.ReadAllBytes(file).AsSpan().Count(wanted);
}
