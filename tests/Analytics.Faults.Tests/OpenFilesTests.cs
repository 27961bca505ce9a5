using System.Net;
using System.Net.Sockets;
using Analytics.Faults.Tests.Drivers;

namespace Analytics.Faults.Tests;

/// <summary>More connections than the process may have files open.</summary>
public sealed class OpenFilesTests : IDisposable
{
    private const int Files = 600;

    private readonly RealServer _server = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Idle_connections_leave_files_for_the_work_of_the_others()
    {
        _server.Wrapper = ["sh", "-c", $"ulimit -n {Files}; exec \"$@\"", "sh"];
        await _server.StartAsync(Stop);
        await _server.AddSiteAsync("example.com", Stop);
        var address = new Uri(_server.Url);
        var idle = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 3 * Files; i++)
            {
                var client = new TcpClient();
                idle.Add(client);
                await client.ConnectAsync(address.Host, address.Port, Stop);
            }

            for (var i = 0; i < 20; i++)
            {
                // The connection of the registration is still open.
                Assert.Equal(HttpStatusCode.Accepted, await _server.SendAsync("example.com", $"/{i}", Stop));
                Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync("/health/ready", Stop)).Status);
            }
        }
        finally
        {
            idle.ForEach(client => client.Dispose());
        }
    }
}
