using Analytics.Core.EventLog;
using Analytics.Core.Tables;
using Analytics.Local.Storage;

namespace Analytics.Local.Tests.Storage;

/// <summary>Nothing is acknowledged into a file that nobody finds again, and SQLite's own work on its files is no such case.</summary>
public sealed class MovedFilesTests : IDisposable
{
    private const int Megabyte = 1024 * 1024;

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("log.db")]
    [InlineData("log.db-wal")]
    public async Task A_log_of_which_a_file_was_deleted_takes_no_more_messages(string deleted)
    {
        using var data = Open();
        await data.Log.AppendAsync(0, "kept"u8.ToArray(), Stop);
        File.Delete(_directory.File(deleted));

        var refused = await Assert.ThrowsAsync<EventLogUnavailableException>(async () =>
            await data.Log.AppendAsync(0, "lost"u8.ToArray(), Stop)
        );

        Assert.Contains("no longer the file that the server opened", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(data.Log.ProbeAsync);
        Assert.Equal(1, await data.Log.LastSequenceNumberAsync(0, Stop));
    }

    [Theory]
    [InlineData("tables.db")]
    [InlineData("tables.db-wal")]
    public async Task Tables_of_which_a_file_was_deleted_take_no_more_rows(string deleted)
    {
        using var data = Open();
        File.Delete(_directory.File(deleted));

        var refused = await Assert.ThrowsAsync<IOException>(async () => await WriteAsync(data, "row"));

        Assert.Contains("no longer the file that the server opened", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_goes_on_when_its_WAL_is_put_back()
    {
        using var data = Open();
        await data.Log.AppendAsync(0, "kept"u8.ToArray(), Stop);
        File.Move(_directory.File("log.db-wal"), _directory.File("away"));
        await Assert.ThrowsAsync<EventLogUnavailableException>(async () => await data.Log.AppendAsync(0, "lost"u8.ToArray(), Stop));

        File.Move(_directory.File("away"), _directory.File("log.db-wal"), overwrite: true);
        await data.Log.AppendAsync(0, "kept"u8.ToArray(), Stop);

        Assert.Equal(2, await data.Log.LastSequenceNumberAsync(0, Stop));
    }

    [Fact]
    public async Task What_was_acknowledged_before_a_WAL_was_deleted_is_kept_by_an_orderly_stop()
    {
        using (var data = Open())
        {
            await data.Log.AppendAsync(0, "kept"u8.ToArray(), Stop);
            await WriteAsync(data, "kept");
            File.Delete(_directory.File("log.db-wal"));
            File.Delete(_directory.File("tables.db-wal"));
        }

        using var again = Open();
        Assert.Equal(1, await again.Log.LastSequenceNumberAsync(0, Stop));
        Assert.NotNull(await again.Tables.ReadAsync(TableNames.Control, "p", "kept", Stop));
    }

    [Fact]
    public async Task Checkpoints_and_emptied_logs_of_SQLite_keep_the_files()
    {
        using var data = Open();

        // Beyond the size at which the WAL is checkpointed and begins again, then emptied, by both writers.
        for (var i = 0; i < 80; i++)
        {
            await data.Log.AppendAsync(0, new byte[Megabyte / 2], Stop);
            await WriteAsync(data, $"row{i}", Megabyte / 2);
        }

        await data.Log.DeleteAsync(0, 79);
        Assert.True(await data.Log.TruncateWalAsync());
        Assert.True(await data.Tables.TruncateWalAsync());
        await data.Log.AppendAsync(0, "after"u8.ToArray(), Stop);
        await WriteAsync(data, "after");
    }

    // SQLite opens such a file for reading. The one user who may write everything can't make a file that it may not.
    [Theory]
    [InlineData("log.db")]
    [InlineData("tables.db")]
    public void A_file_that_cannot_be_written_stops_the_start(string name)
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "This user may write every file.");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Rights of files are those of Unix.");
            return;
        }

        Open().Dispose();
        File.SetUnixFileMode(_directory.File(name), UnixFileMode.UserRead);

        var refused = Assert.Throws<DataDirectoryException>(() => Open().Dispose());

        Assert.Contains($"{_directory.File(name)} cannot be written", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("log.db")]
    [InlineData("tables.db")]
    public void A_WAL_that_cannot_be_written_stops_the_start(string name)
    {
        Open().Dispose();
        Directory.CreateDirectory(_directory.File(name + "-wal"));

        var refused = Assert.Throws<DataDirectoryException>(() => Open().Dispose());

        Assert.Contains($"{_directory.File(name)} cannot be written", refused.Message, StringComparison.Ordinal);
    }

    private static async Task WriteAsync(DataDirectory data, string row, int bytes = 1) =>
        await data.Tables.CommitAsync(TableNames.Control, "p", [TableOperation.Upsert(row, new byte[bytes])], Stop);

    private DataDirectory Open() => DataDirectory.Open(_directory.Path, new SqliteEventLogOptions(), TimeProvider.System);
}
