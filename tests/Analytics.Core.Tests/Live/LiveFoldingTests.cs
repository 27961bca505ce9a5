using Analytics.Core.Live;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Scanning;

namespace Analytics.Core.Tests.Live;

public sealed class LiveFoldingTests : IDisposable
{
    private const string Site = "site.example";
    private const long Noon = 1_431_864_000;
    private readonly Pipeline _pipeline = new(DateTimeOffset.FromUnixTimeSeconds(Noon + 1800), partitions: 1);
    private readonly RollupRounds _rounds;

    public LiveFoldingTests() => _rounds = new(_pipeline.Tables, 1, _pipeline.Clock, new());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _rounds.Dispose();

    [Fact]
    public async Task A_steady_site_leaves_few_rows_and_the_same_numbers()
    {
        var events = GeneratedTraffic.Events(3, Noon, 1800, 400);
        var all = events.Count(e => !e.IsEngagement);
        foreach (var batch in events.Chunk(1))
        {
            await _pipeline.SendAsync(batch);
        }

        await _pipeline.AggregateAsync(1);
        var before = await TextAsync();
        var rows = await CountRowsAsync();
        await _rounds.FoldAsync(Partitioner.AllBuckets, Token);
        Assert.Equal(before, await TextAsync());
        _pipeline.Clock.Advance(TimeSpan.FromMinutes(2));
        await _rounds.FoldAsync(Partitioner.AllBuckets, Token);
        var after = await CountRowsAsync();
        Assert.True(rows > 800 && after <= 7 * 4, $"{rows} rows became {after}");
        Assert.Equal(before, await TextAsync());
        Assert.Equal(all, (await ScanAsync()).Sum(group => group[ScanCounter.Events]));
        _pipeline.Clock.Advance(TimeSpan.FromHours(1));
        await _pipeline.RollUpAsync();
        Assert.Equal(before, await TextAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task In_any_order_of_batches_folds_roll_ups_prunings_and_crashes_every_event_counts_once(int seed)
    {
        var random = new Random(seed);
        var events = GeneratedTraffic.Events(seed, Noon - 5400, 7200, 300);
        var sent = new List<NaiveEvent>();
        var stop = false;
        foreach (var batch in events.Chunk(3))
        {
            await _pipeline.SendAsync(batch);
            sent.AddRange(batch);
            await _pipeline.AggregateAsync(random.Next(1, 3));
            stop = random.Next(12) switch
            {
                0 => await DoAsync(() => _rounds.FoldAsync(Partitioner.AllBuckets, Token)),
                1 => await DoAsync(() => _pipeline.RollUpAsync(openHoursToo: random.Next(2) == 0)),
                2 => await DoAsync(_pipeline.PruneAsync),
                3 => await DoAsync(BreakOffAsync),
                4 => await DoAsync(_pipeline.BuildStaleAsync),
                _ => false,
            };
            Assert.False(stop);
            Assert.Equal(sent.Count(e => !e.IsEngagement), (await ScanAsync()).Sum(group => group[ScanCounter.Events]));
        }

        async Task<bool> DoAsync(Func<Task<int>> step)
        {
            _pipeline.Clock.Advance(TimeSpan.FromSeconds(random.Next(120)));
            await step();
            return false;
        }

        async Task<int> BreakOffAsync()
        {
            // A round that writes some hours and not the progress.
            var (commits, allowed) = (0, random.Next(1, 6));
            _pipeline.Tables.BeforeCommit = (_, _) => ++commits > allowed ? throw new IOException("Broken off.") : ValueTask.CompletedTask;
            try
            {
                return await _pipeline.RollUpAsync(openHoursToo: true);
            }
            catch (IOException)
            {
                return 0;
            }
            finally
            {
                _pipeline.Tables.BeforeCommit = null;
            }
        }
    }

    [Fact]
    public async Task No_fold_reaches_over_where_a_broken_off_round_has_cut()
    {
        for (var i = 0; i < 4; i++)
        {
            await _pipeline.SendAsync([new(Site, Noon + i, 2)]);
        }

        await _pipeline.AggregateAsync(1);

        // The hour is written, and the round is broken off before its progress is.
        var hours = 0;
        _pipeline.Tables.BeforeCommit = (table, _) =>
        {
            if (hours > 0)
            {
                throw new IOException("Broken off.");
            }

            hours += table == TableNames.Rollups ? 1 : 0;
            return ValueTask.CompletedTask;
        };
        await Assert.ThrowsAsync<IOException>(() => _pipeline.RollUpAsync(openHoursToo: true));
        _pipeline.Tables.BeforeCommit = null;
        for (var i = 4; i < 16; i++)
        {
            await _pipeline.SendAsync([new(Site, Noon + i, 2)]);
        }

        await _pipeline.AggregateAsync(1);
        Assert.Equal(1, await _rounds.FoldAsync(Partitioner.AllBuckets, Token));
        Assert.Equal(16, (await ScanAsync()).Sum(group => group[ScanCounter.Events]));
        _pipeline.Clock.Advance(TimeSpan.FromHours(1));
        await _pipeline.RollUpAsync();
        Assert.Equal(16, (await ScanAsync()).Sum(group => group[ScanCounter.Events]));
    }

    [Fact]
    public async Task A_fold_beside_a_round_never_joins_what_the_round_reads_with_what_came_after()
    {
        for (var i = 0; i < 4; i++)
        {
            await _pipeline.SendAsync([new(Site, Noon + i, 2)]);
        }

        await _pipeline.AggregateAsync(1);

        // As a second holder of the lease: it folds where the round has read the rows, and not written what it has read.
        var folded = 0;
        _pipeline.Tables.BeforeCommit = async (_, partitionKey) =>
        {
            if (partitionKey == "progress" && folded++ == 0)
            {
                _pipeline.Tables.BeforeCommit = null;
                for (var i = 4; i < 12; i++)
                {
                    await _pipeline.SendAsync([new(Site, Noon + i, 2)]);
                }

                await _pipeline.AggregateAsync(1);
                await new LiveFolding(_pipeline.Tables, 1, _pipeline.Clock, RollupLogic.Current, TimeSpan.FromMinutes(1)).RunAsync(
                    Partitioner.AllBuckets,
                    Token
                );
            }
        };
        await _pipeline.RollUpAsync(openHoursToo: true);

        Assert.Equal(1, folded);
        Assert.Equal(12, (await ScanAsync()).Sum(group => group[ScanCounter.Events]));
        await _pipeline.RollUpAsync(openHoursToo: true);
        Assert.Equal(12, (await ScanAsync()).Sum(group => group[ScanCounter.Events]));
    }

    [Fact]
    public async Task A_fold_that_found_its_rows_before_a_round_is_refused_after_it()
    {
        for (var i = 0; i < 8; i++)
        {
            await _pipeline.SendAsync([new(Site, Noon + i, 2)]);
        }

        await _pipeline.AggregateAsync(1);
        var rolledUp = 0;
        _pipeline.Tables.BeforeCommit = async (_, _) =>
        {
            if (rolledUp++ == 0)
            {
                _pipeline.Tables.BeforeCommit = null;
                await _pipeline.RollUpAsync(openHoursToo: true);
            }
        };
        Assert.Equal(0, await _rounds.FoldAsync(Partitioner.AllBuckets, Token));
        Assert.Equal(8, (await ScanAsync()).Sum(group => group[ScanCounter.Events]));
    }

    [Fact]
    public async Task Rows_that_were_folded_stay_for_a_minute()
    {
        foreach (var i in Enumerable.Range(0, 8))
        {
            await _pipeline.SendAsync([new(Site, Noon + i, 2)]);
        }

        await _pipeline.AggregateAsync(1);
        Assert.Equal(1, await _rounds.FoldAsync(Partitioner.AllBuckets, Token));
        Assert.Equal(9, await CountRowsAsync());
        _pipeline.Clock.Advance(TimeSpan.FromSeconds(59));
        await _rounds.FoldAsync(Partitioner.AllBuckets, Token);
        Assert.Equal(9, await CountRowsAsync());
        _pipeline.Clock.Advance(TimeSpan.FromSeconds(1));
        await _rounds.FoldAsync(Partitioner.AllBuckets, Token);
        Assert.Equal(1, await CountRowsAsync());
    }

    private async Task<string> TextAsync() =>
        string.Join(
            '\n',
            (await ScanAsync()).Select(group => System.Text.Json.JsonSerializer.Serialize(group)).Order(StringComparer.Ordinal)
        );

    private async Task<IReadOnlyList<ScanGroup>> ScanAsync()
    {
        var from = Noon - 86_400;
        var result = await _pipeline.Scanner.ScanAsync(
            new(
                Site,
                from,
                Noon + 86_400,
                [from],
                false,
                [ScanDimension.Of(Core.Dimensions.EventDimension.Page)],
                null,
                ScanNeeds.All & ~ScanNeeds.Traffic
            ),
            Token
        );
        return result.Groups;
    }

    private async Task<int> CountRowsAsync()
    {
        var count = 0;
        await foreach (var _ in _pipeline.Tables.ReadRangeAsync(TableNames.Live, "0000", "b", LiveRow.BlocksEnd, headsOnly: true, Token))
        {
            count++;
        }

        return count;
    }
}
