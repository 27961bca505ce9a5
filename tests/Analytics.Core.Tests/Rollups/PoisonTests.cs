using System.Text;
using Analytics.Core.EventLog;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Rollups;

/// <summary>Accepted events that once stopped a stage for everybody.</summary>
public sealed class PoisonTests
{
    private const string Shop = "shop.example";
    private const long Largest = 9_000_000_000_000_000_000;
    private static readonly DateTimeOffset Now = new(2026, 2, 1, 12, 2, 0, TimeSpan.Zero);
    private static readonly long Ten = new DateTimeOffset(2026, 2, 1, 10, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_of_the_largest_revenues_of_a_minute_add_up()
    {
        var pipeline = new Pipeline(Now, partitions: 1);
        for (var i = 0; i < 2; i++)
        {
            await SendAsync(pipeline, writer => Purchase(writer, Ten, "USD", Largest));
            await pipeline.AggregateAsync(1);
        }

        string[] others = [.. Enumerable.Range(0, 64).Select(i => $"other{i}.example")];
        await pipeline.SendAsync([.. others.Select(site => new NaiveEvent(site, Ten, 3))]);
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();

        foreach (var site in others)
        {
            Assert.NotNull(await RollupAsync(pipeline, site, new(RollupTier.Hour, Ten)));
        }

        var shop = await RollupAsync(pipeline, Shop, new(RollupTier.Hour, Ten));
        Assert.Equal(new(0, "USD", (Int128)Largest * 2, 2), Assert.Single(shop!.Columns.RevenueTotals.Value.All));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(150)]
    public async Task A_shop_that_sells_in_many_currencies_has_a_month(int currencies)
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var pipeline = new Pipeline(new(2026, 2, 1, 2, 0, 0, TimeSpan.Zero), partitions: 1);
        for (var day = 0; day < 31; day++)
        {
            await SendAsync(
                pipeline,
                writer =>
                {
                    for (var hour = 0; hour < 24; hour++)
                    {
                        for (var currency = 0; currency < currencies; currency++)
                        {
                            Purchase(
                                writer,
                                start + (((day * 24L) + hour) * 3600) + (currency * 20),
                                $"C{currency:D2}",
                                10_000_000 + currency
                            );
                        }
                    }
                }
            );
        }

        await pipeline.AggregateAsync(1);
        await pipeline.RollUpAsync();
        Assert.Equal(32, await pipeline.BuildStaleAsync());
        var month = await RollupAsync(pipeline, Shop, new(RollupTier.Month, start));
        Assert.Equal(31 * 24 * currencies, month!.Columns.RevenueTotals.Value.All.Sum(total => total.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Twenty_five_thousand_blocks_in_one_batch_are_committed(bool sites)
    {
        const int events = 25_000;
        var pipeline = new Pipeline(Now, partitions: 1);
        for (var message = 0; message < 10; message++)
        {
            await SendAsync(
                pipeline,
                writer =>
                {
                    for (var i = message * 2500; i < (message + 1) * 2500; i++)
                    {
                        Visit(
                            writer,
                            sites ? Ten - (i % 600) : Ten - (3600L * i),
                            (ulong)i * 0x9E37_79B9_7F4A_7C15,
                            sites ? $"shop{i}.example" : Shop,
                            $"/p/{i % 50}"
                        );
                    }
                }
            );
        }

        await pipeline.AggregateAsync();
        Assert.Equal(sites ? events : 0, await CountLiveAsync(pipeline, sites ? "shop" : null));
        await pipeline.RollUpAsync();
        Assert.Equal(
            1,
            await pipeline.EventsAsync(
                sites ? "shop24999.example" : Shop,
                DateTimeOffset.FromUnixTimeSeconds(sites ? Ten : Ten - (3600L * 24_999))
            ),
            25.0
        );
    }

    [Fact]
    public async Task A_message_larger_than_a_transaction_is_aggregated_once_however_often_it_is_broken_off()
    {
        // One text of 300 kB in each of the 64 buckets: 250 sites repeat it in a message of half a megabyte.
        var pipeline = new Pipeline(Now, partitions: 1);
        var text = new string('x', 300_000);
        await pipeline.SendAsync([new(Shop, Ten, 3)]);
        await SendAsync(
            pipeline,
            writer =>
            {
                for (var i = 0; i < 250; i++)
                {
                    Begin(writer, Ten, 7, $"site{i}.example", "pageview");
                    writer.AddProperty("key"u8, Encoding.UTF8.GetBytes(text));
                    writer.EndEvent();
                }
            }
        );
        await pipeline.SendAsync([new(Shop, Ten + 1, 3)]);
        var (commits, most) = (0, 0);
        for (var allowed = 1; ; allowed++)
        {
            commits = 0;
            pipeline.Tables.BeforeCommit = (_, _) => ++commits > allowed ? throw new IOException("Killed.") : ValueTask.CompletedTask;
            try
            {
                await pipeline.AggregateAsync();
                break;
            }
            catch (IOException)
            {
                most = Math.Max(most, commits);
                pipeline.Crash();
            }
        }

        pipeline.Tables.BeforeCommit = null;
        Assert.True(most > 3, $"{most} transactions");
        Assert.Equal(2, await pipeline.EventsAsync(Shop, Now));
        for (var i = 0; i < 250; i++)
        {
            Assert.Equal(1, await pipeline.EventsAsync($"site{i}.example", Now));
        }

        await pipeline.RollUpAsync();
        Assert.Equal(1, await pipeline.EventsAsync("site249.example", Now));
    }

    [Fact]
    public async Task A_visitor_with_more_than_a_row_holds_is_rolled_up_to_the_month_and_replaced()
    {
        var pipeline = new Pipeline(Now, partitions: 1);
        var random = new Random(1);
        for (var i = 0; i < 30; i++)
        {
            await SendAsync(
                pipeline,
                writer =>
                {
                    Begin(writer, Ten + i, 7, Shop, "pageview");
                    for (var p = 0; p < 30; p++)
                    {
                        var text = string.Concat(
                            Enumerable.Range(0, 2000).Select(_ => char.ConvertFromUtf32(random.Next(0x10000, 0x10FFFF)))
                        );
                        writer.AddProperty(Encoding.UTF8.GetBytes($"k{p}"), Encoding.UTF8.GetBytes(text));
                    }

                    writer.EndEvent();
                }
            );
        }

        await pipeline.AggregateAsync(1);
        Assert.Equal(1, await pipeline.RollUpAsync());
        pipeline.Clock.Advance(TimeSpan.FromDays(40));
        Assert.Equal(2, await pipeline.BuildStaleAsync());
        foreach (var tier in Enum.GetValues<RollupTier>())
        {
            var rollup = await RollupAsync(pipeline, Shop, RollupPeriod.Of(tier, Ten));
            Assert.Equal((30, 1.0), (rollup!.EventCount, rollup.SampledFraction));
        }

        // Late events replace all of them, and the parts that nobody names any more go with the replacement after.
        foreach (var late in (int[])[40, 50, 60])
        {
            await SendAsync(pipeline, writer => Visit(writer, Ten + late, 7, Shop, "/late"));
            await pipeline.AggregateAsync();
            await pipeline.RollUpAsync();
            await pipeline.BuildStaleAsync();
            pipeline.Clock.Advance(TimeSpan.FromMinutes(30));
        }

        Assert.Equal(33, await pipeline.EventsAsync(Shop, Now));
        var bodies = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in pipeline.Tables.ReadRangeAsync(TableNames.Rollups, Shop, "p|", "p}", headsOnly: true, Token))
        {
            bodies.Add(row.RowKey[..row.RowKey.LastIndexOf('|')]);
        }

        Assert.InRange(bodies.Count, 3, 6);
    }

    private static async Task<Rollup?> RollupAsync(Pipeline pipeline, string site, RollupPeriod period) =>
        (await new RollupTable(pipeline.Tables).ReadAsync(site, period, Token))?.Rollup;

    private static async Task<int> CountLiveAsync(Pipeline pipeline, string? prefix)
    {
        var count = 0;
        await foreach (var row in pipeline.Tables.ReadRangeAsync(TableNames.Live, "0000", "b", "c", headsOnly: false, Token))
        {
            count += Core
                .Live.LiveRow.ReadBlocks(row, null)
                .Count(block => prefix is not null && block.Site.StartsWith(prefix, StringComparison.Ordinal));
        }

        return count;
    }

    private static async Task SendAsync(Pipeline pipeline, Action<EventSegmentWriter> write)
    {
        var writer = new EventSegmentWriter();
        write(writer);
        await pipeline.AppendAsync(0, writer);
    }

    private static void Begin(EventSegmentWriter writer, long second, ulong visitor, string site, string name)
    {
        writer.BeginEvent(second * 1000, visitor, 0, EventFlags.ClientTimestamp);
        writer.Set(EventField.Site, Encoding.UTF8.GetBytes(site));
        writer.Set(EventField.Name, Encoding.UTF8.GetBytes(name));
        writer.Set(EventField.Url, Encoding.UTF8.GetBytes($"https://{site}/"));
    }

    private static void Visit(EventSegmentWriter writer, long second, ulong visitor, string site, string page)
    {
        Begin(writer, second, visitor, site, "pageview");
        writer.Set(EventField.Url, Encoding.UTF8.GetBytes($"https://{site}{page}"));
        writer.Set(EventField.Country, "DE"u8);
        writer.EndEvent();
    }

    private static void Purchase(EventSegmentWriter writer, long second, string currency, long amountMicros)
    {
        Begin(writer, second, (ulong)second, Shop, "purchase");
        writer.SetRevenue(Encoding.UTF8.GetBytes(currency), amountMicros);
        writer.EndEvent();
    }
}
