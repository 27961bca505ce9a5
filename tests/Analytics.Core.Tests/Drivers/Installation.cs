using System.Globalization;
using System.Text;
using Analytics.Core.Agents;
using Analytics.Core.Collection;
using Analytics.Core.Imports;
using Analytics.Core.Jobs;
using Analytics.Core.Partitioning;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Retention;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Collection;
using Analytics.Core.Tests.Reprocessing;
using Analytics.Core.Visitors;

namespace Analytics.Core.Tests.Drivers;

/// <summary>
/// All stages from the body of a request to the rows of an answer, over in-memory drivers, each taken when the test says so.
/// </summary>
internal sealed class Installation : IDisposable
{
    public const string Chrome = CollectorHarness.Chrome;

    private readonly World _world;
    private readonly DailySalts _salts;
    private readonly Collector _collector;

    public Installation(DateTimeOffset now, int partitions = 1, RollupOptions? rollups = null)
    {
        Clock = new(now);
        Log = new(partitions, Clock);
        _world = new(Clock, Log, new InMemoryTableStore(), rollups: rollups);
        _salts = new(new TableSaltStore(_world.Tables, CollectorHarness.SeededFill(11)), Clock);
        _collector = new(
            _world.Sites,
            _salts,
            new AgentCatalog(),
            new SegmentPublisher(Log, new Diversions(Log, _world.Tables, Clock), new SegmentPublisherOptions(), Clock)
        );
    }

    public FakeTimeProvider Clock { get; }

    /// <summary>The goals of all sites.</summary>
    public InMemoryGoals Goals { get; } = new();

    public InMemoryEventLog Log { get; }

    /// <summary>The daily aggregates of all sites; remembers nothing yet.</summary>
    public DailyImports Imports => field ??= new(Tables, Clock);

    /// <summary>A scanner that remembers nothing yet.</summary>
    public RollupScanner Scanner => _world.Scanner;

    public InMemoryTableStore Tables => _world.Tables;

    public SiteRegistry Sites => _world.Sites;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task RegisterAsync(string site, string zone = "Etc/UTC", int? retentionDays = null) =>
        Assert.True(await _world.Sites.CreateAsync(new(site, zone, Clock.Now, RetentionDays: retentionDays), Token));

    /// <summary>Sends a body as a client does that knows no site or key but those of its events.</summary>
    public async Task<CollectionReceipt> CollectAsync(
        ReadOnlyMemory<byte> body,
        bool isBatch,
        bool isImport = false,
        string agent = Chrome,
        string address = "203.0.113.9"
    )
    {
        var context = CollectionContext.Create(Clock.Now, address, agent, "EE", "EE-37", "Tallinn", isImport);
        return isBatch ? await _collector.CollectBatchAsync(body, context, Token) : await _collector.CollectOneAsync(body, context, Token);
    }

    /// <summary>Aggregates everything in the log, at most so many messages a batch.</summary>
    public Task AggregateAsync(int batch = 7) => _world.AggregateAsync(batch);

    /// <summary>Rolls up hours, days and months, and prunes what is rolled up.</summary>
    public Task RollUpAsync(bool openHoursToo = false) => _world.RollUpAsync(openHoursToo);

    /// <summary>Deletes the statistics that sites keep no longer.</summary>
    public Task RetainAsync() => new RollupRetention(_world.Tables, _world.Sites, Imports, Clock, new()).RunAsync(Token);

    /// <summary>Runs a reprocessing job over a range to its end.</summary>
    public async Task ReprocessAsync(DateTimeOffset from, DateTimeOffset to, bool dryRun = false)
    {
        var (job, _) = await _world.ReprocessAsync(from, to, dryRun);
        Assert.True(job.State == JobState.Completed, $"The job ended as {job.State}: {job.Error}");
    }

    /// <summary>Erases everything of a visitor by the id that was sent.</summary>
    public Task EraseVisitorAsync(string site, string visitor) =>
        _world.EraseAsync(
            ErasureKind.Visitor,
            site,
            DateTimeOffset.UnixEpoch,
            new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero),
            VisitorIds.Persistent(Encoding.UTF8.GetBytes(site), Encoding.UTF8.GetBytes(visitor))
        );

    /// <summary>Answers a query.</summary>
    /// <param name="site">The site asked about.</param>
    /// <param name="query">The members of the query but <c>site_id</c>.</param>
    /// <param name="zone">The site's time zone.</param>
    /// <param name="id">The site's id, where it is another than its name.</param>
    public async Task<QueryResult> AskAsync(string site, string query, string zone = "Etc/UTC", string? id = null) =>
        await new QueryEngine(Scanner, Clock, Goals, Imports).ExecuteAsync(
            new(id ?? site, zone, DateTimeOffset.UnixEpoch),
            QueryParser.Parse(Encoding.UTF8.GetBytes($$"""{"site_id":"{{site}}",{{query}}}""")),
            Token
        );

    /// <summary>Events of a site over a range of seconds.</summary>
    public async Task<double> EventsAsync(string site, long from, long to)
    {
        var result = await AskAsync(site, $"\"metrics\":[\"events\"],\"date_range\":[\"{Moment(from)}\",\"{Moment(to - 1)}\"]");
        return result.Rows.Sum(row => row.Metrics[0] ?? 0);
    }

    /// <summary>Everything that was set aside, by row key with the reason.</summary>
    public IReadOnlyList<string> DeadLetters() =>
        [
            .. _world
                .Tables.RowsOf(TableNames.DeadLetter)
                .Select(row => $"{row.PartitionKey}|{row.RowKey}: {Encoding.UTF8.GetString(row.Head.Span)}"),
        ];

    public static string Moment(long second) =>
        DateTimeOffset.FromUnixTimeSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _salts.Dispose();
        _world.Dispose();
    }
}
