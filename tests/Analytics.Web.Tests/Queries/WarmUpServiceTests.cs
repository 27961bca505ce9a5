using System.Net;
using System.Net.Sockets;
using Analytics.Core.Queries;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Web.Queries;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Tests.Queries;

public sealed class WarmUpServiceTests : IDisposable
{
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ListLogger<WarmUpService> _log = new(LogLevel.Information);
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryTableStore _tables = new();
    private readonly QueryAdmission _admission;

    public WarmUpServiceTests()
    {
        _listener.Start();
        _admission = new(Options.Create(new WebOptions()), _time);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _admission.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task A_host_that_stops_while_it_is_warmed_up_logs_nothing()
    {
        using var service = Service();
        await service.StartAsync(Cancel);
        _lifetime.NotifyStarted();
        using (await _listener.AcceptSocketAsync(Cancel))
        {
            _lifetime.StopApplication();
        }

        await service.ExecuteTask!.WaitAsync(Cancel);

        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_request_that_breaks_off_while_the_host_runs_is_logged_and_does_not_end_it()
    {
        using var service = Service();
        await service.StartAsync(Cancel);
        _lifetime.NotifyStarted();
        using (await _listener.AcceptSocketAsync(Cancel))
        {
            // It is closed without an answer, and so is whatever comes after it.
            _listener.Stop();
        }

        await service.ExecuteTask!.WaitAsync(Cancel);

        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task A_time_out_is_logged_and_does_not_end_the_host()
    {
        using var service = Service(new TimedOutTables(_tables), listens: false);
        await service.StartAsync(Cancel);
        _lifetime.NotifyStarted();

        await service.ExecuteTask!.WaitAsync(Cancel);

        Assert.Single(_log.Lines);
    }

    private WarmUpService Service(ITableStore? tables = null, bool listens = true)
    {
        tables ??= _tables;
        var sites = new SiteRegistry(tables, _time);
        return new(
            new(new QueryEngine(new NaiveScanner([]), _time), sites, tables, _time),
            _admission,
            Options.Create(new WebOptions { WarmsUp = true }),
            listens ? [new ListeningServer((IPEndPoint)_listener.LocalEndpoint)] : [],
            _lifetime,
            _log
        );
    }

    private sealed class TimedOutTables(ITableStore inner) : DelegatingTableStore(inner)
    {
        public override IAsyncEnumerable<TableRow> ReadRangeAsync(
            string table,
            string partitionKey,
            string fromInclusive,
            string? toExclusive,
            bool headsOnly,
            CancellationToken cancellationToken
        ) => throw new TaskCanceledException("The tables did not answer in time.");
    }

    private sealed class ListeningServer : IServer
    {
        public ListeningServer(IPEndPoint address) => Features.Set<IServerAddressesFeature>(new Listening($"http://{address}"));

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            // It holds nothing.
        }
    }

    private sealed class Listening(string address) : IServerAddressesFeature
    {
        public ICollection<string> Addresses { get; } = [address];

        public bool PreferHostingUrls { get; set; }
    }
}
