using Analytics.Core.EventLog;
using Analytics.Local.Storage;
using Analytics.Local.Tests.Storage;

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
    }

    protected override IEventLog Reopen()
    {
        _log.Dispose();
        return _log = Open();
    }

    private SqliteEventLog Open() => SqliteEventLog.Open(_directory.File("log.db"), new SqliteEventLogOptions(), TimeProvider.System);
}
