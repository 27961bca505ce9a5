using Analytics.Core.Bytes;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Tests.Periods;

public sealed class TotalsTests
{
    private static readonly (int Slot, TotalsMetric Metric, long Count)[] Counts =
    [
        (3, TotalsMetric.Events, 5),
        (0, TotalsMetric.Pageviews, 2),
        (3, TotalsMetric.Pageviews, 4),
        (7, TotalsMetric.Events, 1),
        (0, TotalsMetric.Pageviews, 9),
        (5, TotalsMetric.Refused, 6),
    ];

    private static readonly (int Slot, string Currency, long Micros)[] Amounts =
    [
        (4, "USD", 10),
        (1, "USD", -3),
        (4, "EUR", 7),
        (1, "EUR", 2),
        (4, "USD", 5),
    ];

    [Fact]
    public void Counts_added_in_any_order_are_stored_as_the_same_bytes()
    {
        var random = new Random(2);
        for (var round = 0; round < RandomSeeds.Count(100); round++)
        {
            random.Shuffle(Counts);
            var totals = new Totals();
            foreach (var (slot, metric, count) in Counts)
            {
                totals.Add(slot, metric, count);
            }

            Assert.Equal([0, 3, 5, 7], totals.Slots.Keys);
            Assert.Equal(15, totals.Sum(TotalsMetric.Pageviews));
            Assert.Equal(Expected(), Bytes(sink => TotalsCodec.Write(sink, totals)));
        }

        static byte[] Expected() =>
            Bytes(sink =>
            {
                sink.Varint(4);
                Slot(sink, 0, (TotalsMetric.Pageviews, 11));
                Slot(sink, 3, (TotalsMetric.Pageviews, 4), (TotalsMetric.Events, 5));
                Slot(sink, 5, (TotalsMetric.Refused, 6));
                Slot(sink, 7, (TotalsMetric.Events, 1));
            });
    }

    [Fact]
    public void Slots_that_are_stored_out_of_order_or_twice_are_read_in_order_and_added_up()
    {
        var stored = Bytes(sink =>
        {
            sink.Varint(4);
            Slot(sink, 7, (TotalsMetric.Events, 1));
            Slot(sink, 3, (TotalsMetric.Events, 2));
            Slot(sink, 7, (TotalsMetric.Pageviews, 4), (TotalsMetric.Events, 3));
            Slot(sink, 0, (TotalsMetric.Events, 5));
        });

        var source = new ByteSource(stored);
        var totals = TotalsCodec.ReadTotals(ref source);

        Assert.Equal([0, 3, 7], totals.Slots.Keys);
        Assert.Equal([5, 2, 4], totals.Slots.Values.Select(counts => counts[TotalsMetric.Events]));
        Assert.Equal(4, totals.Sum(TotalsMetric.Pageviews));
    }

    [Fact]
    public void Hours_merged_into_their_day_in_any_order_have_the_same_totals()
    {
        var day = RollupPeriod.Of(RollupTier.Day, 0);
        var hours = Enumerable.Range(0, 24).Select(hour => new RollupPeriod(RollupTier.Hour, hour * RollupPeriod.Hour)).ToArray();
        var random = new Random(3);
        for (var round = 0; round < RandomSeeds.Count(20); round++)
        {
            random.Shuffle(hours);
            var totals = new Totals();
            foreach (var hour in hours)
            {
                var part = new Totals();
                part.Add(1, TotalsMetric.Events, 1 + (hour.Start / RollupPeriod.Hour));
                totals.AddAll(part, hour, day);
            }

            Assert.Equal(totals.Slots.Keys.Order(), totals.Slots.Keys);
            Assert.Equal(Enumerable.Range(1, 24).Select(count => (long)count), totals.Slots.Values.Select(c => c[TotalsMetric.Events]));
        }
    }

    [Fact]
    public void Revenue_added_in_any_order_is_the_same()
    {
        var random = new Random(4);
        for (var round = 0; round < RandomSeeds.Count(100); round++)
        {
            random.Shuffle(Amounts);
            var revenue = new RevenueTotals();
            foreach (var (slot, currency, micros) in Amounts)
            {
                revenue.Add(slot, currency, micros, 1);
            }

            Assert.Equal([new(1, "EUR", 2, 1), new(1, "USD", -3, 1), new(4, "EUR", 7, 1), new(4, "USD", 15, 2)], revenue.All);
        }
    }

    private static void Slot(ByteSink sink, int slot, params (TotalsMetric Metric, long Count)[] counts)
    {
        sink.Varint((uint)slot);
        sink.Byte((byte)counts.Sum(count => 1 << (int)count.Metric));
        foreach (var (_, count) in counts)
        {
            sink.Signed(count);
        }
    }

    private static byte[] Bytes(Action<ByteSink> write)
    {
        var sink = new ByteSink();
        write(sink);
        return sink.ToArray();
    }
}
