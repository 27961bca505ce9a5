using System.Text;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Queries;

/// <summary>The queries that a process runs at its start, so that the first client need not wait for the compiler.</summary>
public sealed class QueryWarmUpTests
{
    private const string Shop = "shop.example";

    [Fact]
    public async Task It_asks_about_the_newest_days_of_the_sites_with_the_newest_statistics()
    {
        using var installation = await InstallAsync(("a.example", "2026-07-01"), ("b.example", "2026-07-03"), ("c.example", "2026-07-02"));
        await installation.RegisterAsync("empty.example");
        var scanner = new NotedScanner(installation.Scanner);

        var answered = await WarmUp(installation, scanner).RunAsync(Token);

        Assert.True(answered > 0);
        Assert.Equal(["b.example", "c.example"], scanner.Requests.Select(request => request.Site).Distinct());
        Assert.Equal([Second("2026-07-02"), Second("2026-07-01")], scanner.Requests.Select(request => request.From).Distinct());
        Assert.All(scanner.Requests, request => Assert.Equal(2 * 86_400, request.To - request.From));
    }

    [Fact]
    public async Task Without_statistics_nothing_is_asked()
    {
        using var installation = await InstallAsync();
        await installation.RegisterAsync(Shop);

        Assert.Equal(0, await WarmUp(installation, installation.Scanner).RunAsync(Token));
    }

    [Fact]
    public async Task A_client_that_asks_ends_it()
    {
        using var installation = await InstallAsync((Shop, "2026-07-01"));
        var scanner = new NotedScanner(installation.Scanner);
        var engine = new QueryEngine(scanner, installation.Clock);
        scanner.OnFirst = async () =>
            await engine.ExecuteAsync(
                new(Shop, "Etc/UTC", DateTimeOffset.UnixEpoch),
                QueryParser.Parse(Encoding.UTF8.GetBytes($$"""{"site_id":"{{Shop}}","metrics":["events"],"date_range":"day"}""")),
                Token
            );

        Assert.Equal(1, await new QueryWarmUp(engine, installation.Sites, installation.Tables, installation.Clock).RunAsync(Token));
    }

    [Fact]
    public async Task It_gives_up_at_the_deadline_and_when_it_is_told_to()
    {
        using var installation = await InstallAsync((Shop, "2026-07-01"));
        var running = WarmUp(installation, new NotedScanner(installation.Scanner) { Holds = true }).RunAsync(Token).AsTask();
        installation.Clock.Advance(QueryWarmUp.Deadline);
        Assert.Equal(0, await running);

        using var stop = new CancellationTokenSource();
        running = WarmUp(installation, new NotedScanner(installation.Scanner) { Holds = true }).RunAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static long Second(string day) => AskedSite.Second(day + "T00:00:00Z");

    private static QueryWarmUp WarmUp(Installation installation, IRollupScanner scanner) =>
        new(new QueryEngine(scanner, installation.Clock), installation.Sites, installation.Tables, installation.Clock);

    private static async Task<Installation> InstallAsync(params (string Site, string Day)[] days)
    {
        var installation = new Installation(new DateTimeOffset(2026, 8, 3, 2, 0, 0, TimeSpan.Zero));
        foreach (var (site, day) in days)
        {
            await installation.RegisterAsync(site);
            var body = $$"""[{"domain":"{{site}}","name":"pageview","url":"https://{{site}}/","timestamp":"{{day}}T20:38:35Z"}]""";
            Assert.Equal(1, (await installation.CollectAsync(Encoding.UTF8.GetBytes(body), isBatch: true, isImport: true)).Accepted);
        }

        await installation.AggregateAsync();
        await installation.RollUpAsync();
        return installation;
    }

    private sealed class NotedScanner(IRollupScanner inner) : IRollupScanner
    {
        public List<ScanRequest> Requests { get; } = [];

        public bool Holds { get; init; }

        public Func<Task>? OnFirst { get; set; }

        public async ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            if (Holds)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            if (OnFirst is { } first)
            {
                OnFirst = null;
                await first();
            }

            return await inner.ScanAsync(request, cancellationToken);
        }

        public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) =>
            inner.FirstEventAsync(site, cancellationToken);
    }
}
