using Analytics.Local.Storage;
using Analytics.Local.Tests.CommandLine;

namespace Analytics.Local.Tests.Backups;

/// <summary>A directory has backups of one data directory, and reading them writes nothing there.</summary>
public sealed class BackupPlaceTests : IDisposable
{
    private readonly TemporaryDirectory _backups = new();
    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _other = new();
    private readonly TemporaryDirectory _restored = new();

    private string Lock => Path.Combine(_backups.Path, "backup.lock");

    public void Dispose()
    {
        _backups.Dispose();
        _data.Dispose();
        _other.Dispose();
        _restored.Dispose();
    }

    [Fact]
    public async Task Backups_of_another_data_directory_are_not_among_those_to_keep()
    {
        Make(_data);
        Make(_other);
        await BackUpAsync(_data);
        var backup = Assert.Single(Directory.GetFiles(Path.Combine(_backups.Path, "backups")));

        var refused = await ProgramRun.Of("backup", _backups.Path, "--data", _other.Path, "--keep", "1");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(
            $"has backups of another data directory, such as {Path.GetFileNameWithoutExtension(backup)}. Choose a directory for",
            refused.Errors,
            StringComparison.Ordinal
        );
        Assert.Equal([backup], Directory.GetFiles(Path.Combine(_backups.Path, "backups")));

        await BackUpAsync(_data);
        Assert.DoesNotContain(backup, Directory.GetFiles(Path.Combine(_backups.Path, "backups")));
    }

    [Fact]
    public async Task A_restored_directory_goes_on_with_the_backups_it_came_from()
    {
        Make(_data);
        await BackUpAsync(_data);

        Assert.Equal(0, (await ProgramRun.Of("restore", _backups.Path, "--data", _restored.Path)).ExitCode);

        Make(_restored);
        await BackUpAsync(_restored);
    }

    [Fact]
    public async Task What_lists_and_restores_backups_writes_nothing_beside_them()
    {
        Make(_data);
        await BackUpAsync(_data);
        File.Delete(Lock);
        var before = Directory.GetFileSystemEntries(_backups.Path, "*", SearchOption.AllDirectories);

        var listed = await ProgramRun.Of("backup", "list", _backups.Path);
        var restored = await ProgramRun.Of("restore", _backups.Path, "--data", _restored.Path);

        Assert.Equal((0, 0), (listed.ExitCode, restored.ExitCode));
        Assert.Equal(before, Directory.GetFileSystemEntries(_backups.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Backups_are_listed_but_not_restored_while_another_process_adds_one()
    {
        Make(_data);
        await BackUpAsync(_data);
        using var held = new FileStream(Lock, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var listed = await ProgramRun.Of("backup", "list", _backups.Path);
        var refused = await ProgramRun.Of("restore", _backups.Path, "--data", _restored.Path);

        Assert.Equal((0, 1), (listed.ExitCode, refused.ExitCode));
        Assert.Contains("Another process backs up to", refused.Errors, StringComparison.Ordinal);
    }

    private static void Make(TemporaryDirectory directory)
    {
        using var data = DataDirectory.Open(directory.Path, new SqliteEventLogOptions(), TimeProvider.System);
    }

    private async Task BackUpAsync(TemporaryDirectory data)
    {
        var run = await ProgramRun.Of("backup", _backups.Path, "--data", data.Path, "--keep", "1");
        Assert.True(run.ExitCode == 0, run.Errors);
    }
}
