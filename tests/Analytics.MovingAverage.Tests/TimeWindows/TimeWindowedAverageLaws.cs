using Analytics.MovingAverages.Tests.Oracle;

namespace Analytics.MovingAverages.Tests.TimeWindows;

public sealed class TimeWindowedAverageLaws
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [ClassData(typeof(StreamKinds))]
    public void Everything_is_that_of_the_values_within_the_window_in_any_order_of_arrival(string kind)
    {
        var random = new Random(1);
        var window = new TimeWindowedAverage(Minute);
        var all = new List<TimedValue>();
        var now = Start;
        foreach (var value in Doubles.Stream(kind, 2, 400))
        {
            now += TimeSpan.FromSeconds(random.Next(4) == 0 ? random.Next(30) : 0);
            var late = TimeSpan.FromSeconds(random.Next(3) == 0 ? random.Next(80) : 0);
            var end = window.Now > now - late ? window.Now.Value : now - late;
            Assert.Equal(now - late > end - Minute, window.Add(now - late, value));
            Assert.Equal(end, window.Now);
            all.Add(new TimedValue(now - late, value));
            all.RemoveAll(x => x.At <= end - Minute);
            Compare(all, window);
        }
    }

    [Fact]
    public void A_value_exactly_as_old_as_the_window_is_long_has_left()
    {
        var window = new TimeWindowedAverage(Minute);
        window.Add(Start, 1);
        window.AdvanceTo(Start + Minute - TimeSpan.FromTicks(1));
        Assert.Equal(1, window.Average);
        window.AdvanceTo(Start + Minute);
        Assert.Equal((0, double.NaN), (window.Count, window.Average));
        Assert.False(window.Add(Start, 1));
        Assert.False(window.TryGetAverage(out _));
    }

    [Fact]
    public void Values_of_one_instant_stay_in_the_order_of_their_arrival_also_when_they_are_late()
    {
        var window = new TimeWindowedAverage(Minute);
        foreach (var (second, value) in ((int, double)[])[(1, 1), (1, 2), (5, 9), (1, 3), (0, 0), (1, 4), (5, 10)])
        {
            window.Add(Start.AddSeconds(second), value);
        }

        Assert.Equal([0, 1, 2, 3, 4, 9, 10], window.Select(timed => timed.Value));
    }

    [Fact]
    public void Time_does_not_go_back()
    {
        var window = new TimeWindowedAverage(Minute);
        Assert.Null(window.Now);
        window.AdvanceTo(Start);
        window.AdvanceTo(Start - Minute);
        Assert.Equal(Start, window.Now);
    }

    [Fact]
    public void Instants_are_compared_whatever_their_offset()
    {
        var window = new TimeWindowedAverage(Minute);
        window.Add(Start.ToOffset(TimeSpan.FromHours(9)), 1);
        window.Add(Start.AddSeconds(1).ToOffset(TimeSpan.FromHours(-7)), 3);
        Assert.Equal(2, window.Average);
        Assert.Equal([new(Start, 1), new(Start.AddSeconds(1), 3)], window);
    }

    [Fact]
    public void Merging_gives_the_window_that_saw_everything()
    {
        var random = new Random(3);
        var (left, right, both) = (new TimeWindowedAverage(Minute), new TimeWindowedAverage(Minute), new TimeWindowedAverage(Minute));
        foreach (var value in Doubles.Stream("Spikes", 5, 300))
        {
            var at = Start.AddSeconds(random.Next(180));
            (random.Next(2) == 0 ? left : right).Add(at, value);
            both.Add(at, value);
        }

        left.Merge(right);
        Assert.Equal(both.Now, left.Now);
        Compare([.. both], left);
        Assert.Throws<ArgumentException>(() => left.Merge(left));
        Assert.Throws<ArgumentException>(() => left.Merge(new TimeWindowedAverage(2 * Minute)));
    }

    [Fact]
    public void A_NaN_and_an_infinity_leave_no_trace()
    {
        var window = new TimeWindowedAverage(Minute);
        window.Add(Start, double.NaN);
        window.Add(Start, double.PositiveInfinity);
        window.Add(Start.AddSeconds(30), 4);
        Assert.Equal((double.NaN, double.NaN), (window.Minimum, window.Average));
        window.AdvanceTo(Start + Minute);
        Assert.Equal((4, 4, 4, 0), (window.Minimum, window.Maximum, window.Average, window.Variance));
    }

    [Fact]
    public void A_cleared_window_is_as_new()
    {
        var window = new TimeWindowedAverage(Minute);
        window.Add(Start, 1);
        window.Clear();
        Assert.Null(window.Now);
        Assert.True(window.Add(Start - TimeSpan.FromDays(1), 5));
        Assert.Equal((1, 5, 5), (window.Count, window.Sum, window.Maximum));
    }

    [Fact]
    public void A_length_that_is_not_positive_and_positions_outside_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimeWindowedAverage(TimeSpan.Zero));
        var window = new TimeWindowedAverage(Minute);
        Assert.Throws<ArgumentOutOfRangeException>(() => window[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => window[-1]);
    }

    [Fact]
    public void A_change_ends_an_enumeration()
    {
        var window = new TimeWindowedAverage(Minute);
        window.Add(Start, 1);
        using var enumerator = window.GetEnumerator();
        enumerator.MoveNext();
        window.Add(Start, 2);
        Assert.Throws<InvalidOperationException>(() => enumerator.MoveNext());
    }

    [Fact]
    public void An_update_allocates_nothing_once_the_window_has_grown()
    {
        var window = new TimeWindowedAverage(Minute);
        var now = Start;
        void Update()
        {
            for (var i = 0; i < 5_000; i++)
            {
                now += TimeSpan.FromMilliseconds(50);
                window.Add(now, i % 17);
                window.Add(now - TimeSpan.FromMilliseconds(120), -i);
            }
        }

        Update();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Update();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Compare(List<TimedValue> expected, TimeWindowedAverage actual)
    {
        var values = expected.Select(x => x.Value).ToList();
        Assert.Equal(values.Order(), actual.Select(x => x.Value).Order());
        Assert.Equal(expected.Select(x => x.At).Order(), actual.Select(x => x.At));
        Assert.Equal(Rational.Mean(values), actual.Average);
        Assert.Equal(Rational.Variance(values, values.Count), actual.Variance);
        Assert.Equal((values.Min(), values.Max()), (actual.Minimum, actual.Maximum));
    }
}
