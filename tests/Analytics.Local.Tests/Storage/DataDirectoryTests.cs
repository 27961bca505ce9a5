using Analytics.Core.Tables;
using Analytics.Local.Storage;

namespace Analytics.Local.Tests.Storage;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_second_opening_is_refused_naming_the_directory_and_the_process_that_holds_it()
    {
        using var first = Open(_directory.Path);

        var exception = Assert.Throws<DataDirectoryException>(() => Open(_directory.Path));

        Assert.Contains($"{_directory.Path} is in use by process {Environment.ProcessId}.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, "Read-only file system")]
    [InlineData(28, "No space left on device")]
    [InlineData(24, "Too many open files")]
    public void Only_a_lock_that_is_held_means_in_use(int error, string message)
    {
        Assert.False(DataDirectory.IsHeld(new IOException(message, error)));
    }

    [Fact]
    public void The_directory_is_free_again_after_disposal_and_after_a_failed_opening()
    {
        Open(_directory.Path).Dispose();
        Assert.Throws<DataDirectoryException>(() =>
            DataDirectory.Open(_directory.Path, new SqliteEventLogOptions { PartitionCount = 3 }, TimeProvider.System)
        );

        Open(_directory.Path).Dispose();
    }

    [Fact]
    public void A_missing_directory_is_made_with_its_parents()
    {
        var path = _directory.File("a/b/c");

        Open(path).Dispose();

        Assert.True(File.Exists(Path.Combine(path, "log.db")));
    }

    [Fact]
    public void A_file_in_place_of_the_directory_is_refused_with_its_name()
    {
        File.WriteAllText(_directory.File("file"), "");

        var message = Assert.Throws<DataDirectoryException>(() => Open(_directory.File("file"))).Message;
        Assert.Contains(_directory.File("file"), message, StringComparison.Ordinal);
        Assert.DoesNotContain("..", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_rows_written_without_a_sync_of_their_own_are_kept_on_an_orderly_close()
    {
        using (var data = Open(_directory.Path))
        {
            await data.Tables.CommitAsync(TableNames.Live, "0", [TableOperation.Insert("watermark", new byte[8])], Stop);
        }

        using var again = Open(_directory.Path);
        Assert.NotNull(await again.Tables.ReadAsync(TableNames.Live, "0", "watermark", Stop));
    }

    private static DataDirectory Open(string path) => DataDirectory.Open(path, new SqliteEventLogOptions(), TimeProvider.System);
}
