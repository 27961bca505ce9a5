using Analytics.Core.EventLog;
using Analytics.Local.Reprocessing;
using Analytics.Local.Storage;

namespace Analytics.Local.Tests.EventLog;

public sealed class LocalArchiveTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_archive_begins_after_the_last_gap_of_the_log()
    {
        using var log = SqliteEventLog.Open(_directory.File("log.db"), new SqliteEventLogOptions(), TimeProvider.System);
        await log.AppendAsync(0, [new byte[] { 1 }], Stop);
        await log.AppendAsync(1, [new byte[] { 1 }], Stop);
        log.Note(new LogGap(0, 1, 7, TimeProvider.System.GetUtcNow()));
        Assert.Equal(7, await log.LastSequenceNumberAsync(0, Stop));
        log.EndAtMessages(0);
        Assert.Equal(1, await log.LastSequenceNumberAsync(0, Stop));
        await log.AppendAsync(0, [new byte[] { 2 }], Stop);
        Assert.Equal(8, await log.LastSequenceNumberAsync(0, Stop));
        var archive = new LocalArchive(log);

        Assert.Equal(8, (await archive.OldestAsync(0, Stop))!.Value.SequenceNumber);
        Assert.Equal(8, Assert.Single(await archive.ReadAsync(0, 0, 100, Stop)).SequenceNumber);
        Assert.Equal(7, await archive.SeekAsync(0, DateTimeOffset.UnixEpoch, Stop));
        Assert.Equal(1, (await archive.OldestAsync(1, Stop))!.Value.SequenceNumber);
    }
}
