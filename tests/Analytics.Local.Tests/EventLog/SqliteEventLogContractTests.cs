using Analytics.Core.EventLog;
using Analytics.Local.Storage;

namespace Analytics.Local.Tests.EventLog;

public sealed class SqliteEventLogContractTests : EventLogContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteEventLog _log;

    public SqliteEventLogContractTests() => _log = Open();

    protected override IEventLog Log => _log;

    public void Dispose()
    {
        _log.Dispose();
        _directory.Dispose();
        if (Directory.Exists(_directory.Path + "-gone"))
        {
            Directory.Delete(_directory.Path + "-gone", recursive: true);
        }
    }

    protected override async Task<IEventLog> UnreachableAsync()
    {
        await _log.AppendAsync(1, (ReadOnlyMemory<byte>)"one"u8.ToArray(), TestContext.Current.CancellationToken);
        Directory.Move(_directory.Path, _directory.Path + "-gone");
        Directory.CreateDirectory(_directory.Path);
        return _log;
    }

    protected override IEventLog Reopen()
    {
        _log.Dispose();
        return _log = Open();
    }

    private SqliteEventLog Open() => SqliteEventLog.Open(_directory.File("log.db"), new SqliteEventLogOptions(), TimeProvider.System);
}
