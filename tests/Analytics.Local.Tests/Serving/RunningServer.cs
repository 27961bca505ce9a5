using Analytics.Core.Keys;
using Analytics.Local.Clients;
using Analytics.Local.Loading;
using Analytics.Local.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Local.Tests.Serving;

/// <summary>The whole server on a free port of 127.0.0.1, with data of its own.</summary>
internal sealed class RunningServer(
    bool showsMetrics,
    TemporaryDirectory directory,
    IReadOnlyDictionary<string, string?>? settings = null,
    string scheme = "http"
) : IAsyncDisposable
{
    private DataDirectory? _data;
    private WebApplication? _application;

    public string Url => _application!.Urls.First();

    public IServiceProvider Services => _application!.Services;

    /// <summary>The data directory.</summary>
    public string Data => directory.Path;

    public string Key { get; private set; } = string.Empty;

    /// <summary>Starts on a directory, which the server deletes at its end; by default on a new one.</summary>
    /// <param name="showsMetrics">True to serve metrics.</param>
    /// <param name="data">The directory.</param>
    /// <param name="key">The admin key that the directory has already.</param>
    public static async Task<RunningServer> StartAsync(bool showsMetrics = false, TemporaryDirectory? data = null, string key = "")
    {
        var server = new RunningServer(showsMetrics, data ?? new()) { Key = key };
        await server.OpenAsync();
        return server;
    }

    /// <summary>Starts with settings of the command line, listening over https.</summary>
    public static async Task<RunningServer> StartSecureAsync(IReadOnlyDictionary<string, string?> settings)
    {
        var server = new RunningServer(showsMetrics: false, new(), settings, "https");
        await server.OpenAsync();
        return server;
    }

    /// <summary>Stops in order and starts again on the same data.</summary>
    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>Pageviews of the hours around a time, once every message of the log is aggregated.</summary>
    public async Task<long> PageviewsAsync(string site, DateTimeOffset around)
    {
        using var client = new ApiClient(new Uri(Url), Key);
        return await new PageviewQuery(client).CountAsync(site, around, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        directory.Dispose();
    }

    private async Task OpenAsync()
    {
        _data = DataDirectory.Open(directory.Path, new SqliteEventLogOptions(), TimeProvider.System);
        _application = AnalyticsServer.Build(_data, $"{scheme}://127.0.0.1:0", TimeProvider.System, showsMetrics, settings);
        await _application.StartAsync(TestContext.Current.CancellationToken);
        Key =
            await _application.Services.GetRequiredService<ApiKeyRegistry>().EnsureAdminKeyAsync(TestContext.Current.CancellationToken)
            ?? Key;
    }

    private async Task CloseAsync()
    {
        await _application!.StopAsync(TestContext.Current.CancellationToken);
        await _application.DisposeAsync();
        _data!.Dispose();
    }
}
