using System.Text;
using Analytics.Azure.Aggregation;
using Analytics.Core.Agents;
using Analytics.Core.Aggregation;
using Analytics.Core.Archives;
using Analytics.Core.Collection;
using Analytics.Core.Erasures;
using Analytics.Core.Jobs;
using Analytics.Core.Keys;
using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Queries;
using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Reprocessing;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Core.Visitors;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Faults.Tests.Harness;

/// <summary>A process of the system with all its stages and a memory of its own. To end it, forget it.</summary>
internal sealed class Instance
{
    private const string Agent =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

    private readonly Installation _installation;
    private readonly PartitionAggregators _aggregators;
    private readonly RollupDemand _demand;
    private readonly RollupRounds _rounds;
    private readonly JobRunner _runner;
    private readonly TableLease? _jobLease;
    private readonly Collector _collector;
    private readonly RollupScanner _scanner;
    private readonly DayCounter _counter;

    public Instance(string name, Installation installation, Faults faults, DateTimeOffset now)
    {
        Name = name;
        _installation = installation;
        Clock = new(now);
        Storage = new(this, installation.Tables, faults);
        ITableStore tables = installation.IsShared ? Storage : new VersionedTables(Storage, installation.Tables);
        var log = new FaultyLog(this, installation.Log, faults);
        var statistics = new RollingStatistics(Clock);
        var diversions = new Diversions(log, tables, Clock);
        Sites = new(tables, Clock);
        _demand = new(tables, Clock);
        _aggregators = new(log, tables, statistics, installation.Aggregation, _demand, Clock, NullLogger<PartitionAggregators>.Instance);
        _rounds = new(
            tables,
            log.PartitionCount,
            Clock,
            installation.Rollups,
            installation.IsShared ? new(tables, "rollups", Clock) : null
        );
        _jobLease = installation.IsShared ? new(tables, "jobs", Clock) : null;
        Jobs = new(tables, Clock);
        _collector = new(
            Sites,
            new(new TableSaltStore(tables, installation.FillRandom), Clock),
            new AgentCatalog(),
            new SegmentPublisher(log, diversions, new SegmentPublisherOptions(), Clock)
        );
        var reprocessor = new Reprocessor(
            tables,
            new EventLogArchive(log),
            Sites,
            _rounds,
            installation.Aggregation,
            installation.Rollups,
            installation.Reprocessing,
            Clock
        );
        var eraser = new Eraser(
            tables,
            log,
            log,
            Sites,
            new ApiKeyRegistry(tables, Clock, installation.FillRandom),
            statistics,
            reprocessor,
            _rounds,
            Jobs,
            new(tables, Clock),
            installation.Rollups,
            new() { Settle = TimeSpan.Zero, ProgressEvery = Installation.Never },
            Clock
        );
        _runner = new(Jobs, [reprocessor, eraser], new JobSignal(), Clock);
        _scanner = SmallScanner.Of(tables, Sites, log.PartitionCount, Clock, diversions, countedFrom: 0);
        _counter = new(
            _scanner,
            tables,
            Sites,
            Clock,
            QuestionMemory.Unlimited,
            installation.IsShared ? new(tables, "counted-days", Clock) : null
        );
    }

    public string Name { get; }

    public InstanceClock Clock { get; }

    /// <summary>Difference of the clock from the right time.</summary>
    public TimeSpan ClockError { get; set; }

    public FaultyTables Storage { get; }

    public SiteRegistry Sites { get; }

    public JobTable Jobs { get; }

    /// <summary>True while it gets no processor time: its work stands still, and its clock is late.</summary>
    public bool IsStalled { get; set; }

    /// <summary>True while none of its calls reaches the storage.</summary>
    public bool IsCutOff { get; set; }

    public List<Actor> Actors { get; } = [];

    /// <summary>Sends a body and tells whether everything in it was accepted.</summary>
    public async Task<bool> CollectAsync(string body, bool isImport)
    {
        var context = CollectionContext.Create(Clock.GetUtcNow(), "203.0.113.9", Agent, "EE", "EE-37", "Tallinn", isImport);
        var receipt = await _collector.CollectBatchAsync(Encoding.UTF8.GetBytes(body), context, CancellationToken.None);
        Assert.True(
            receipt.Failure is null && receipt.RejectedCount == 0 && receipt.Filtered == 0,
            $"{receipt.Failure} {string.Join(' ', receipt.Rejected)}: {body}"
        );
        return true;
    }

    public Task AggregateAsync(int partition, IReadOnlyList<Core.EventLog.LogRecord> records) =>
        _aggregators.ProcessAsync(partition, records, CancellationToken.None);

    /// <summary>Rolls up hours, days and months, and prunes.</summary>
    public Task RollUpAsync(bool openHoursToo) => _rounds.RunAsync(openHoursToo, CancellationToken.None);

    public Task PruneAsync() => _rounds.PruneAsync(CancellationToken.None);

    public Task RollUpLongerAsync() => _rounds.RunLongerAsync(CancellationToken.None);

    public Task FoldAsync() => _rounds.FoldAsync(Partitioner.AllBuckets, CancellationToken.None);

    public async Task TakeDemandsAsync()
    {
        await _rounds.RunDemandedAsync(_demand, CancellationToken.None);
        await _rounds.FoldDemandedAsync(_demand, CancellationToken.None);
    }

    /// <summary>Runs jobs, if there are any and no other instance runs them.</summary>
    public Task RunJobsAsync() =>
        _jobLease is null
            ? _runner.RunNextAsync(CancellationToken.None)
            : _runner.RunForAsync(TimeSpan.FromMinutes(5), _jobLease, CancellationToken.None);

    /// <summary>Counts the days that questions have asked for.</summary>
    /// <returns>Number of days counted.</returns>
    public Task<int> CountDaysAsync() => _counter.RunAsync(CancellationToken.None);

    /// <summary>Answers a query.</summary>
    /// <param name="site">The site.</param>
    /// <param name="query">The members of the query but the site.</param>
    /// <param name="isFresh">True to answer from storage alone, false to use what earlier answers left in memory.</param>
    public async Task<QueryResult> AskAsync(string site, string query, bool isFresh)
    {
        var scanner = isFresh
            ? SmallScanner.Counting(
                Storage,
                Sites,
                _installation.Log.PartitionCount,
                Clock,
                new Diversions(_installation.Log, Storage, Clock)
            )
            : _scanner;
        return await new QueryEngine(scanner, Clock).ExecuteAsync(
            new(site, "Etc/UTC", DateTimeOffset.UnixEpoch),
            QueryParser.Parse(Encoding.UTF8.GetBytes($$"""{"site_id":"{{site}}",{{query}}}""")),
            CancellationToken.None
        );
    }

    private sealed class VersionedTables(ITableStore storage, ITableVersions versions)
        : Analytics.Testing.Drivers.DelegatingTableStore(storage),
            ITableVersions
    {
        public long VersionOf(string table, string partitionKey) => versions.VersionOf(table, partitionKey);
    }
}
