using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Analytics.Core.Aggregation;
using Analytics.Core.Archives;
using Analytics.Core.EventLog;
using Analytics.Core.Keys;
using Analytics.Core.Queries.Events;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Visitors;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Web.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Analytics.Web.Tests.Hosting;

/// <summary>The API on Kestrel at a free port of 127.0.0.1, over drivers in memory and a clock that stands still.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    public const string AdminKey = "the admin key of the tests";
    public const string Browser =
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

    private readonly WebApplication _app;

    private ApiHost(WebApplication app, HttpClient client)
    {
        _app = app;
        Client = client;
    }

    /// <summary>Sends without a key, as a desktop browser.</summary>
    public HttpClient Client { get; }

    public required FakeTimeProvider Time { get; init; }

    public required InMemoryEventLog Log { get; init; }

    public required InMemoryTableStore Tables { get; init; }

    public required FakeLiveStatistics Live { get; init; }

    public IServiceProvider Services => _app.Services;

    public static async Task<ApiHost> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null,
        IReadOnlyList<NaiveEvent>? events = null,
        ITableStore? tables = null,
        IRollupScanner? scanner = null,
        bool hasSockets = true
    )
    {
        var time = new FakeTimeProvider();
        var log = new InMemoryEventLog(4, time);
        var memory = new InMemoryTableStore();
        var live = new FakeLiveStatistics();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                [WebOptions.AdminKeyVariable] = AdminKey,
                [$"{WebOptions.Section}:{nameof(WebOptions.WarmsUp)}"] = "false",
            }
        );
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IEventLog>(log);
        builder.Services.AddSingleton<IArchiveEraser>(log);
        builder.Services.AddSingleton(tables ?? memory);
        builder.Services.AddSingleton<ILiveStatistics>(live);
        builder.Services.AddSingleton(scanner ?? new NaiveScanner(events ?? []));
        builder.Services.AddSingleton(scanner as IVisitorScanner ?? new NoVisitors());
        builder.Services.AddSingleton<IEventReader>(new GivenEvents());
        builder.Services.AddAnalyticsWeb(builder.Configuration);
        builder.Services.AddAnalyticsOpenApi();
        var app = builder.Build();
        if (hasSockets)
        {
            app.UseWebSockets();
        }

        app.UseAnalyticsPage();
        app.MapAnalyticsApi();
        await app.StartAsync(TestContext.Current.CancellationToken);
        // Cookies are a matter of the test.
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(Browser);
        return new ApiHost(app, client)
        {
            Time = time,
            Log = log,
            Tables = memory,
            Live = live,
        };
    }

    /// <summary>Opens a shared link as its reader; returns the bearer.</summary>
    /// <param name="made">The answer that made the link.</param>
    public async Task<string> OpenLinkAsync(HttpResponseMessage made)
    {
        var token = (await JsonAsync(made)).GetProperty("token").GetString();
        using var opened = await PostAsync("/api/v1/session", $$"""{"link":"{{token}}"}""");
        return (await JsonAsync(opened)).GetProperty("bearer").GetString()!;
    }

    public async Task AddSiteAsync(string domain, bool isPublic = false, string zone = "Etc/UTC") =>
        Assert.True(
            await Services
                .GetRequiredService<SiteRegistry>()
                .CreateAsync(new Site(domain, zone, Time.Now, IsPublic: isPublic), TestContext.Current.CancellationToken)
        );

    public async Task<string> AddKeyAsync(KeyScopes scopes, string? site = null) =>
        (
            await Services.GetRequiredService<ApiKeyRegistry>().CreateAsync("test", scopes, site, TestContext.Current.CancellationToken)
        ).Secret;

    /// <summary>Signs a browser in.</summary>
    public async Task<BrowserSession> SignInAsync(string key)
    {
        using var response = await PostAsync("/api/v1/session", $$"""{"key":"{{key}}"}""");
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        return new BrowserSession(this, cookie[..cookie.IndexOf(';')], (await JsonAsync(response)).GetProperty("csrf_token").GetString()!);
    }

    /// <summary>Sends a request.</summary>
    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content = null,
        string? key = null,
        string? accept = null
    )
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? key = null) => SendAsync(HttpMethod.Get, path, key: key);

    public Task<HttpResponseMessage> PostAsync(string path, string body, string? key = null, string type = "application/json") =>
        SendAsync(HttpMethod.Post, path, Text(body, type), key);

    public Task<HttpResponseMessage> PutAsync(string path, string body, string? key = null) =>
        SendAsync(HttpMethod.Put, path, Text(body, "application/json"), key);

    public Task<HttpResponseMessage> DeleteAsync(string path, string? key = null) => SendAsync(HttpMethod.Delete, path, key: key);

    /// <summary>Everything that is in the log, decompressed, as text.</summary>
    public string LogText() =>
        string.Concat(Log.AllRecords().Select(record => Encoding.Latin1.GetString(EventMessage.Decode(record.Body).Span)));

    public static StringContent Text(string body, string type) => new(body, Encoding.UTF8, type);

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    /// <summary>The message of a refusal.</summary>
    public static async Task<string> ErrorAsync(HttpResponseMessage response) =>
        (await JsonAsync(response)).GetProperty("error").GetString()!;

    /// <summary>Stops the server as a signal to the process does.</summary>
    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
