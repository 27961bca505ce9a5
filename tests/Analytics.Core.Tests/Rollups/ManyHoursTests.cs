using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Rollups;

/// <summary>A sender of history may change every hour of many years at once; that costs others nothing.</summary>
public sealed class ManyHoursTests
{
    private const string Site = "site.example";
    private static readonly DateTimeOffset Midnight = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly long FirstHour = new DateTimeOffset(1975, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    [Fact]
    public void The_hours_of_a_day_are_found_without_a_search_of_all_hours()
    {
        // Looking at every hour for each day looks 23 million times at an hour.
        var hours = new CountedHours(24_000);
        var blocks = new SiteBlocks(Site, hours, new Dictionary<int, long>(), UntimedIds.None);

        var found = 0;
        for (var day = 0; day < 1_000; day++)
        {
            var period = new RollupPeriod(RollupTier.Day, FirstHour + (day * RollupPeriod.Day));
            Assert.Empty(blocks.Of(period));
            Assert.False(blocks.IsDisplaced(period));
            found += blocks.ChangedIn(period).Count();
        }

        Assert.Equal(24_000, found);
        Assert.InRange(hours.Looks, 24_000, 100_000);
    }

    [Fact]
    public void Only_the_hours_of_a_day_are_its_hours()
    {
        var hour = FirstHour + (5 * RollupPeriod.Hour);
        var blocks = new SiteBlocks(
            Site,
            new Dictionary<long, List<IRollupPart>>
            {
                [hour] = [],
                [FirstHour - RollupPeriod.Hour] = [],
                [FirstHour + RollupPeriod.Day] = [],
            },
            new Dictionary<int, long>(),
            UntimedIds.None
        );

        Assert.Equal([new(RollupTier.Hour, hour)], blocks.ChangedIn(new(RollupTier.Day, FirstHour)));
    }

    [Fact]
    public async Task A_long_round_gives_way_between_buckets_and_then_goes_on()
    {
        string[] sites = [SiteOfBucket(3), SiteOfBucket(40), SiteOfBucket(41)];
        var pipeline = new Pipeline(Midnight.AddMinutes(2), partitions: 1);
        await pipeline.SendAsync([
            .. sites.Select(site => new NaiveEvent(site, Midnight.AddHours(-2).ToUnixTimeSeconds(), 1, Page: "/", Hostname: site)),
        ]);
        await pipeline.AggregateAsync();
        using var rounds = new RollupRounds(pipeline.Tables, 1, pipeline.Clock, Pipeline.ByHours);
        var done = new List<string>();
        Task? other = null;
        pipeline.Tables.BeforeCommit = (table, site) =>
        {
            if (table == TableNames.Rollups)
            {
                done.Add(site);
                other ??= rounds.BetweenRoundsAsync(_ => Task.FromResult(DoOther()), TestContext.Current.CancellationToken);
                pipeline.Clock.Advance(site == sites[0] ? RollupRounds.TurnTime : TimeSpan.Zero);
            }

            return ValueTask.CompletedTask;
        };

        var written = await rounds.RunHoursAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, written);
        Assert.Equal([sites[0], "other", sites[1], sites[2]], done);

        bool DoOther()
        {
            done.Add("other");
            return true;
        }
    }

    private static string SiteOfBucket(int bucket) =>
        Enumerable
            .Range(0, 10_000)
            .Select(i => $"shop{i}.example")
            .First(site => Partitioner.BucketOf(Partitioner.SiteHash(site)) == bucket);

    /// <summary>Consecutive hours without blocks, which counts how often one is looked at.</summary>
    private sealed class CountedHours(int count) : IReadOnlyDictionary<long, List<IRollupPart>>
    {
        public int Looks { get; private set; }

        public int Count => count;

        public IEnumerable<long> Keys => this.Select(hour => hour.Key);

        public IEnumerable<List<IRollupPart>> Values => this.Select(hour => hour.Value);

        public List<IRollupPart> this[long key] => TryGetValue(key, out var blocks) ? blocks : throw new KeyNotFoundException();

        public bool ContainsKey(long key) => TryGetValue(key, out _);

        public bool TryGetValue(long key, [MaybeNullWhen(false)] out List<IRollupPart> value)
        {
            Looks++;
            value = [];
            return key >= FirstHour && key < FirstHour + ((long)count * RollupPeriod.Hour);
        }

        public IEnumerator<KeyValuePair<long, List<IRollupPart>>> GetEnumerator()
        {
            for (var hour = 0; hour < count; hour++)
            {
                Looks++;
                yield return new(FirstHour + ((long)hour * RollupPeriod.Hour), []);
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
