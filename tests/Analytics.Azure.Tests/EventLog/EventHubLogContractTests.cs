using Analytics.Azure.Tests.EventHubs;
using Analytics.Core.EventLog;

namespace Analytics.Azure.Tests.EventLog;

/// <summary>The contract of the log on the real client and an endpoint of its own for each test.</summary>
public sealed class EventHubLogContractTests : EventLogContract, IAsyncDisposable
{
    private readonly EventHubEndpoint _hub = new(4);
    private HubClients _clients;

    public EventHubLogContractTests() => _clients = new(_hub);

    protected override IEventLog Log => _clients.Log;

    public async ValueTask DisposeAsync()
    {
        await _clients.DisposeAsync();
        _hub.Dispose();
    }

    protected override async Task<IEventLog> UnreachableAsync()
    {
        await _clients.Log.AppendAsync(1, (ReadOnlyMemory<byte>)"one"u8.ToArray(), TestContext.Current.CancellationToken);
        _hub.Stop();
        return _clients.Log;
    }

    protected override IEventLog Reopen()
    {
        _clients = new(_hub);
        return _clients.Log;
    }
}
