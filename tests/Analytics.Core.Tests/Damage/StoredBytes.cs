using Analytics.Core.Alerts;
using Analytics.Core.DeadLetters;
using Analytics.Core.Definitions;
using Analytics.Core.Erasures;
using Analytics.Core.Hashing;
using Analytics.Core.Imports;
using Analytics.Core.Jobs;
using Analytics.Core.Keys;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Queries;
using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Reprocessing;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Imports;
using Analytics.Core.Tests.Reprocessing;
using Analytics.Core.Visitors;

namespace Analytics.Core.Tests.Damage;

/// <summary>
/// An installation that has a row of every kind: live rows of all levels, hours, days and months in one row and in segments, ids apart and
/// without a time, and whatever is stored beside statistics.
/// </summary>
internal sealed class StoredBytes
{
    public const string Site = "site0.example";
    private static readonly DateTimeOffset Start = new(2026, 1, 30, 0, 0, 0, TimeSpan.Zero);

    private readonly string _session;

    private StoredBytes(FakeTimeProvider clock, InMemoryEventLog log, InMemoryTableStore tables, string session) =>
        (Clock, Log, Tables, _session) = (clock, log, tables, session);

    public FakeTimeProvider Clock { get; }

    public InMemoryEventLog Log { get; }

    public InMemoryTableStore Tables { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<StoredBytes> MakeAsync()
    {
        var history = new History(3, Start, days: 4, sites: 2, visitsPerDay: 50);
        var tables = new InMemoryTableStore();
        var options = new RollupOptions
        {
            SegmentEvents = 80,
            SmallDayEvents = 0,
            SmallColumnBytes = 64,
            KeepHours = TimeSpan.FromHours(30),
        };
        using var world = new World(history.Clock, history.Log, tables, rollups: options);
        await history.PlayAsync(
            hoursPerStep: 6,
            async () =>
            {
                await world.AggregateAsync();
                await world.RollUpAsync();
            }
        );
        for (var hours = 0; hours < 60; hours += 6)
        {
            // Days take up the ids of their hours, and those go.
            history.Clock.Advance(TimeSpan.FromHours(6));
            await world.RollUpAsync();
        }

        await SendAsync(world, Site, 40, hasTime: false);
        using var small = new World(history.Clock, history.Log, tables);
        await SendAsync(world, "small.example", 30, hasTime: true);
        await world.RollUpAsync(openHoursToo: true);
        for (var i = 0; i < 20; i++)
        {
            await SendAsync(world, Site, 5, hasTime: true);
        }

        var buckets = Partitioner.AllBuckets;
        await world.Rounds.FoldAsync(buckets, Token);
        await CountAsync(world);
        return new(history.Clock, history.Log, tables, await AddOthersAsync(world));
    }

    /// <summary>Finds the session in a store.</summary>
    public async Task FindSessionAsync(ITableStore tables)
    {
        RandomFill random = new Random(1).NextBytes;
        await new SessionRegistry(tables, new(tables, Clock, random), Clock, random).FindAsync(_session, Token);
    }

    /// <summary>Adds a site of daily ids with a day that is counted.</summary>
    private static async Task CountAsync(World world)
    {
        const string site = "counted.example";
        var from = Start.AddDays(3).ToUnixTimeSeconds();
        await World.SendAsync(
            world.Log,
            Enumerable
                .Range(0, 60)
                .Select(i => (new NaiveEvent(site, from + (i * 2_800), (ulong)i * 2, Page: $"/page-{i % 7}"), (string?)null))
        );
        await world.AggregateAsync();
        await world.RollUpAsync();
        var scanner = SmallScanner.Counting(world.Tables, new FixedSites(), world.Log.PartitionCount, world.Clock);
        await scanner.ScanAsync(new(site, from, from + RollupPeriod.Day, [from], false, [], null, ScanNeeds.Visitors), Token);
        await new DayCounter(scanner, world.Tables, new FixedSites(), world.Clock, QuestionMemory.Unlimited).RunAsync(Token);
        var day = RollupPeriod.Of(RollupTier.Day, from);
        await StaleNote.WriteAsync(world.Tables, StaleNote.Count, site, [day], world.Clock.Now, Token);
    }

    private static async Task SendAsync(World world, string site, int events, bool hasTime)
    {
        var second = world.Clock.GetUtcNow().ToUnixTimeSeconds() - 600;
        await World.SendAsync(
            world.Log,
            Enumerable
                .Range(0, events)
                .Select(i =>
                    (
                        new NaiveEvent(site, second + i, (ulong)i + 1, Page: $"/page-{i % 7}")
                        {
                            Currency = i % 3 == 0 ? "EUR" : null,
                            Amount = i,
                            Props = new Dictionary<string, string> { ["plan"] = $"p{i % 4}" },
                        },
                        (string?)$"{site}-{second}-{i}"
                    )
                ),
            hasTime
        );
        await world.AggregateAsync();
    }

    private static async Task<string> AddOthersAsync(World world)
    {
        var (tables, clock) = (world.Tables, world.Clock);
        RandomFill random = new Random(1).NextBytes;
        await world.Sites.CreateAsync(
            new(Site, "Etc/UTC", clock.GetUtcNow())
            {
                Clients = new Dictionary<string, IReadOnlyList<string>> { ["segment"] = ["KEY-1"] },
            },
            Token
        );
        await RetentionNote.WriteAsync(tables, Site, 400, clock.GetUtcNow(), Token);
        var keys = new ApiKeyRegistry(tables, clock, random);
        var key = await keys.CreateAsync("of the shop", KeyScopes.Stats, Site, Token);
        var session = await new SessionRegistry(tables, keys, clock, random).CreateAsync(key.Key, Token);
        await keys.NoteUseAsync(key.Key, Token);
        await new TableSaltStore(tables, random).GetOrCreateAsync(DateOnly.FromDateTime(Start.UtcDateTime), Token);
        await new GoalRegistry(tables, clock).FindOrCreateAsync(
            Site,
            new(string.Empty, "Signup", GoalKind.Event, "Signup", null, null, null, new Dictionary<string, string> { ["plan"] = "pro" }),
            Token
        );
        await new SharedLinkRegistry(tables, clock, random).CreateAsync(Site, new("team", null, null, null, false), false, Token);
        var alerts = new AlertRegistry(tables, clock);
        var alert = await alerts.AddAsync(
            Site,
            new(string.Empty, "Spike", AlertKind.Spike, "https://hooks.example/", "secret", 200, 24, 30, "visitors", null),
            Token
        );
        await alerts.WriteHistoryAsync(Site, alert.Id, AlertHistory.Empty, null, Token);
        await new DeadLetterTable(tables, clock).SetAsideAsync(
            DeadLetter.OfMessage(new(0, 7, clock.GetUtcNow(), new byte[700]), new InvalidDataException("it is no message")),
            Token
        );
        await new Diversions(world.Log, tables, clock).RecordAsync(0, 1, Token);
        var job = await world.Jobs.CreateAsync(new(Reprocessor.Kind, Start, Start.AddDays(1), [Site], DryRun: true), Token);
        await world.Jobs.WriteProgressAsync([job.Id], new JobWork().Progress, Token);
        await new PlanTable(tables).WriteAsync(new(job.Id, true, 0, 3600, [0, 0], [9, 9], 0), Token);
        await new CheckpointTable(tables, "1|0000").WriteAsync(new(100_000, 70_000, 300, 2), Token);
        await new ErasureCheckpoints(tables).WriteAsync("9", ["12", null], "x", Token);
        await new ErasureCheckpoints(tables).WriteKeysAsync("9", [1, 2, 3], Token);
        await new DifferenceTable(tables).WriteAsync(
            job.Id,
            new(Site, DateOnly.FromDateTime(Start.UtcDateTime), DayCounts.Zero, DayCounts.Zero),
            Token
        );
        await new ImportedTables(new(2023, 5, 1), 20).ImportAsync(new DailyImports(tables, clock), Site);
        return session.Token;
    }
}
