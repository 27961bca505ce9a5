using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Periods;

namespace Analytics.Core.Tests.Aggregation;

public sealed class RollingStatisticsTests
{
    private const string Site = "site.example";
    private const long Noon = 1_431_864_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Averages_per_minute_equal_a_plain_recomputation_also_after_a_restart(bool restart)
    {
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Noon), partitions: 1);
        var random = new Random(3);
        var minutes = new List<int>();
        for (var minute = 0; minute < 80; minute++)
        {
            minutes.Add(random.Next(4));
            await SendAsync(pipeline, Noon + (minute * 60), minutes[^1]);
            if (minute > 10 && random.Next(5) == 0)
            {
                // Late events change a minute that is in the averages already.
                minutes[^8]++;
                await SendAsync(pipeline, Noon + ((minute - 7) * 60), 1);
            }

            await pipeline.AggregateAsync();
            pipeline.Clock.Advance(TimeSpan.FromMinutes(1));
            if (minute % 9 == 0)
            {
                AssertEqual(minutes, await ReadAsync(pipeline));
            }
        }

        if (restart)
        {
            var fresh = new RollingStatistics(pipeline.Clock);
            await new PartitionAggregator(0, pipeline.Log, pipeline.Tables, fresh, new() { Rebuild = TimeSpan.FromHours(2) }).StartAsync(
                Token
            );
            AssertEqual(minutes, (await fresh.ReadAsync(Site, Token))!);
            return;
        }

        AssertEqual(minutes, await ReadAsync(pipeline));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(90)]
    public async Task After_a_clock_that_was_ahead_counting_goes_on_at_once(int minutesAhead)
    {
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Noon), partitions: 1);
        var ahead = TimeSpan.FromMinutes(minutesAhead);
        pipeline.Clock.Advance(ahead);
        await SendAsync(pipeline, Noon + (long)ahead.TotalSeconds, 7);
        await pipeline.AggregateAsync();
        Assert.Equal(Noon + (long)ahead.TotalSeconds, (await ReadAsync(pipeline)).AsOf.ToUnixTimeSeconds());
        pipeline.Clock.SetBack(ahead);

        await SendAsync(pipeline, Noon, 5);
        await pipeline.AggregateAsync();
        pipeline.Clock.Advance(TimeSpan.FromMinutes(1));

        var statistics = await ReadAsync(pipeline);
        Assert.Equal(Noon + 60, statistics.AsOf.ToUnixTimeSeconds());
        AssertEqual([5], statistics);
    }

    [Fact]
    public async Task What_is_added_while_the_site_is_forgotten_is_not_lost()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(Noon));
        var comparer = new GatedComparer();
        var statistics = new RollingStatistics(clock, comparer);
        Add(Site, Noon);
        clock.Advance(TimeSpan.FromMinutes(60));
        Add("other.example", Noon + 3600);

        // The next addition has found the site's statistics when another's sweep forgets them.
        comparer.Close();
        var adding = Task.Run(() => Add(Site, Noon + 3600), Token);
        await comparer.Entered;
        clock.Advance(TimeSpan.FromMinutes(1));
        Add("other.example", Noon + 3660);
        comparer.Open();
        await adding;

        clock.Advance(TimeSpan.FromMinutes(1));
        var read = (await statistics.ReadAsync(Site, Token))!;
        Assert.True(read.Rates[^1].Events > 0, $"{read}");

        void Add(string site, long second)
        {
            var totals = new Totals();
            totals.Add((int)(second % 3600 / 60), TotalsMetric.Events, 1);
            statistics.Add(site, totals, new RevenueTotals(), second - (second % 3600), []);
        }
    }

    [Fact]
    public async Task The_mean_is_of_the_last_100_values()
    {
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Noon), partitions: 1);
        var writer = new EventSegmentWriter();
        for (var i = 1; i <= 150; i++)
        {
            Write(writer, Noon, value: i);
        }

        await pipeline.AppendAsync(0, writer);
        await pipeline.AggregateAsync();
        var statistics = await ReadAsync(pipeline);
        Assert.Equal((100, 100.5), (statistics.ValueCount, statistics.ValueMean));
    }

    [Fact]
    public async Task A_minute_far_above_the_hour_before_is_a_spike()
    {
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Noon), partitions: 1);
        for (var minute = 0; minute < 61; minute++)
        {
            await SendAsync(pipeline, Noon + (minute * 60), minute == 60 ? 60 : 3);
            await pipeline.AggregateAsync();
            pipeline.Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(minute == 60 ? LiveSignal.Spike : LiveSignal.None, (await ReadAsync(pipeline)).LastMinute);
        }
    }

    [Fact]
    public async Task Revenue_is_averaged_by_currency()
    {
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Noon), partitions: 1);
        var writer = new EventSegmentWriter();
        Write(writer, Noon, euros: 30);
        Write(writer, Noon + 1, euros: 20);
        await pipeline.AppendAsync(0, writer);
        await pipeline.AggregateAsync();
        pipeline.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(10m, (await ReadAsync(pipeline)).Rates[0].Revenue["EUR"]);
    }

    private static void AssertEqual(List<int> minutes, LiveStatistics statistics)
    {
        foreach (var rate in statistics.Rates)
        {
            var expected = minutes.TakeLast(rate.Minutes).Sum() / (double)rate.Minutes;
            Assert.Equal(expected, rate.Events, 12);
            Assert.Equal(expected, rate.Pageviews, 12);
        }
    }

    private static async Task SendAsync(Pipeline pipeline, long second, int events)
    {
        if (events > 0)
        {
            await pipeline.SendAsync([.. Enumerable.Range(0, events).Select(i => new NaiveEvent(Site, second + i, (ulong)(i + 1) * 2))]);
        }
    }

    private static void Write(EventSegmentWriter writer, long second, double? value = null, long euros = 0)
    {
        writer.BeginEvent(second * 1000, 2, 0, EventFlags.None);
        writer.Set(EventField.Site, "site.example"u8);
        writer.Set(EventField.Name, "order"u8);
        if (value is { } number)
        {
            writer.SetValue(number);
        }

        if (euros > 0)
        {
            writer.SetRevenue("EUR"u8, euros * 1_000_000);
        }

        writer.EndEvent();
    }

    private static async Task<LiveStatistics> ReadAsync(Pipeline pipeline) => (await pipeline.Statistics.ReadAsync(Site, Token))!;
}
