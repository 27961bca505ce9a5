using System.Globalization;
using Analytics.Core.Alerts;
using Analytics.Core.DeadLetters;
using Analytics.Core.Definitions;
using Analytics.Core.Erasures;
using Analytics.Core.Hashing;
using Analytics.Core.Imports;
using Analytics.Core.Jobs;
using Analytics.Core.Keys;
using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Queries.CountedDays;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Reprocessing;
using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Segments;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Core.Text;
using Analytics.Core.Visitors;

namespace Analytics.Core.Tests.Damage;

/// <summary>The kinds of stored rows. A new kind of row is one entry.</summary>
internal static class RowKinds
{
    /// <summary>The kinds.</summary>
    public static IReadOnlyList<RowKind> Of(StoredBytes stored)
    {
        var (clock, log) = (stored.Clock, stored.Log);
        RandomFill random = new Random(1).NextBytes;
        return
        [
            RowKind.Of(TableNames.Live, @"\d+/b", "head|body", LiveAsync),
            RowKind.Of(
                TableNames.Live,
                @"\d+/watermark",
                "body",
                (t, row) => Watermark.ReadAsync(t, int.Parse(row.PartitionKey), Token).AsTask()
            ),
            RowKind.Of(
                TableNames.Live,
                @"\d+/folding\|",
                "body",
                (t, row) =>
                    FoldingLimit.ReadAsync(t, int.Parse(row.PartitionKey), int.Parse(row.RowKey.AsSpan("folding|".Length)), Token).AsTask()
            ),
            RowKind.Of(TableNames.Rollups, "[^/]+/[hdm]", "head|body", PeriodAsync, isChecked: true),
            RowKind.Of(TableNames.Rollups, @"[^/]+/p\|[^|]+\|[^|]+\|[0-9a-f]{4}\|", "head", PeriodAsync),
            RowKind.Of(TableNames.Rollups, @"[^/]+/p\|[^|]+\|[^|]+\|[0-9a-f]{4}\|", "[^hb].*", PeriodAsync, isChecked: true),
            RowKind.Of(TableNames.Rollups, @"[^/]+/p\|d\|[^|]+\|i", "body", PeriodAsync, isChecked: true),
            RowKind.Of(TableNames.Rollups, @"[^/]+/p\|d\|[^|]+\|i", "head", (t, row) => SweepAsync(t, row, clock)),
            RowKind.Of(TableNames.Rollups, @"[^/]+/k\|", "body", IdsAsync),
            RowKind.Of(TableNames.Rollups, @"[^/]+/c\|", "head|[^hb].*", (t, row) => CountedAsync(t, row, clock)),
            RowKind.Of(
                TableNames.Control,
                "progress/",
                "body",
                (t, row) => RollupProgress.ReadAsync(t, int.Parse(row.RowKey), Token).AsTask()
            ),
            RowKind.Of(TableNames.Control, @"(stale|hours|count)\|", "body", NotesAsync),
            RowKind.Of(TableNames.Control, "sites/", "head", (t, _) => new SiteRegistry(t, clock).ListAsync(null, 10, Token).AsTask()),
            RowKind.Of(TableNames.Control, "retention/", "body", (t, _) => EachAsync(RetentionNote.ReadAsync(t, Token))),
            RowKind.Of(TableNames.Control, "keys/", "body", (t, _) => new ApiKeyRegistry(t, clock, random).ListAsync(Token).AsTask()),
            RowKind.Of(TableNames.Control, "sessions/", "body", (t, _) => stored.FindSessionAsync(t)),
            RowKind.Of(
                TableNames.Control,
                "salts/",
                "body",
                (t, _) => new TableSaltStore(t, random).GetOrCreateAsync(new(2026, 1, 30), Token).AsTask()
            ),
            RowKind.Of(
                TableNames.Control,
                "diversions/",
                "body",
                (t, _) => new Diversions(log, t, clock).PartitionsOfAsync(0, Token).AsTask()
            ),
            RowKind.Of(TableNames.Control, "jobs/counter", "body", (t, _) => NextJobAsync(new JobTable(t, clock))),
            RowKind.Of(TableNames.Control, @"jobs/j\|", "body", (t, _) => new JobTable(t, clock).ListAsync(Token)),
            RowKind.Of(TableNames.Control, @"jobs/p\|", "body", (t, _) => new JobTable(t, clock).ProgressAsync("1", Token)),
            RowKind.Of(TableNames.Control, "plans/", "body", (t, row) => new PlanTable(t).ReadAsync(row.RowKey, Token)),
            RowKind.Of(TableNames.Control, "erasures/9$", "body", (t, _) => new ErasureCheckpoints(t).ReadAsync("9", 2, "x", Token)),
            RowKind.Of(
                TableNames.Control,
                @"erasures/9\|",
                "body",
                (t, _) => new ErasureCheckpoints(t).ReadKeysAsync("9", Token).ToListAsync(Token).AsTask()
            ),
            RowKind.Of(
                TableNames.Control,
                @"report\|1/",
                "body",
                (t, _) => new DifferenceTable(t).ReadAsync("1", null, 10, Token).AsTask()
            ),
            RowKind.Of(
                TableNames.Sites,
                "[^/]+/site$",
                "body",
                (t, row) => new SiteRegistry(t, clock).FindByIdAsync(row.PartitionKey, Token).AsTask()
            ),
            RowKind.Of(
                TableNames.Sites,
                "[^/]+/site-name",
                "head",
                (t, row) => new SiteRegistry(t, clock).FindAsync(row.PartitionKey, Token).AsTask()
            ),
            RowKind.Of(TableNames.Sites, @"[^/]+/goal(\||$)", "body", (t, row) => AddGoalAsync(new GoalRegistry(t, clock), row)),
            RowKind.Of(
                TableNames.Sites,
                @"[^/]+/share(\||$)",
                "body",
                (t, row) => new SharedLinkRegistry(t, clock, random).ListAsync(row.PartitionKey, Token).AsTask()
            ),
            RowKind.Of(
                TableNames.Sites,
                @"[^/]+/alert(\||$)",
                "body",
                (t, row) => new AlertRegistry(t, clock).ListAsync(row.PartitionKey, Token).AsTask()
            ),
            RowKind.Of(
                TableNames.Sites,
                @"[^/]+/incident\|",
                "body",
                (t, row) => new AlertRegistry(t, clock).ReadHistoryAsync(row.PartitionKey, row.RowKey.Split('|')[1], Token).AsTask()
            ),
            RowKind.Of(
                TableNames.Sites,
                @"[^/]+/import(\||$)",
                "body",
                (t, row) => new DailyImports(t, clock).ListAsync(row.PartitionKey, Token).AsTask()
            ),
            RowKind.Of(TableNames.Sites, @"[^/]+/aggregate\|", "body", (t, row) => AggregatesAsync(new(t, clock), row)) with
            {
                MaxBytes = 66L << 20,
            },
            RowKind.Of(
                TableNames.Replay,
                "[^/]+/checkpoint",
                "body",
                (t, row) => new CheckpointTable(t, row.PartitionKey).ReadAsync(Token)
            ),
            RowKind.Of(TableNames.DeadLetter, "[^/]+/", "head|body", LettersAsync),
        ];
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Reads everything of a part.</summary>
    public static void ReadAll(IRollupPart part)
    {
        _ = part.Totals.Slots.Count + part.RevenueTotals.All.Count + part.Keys().Count();
        part.AddTo(new RollupDraft(new TextPool()), 0, VisitorRange.All);
    }

    private static async Task LiveAsync(ITableStore tables, TableRow row)
    {
        var stored = (await tables.ReadAsync(TableNames.Live, row.PartitionKey, row.RowKey, Token))!;
        foreach (var (_, part) in LiveRow.ReadBlocks(stored, site: null))
        {
            ReadAll(part);
            _ = part is LiveBlock block ? block.Traffic().Count : 0;
        }
    }

    /// <summary>Reads a period with its segments, their edges and its ids.</summary>
    private static async Task PeriodAsync(ITableStore tables, TableRow row)
    {
        var key = row.RowKey.Split('|');
        var (site, period) = (row.PartitionKey, RollupPeriod.Parse(key[0] == "p" ? $"{key[1]}|{key[2]}" : row.RowKey));
        var table = new RollupTable(tables);
        var stored = (await table.ReadAsync(site, period, Token))!.Value;
        await foreach (var part in table.PartOf(site, stored).LoadAllAsync(Token))
        {
            ReadAll(part);
        }

        foreach (var entry in stored.Rollup.Segments?.Entries ?? [])
        {
            ReadAll(await table.ReadEdgesAsync(site, stored, entry, Token));
        }

        await (stored.Rollup.Ids is { } ids ? new DayIds(tables, site).CheckAsync(period, ids, Token).AsTask() : Task.CompletedTask);
    }

    private static async Task IdsAsync(ITableStore tables, TableRow row)
    {
        var day = DateTimeOffset.Parse(row.RowKey.Split('|')[1] + "Z").ToUnixTimeSeconds();
        await new EventIdTable(tables).ReadAsync(row.PartitionKey, [(2, day)], (_, damage) => throw damage, cache: null, Token);
    }

    private static Task SweepAsync(ITableStore tables, TableRow row, TimeProvider clock) =>
        new SegmentStore(tables, row.PartitionKey, clock).SweepAsync(
            RollupPeriod.Parse(string.Join('|', row.RowKey.Split('|')[1..3])),
            null,
            null,
            Token
        );

    private static async Task NotesAsync(ITableStore tables, TableRow row)
    {
        foreach (var tier in (RollupTier[])[RollupTier.Month, RollupTier.Day])
        {
            await EachAsync(StaleNote.ReadAsync(tables, row.PartitionKey.Split('|')[0], tier, DateTimeOffset.MaxValue, Token));
        }
    }

    private static async Task CountedAsync(ITableStore tables, TableRow row, TimeProvider clock)
    {
        var start = long.Parse(row.RowKey.AsSpan(CountedDayKeys.Prefix.Length), CultureInfo.InvariantCulture);
        var scanner = SmallScanner.Counting(tables, new FixedSites(), partitionCount: 2, clock);
        foreach (var dimension in CountedDimensions.All)
        {
            await scanner.ScanAsync(
                new(
                    row.PartitionKey,
                    start,
                    start + RollupPeriod.Day,
                    [start],
                    BucketsSplitVisits: false,
                    dimension is { } of ? [of] : [],
                    Filter: null,
                    ScanNeeds.Visitors
                ),
                Token
            );
        }
    }

    private static async Task AggregatesAsync(DailyImports imports, TableRow row)
    {
        var import = (await imports.ListAsync(row.PartitionKey, Token))[0];
        var table = ImportedTable.Find(row.RowKey.Split('|')[2])!;
        await EachAsync(imports.ReadAsync(row.PartitionKey, import, table, import.Days[0], Token));
    }

    private static async Task LettersAsync(ITableStore tables, TableRow row)
    {
        var table = new DeadLetterTable(tables, TimeProvider.System);
        await new DeadLetterList(tables, 2).ReadAsync(null, null, null, 10, Token);
        await table.ReadPayloadAsync(DeadLetterKeys.Id(row.PartitionKey, row.RowKey), Token);
        await table.ReadMessagesAsync(0, Token);
    }

    private static Task NextJobAsync(JobTable jobs) =>
        jobs.CreateAsync(
            new(Reprocessor.Kind, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1), ["new.example"], true),
            Token
        );

    private static Task AddGoalAsync(GoalRegistry goals, TableRow row) =>
        goals
            .FindOrCreateAsync(
                row.PartitionKey,
                new(string.Empty, "Buy", GoalKind.Event, "Buy", null, null, null, new Dictionary<string, string>()),
                Token
            )
            .AsTask();

    private static async Task EachAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (var _ in items)
        {
            // All are read.
        }
    }
}
