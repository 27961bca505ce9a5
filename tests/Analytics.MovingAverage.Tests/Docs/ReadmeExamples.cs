using System.Buffers;

namespace Analytics.MovingAverages.Tests.Docs;

/// <summary>The examples of the README, run. Each body stands there word for word; see <see cref="ReadmeIsTrue"/>.</summary>
public sealed class ReadmeExamples
{
    [Fact]
    public void The_last_n()
    {
        var latency = new SimpleMovingAverage(capacity: 3);
        latency.AddRange([120, 80, 100]);
        latency.Add(90);                             // 120 leaves

        Assert.Equal(90, latency.Average);           // (80 + 100 + 90) / 3
        Assert.Equal(95, latency.AverageOfLast(2));  // (100 + 90) / 2
        Assert.Equal(80, latency[0]);                // the oldest
        Assert.Equal(90, latency[^1]);               // the newest
        Assert.Equal([80, 100, 90], latency);
    }

    [Fact]
    public void No_drift()
    {
        var window = new SimpleMovingAverage(2);
        window.AddRange([1e300, 1e150]);
        window.AddRange([1, 1]);
        Assert.Equal(1, window.Average);                // a running sum says −5e149 here

        window.AddRange([double.NaN, 3]);
        Assert.Equal(double.NaN, window.Average);
        window.Add(5);
        Assert.Equal(4, window.Average);                // the NaN has left, and left nothing

        window.AddRange([double.MaxValue, double.MaxValue]);
        Assert.Equal(double.MaxValue, window.Average);  // though the sum is beyond the range of doubles
    }

    [Fact]
    public void An_empty_window()
    {
        var window = new SimpleMovingAverage(10);
        Assert.Equal(double.NaN, window.Average);
        Assert.False(window.TryGetAverage(out _));
    }

    [Fact]
    public void Statistics_of_the_window()
    {
        var window = new MovingStatistics(4);
        window.AddRange([2, 4, 4, 6]);

        Assert.Equal((4, 2, 2, 6), (window.Average, window.Variance, window.Minimum, window.Maximum));
    }

    [Fact]
    public void The_last_minutes()
    {
        var load = new TimeWindowedAverage(TimeSpan.FromMinutes(5));
        var noon = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        load.Add(noon, 10);
        load.Add(noon.AddMinutes(4), 30);
        load.Add(noon.AddMinutes(2), 50);                     // late, but within the window
        Assert.Equal(30, load.Average);

        load.AdvanceTo(noon.AddMinutes(5));                   // the value of noon is 5 minutes old
        Assert.Equal(40, load.Average);
        Assert.False(load.Add(noon.AddMinutes(-1), 1_000));   // too late
    }

    [Fact]
    public void Fading_weights()
    {
        var regular = ExponentialMovingAverage.FromAlpha(0.5);
        regular.AddRange([4, 10]);
        Assert.Equal(8, regular.Average);                     // (0.5 · 4 + 1 · 10) / 1.5

        var irregular = ExponentialMovingAverage.FromHalfLife(TimeSpan.FromMinutes(1));
        irregular.Add(4, TimeSpan.Zero);
        irregular.Add(10, TimeSpan.FromMinutes(1));           // 4 has half its weight now
        Assert.Equal(8, irregular.Average);
    }

    [Fact]
    public void Any_operation()
    {
        var peak = new SlidingWindow<int, Maximum<int>>(3);
        foreach (var visitors in (int[])[7, 9, 4, 5, 6])
        {
            peak.Add(visitors);
        }

        Assert.Equal(6, peak.Aggregate);

        var total = new InvertibleSlidingWindow<long, IntegerSum<long>>(3);
        total.AddRange([7, 9, 4, 5, 6]);
        Assert.Equal(15, total.Aggregate);
    }

    [Fact]
    public void Save_and_restore()
    {
        var window = new SimpleMovingAverage(3);
        window.AddRange([1, 2, 4, 8]);

        var bytes = new ArrayBufferWriter<byte>();
        window.Save(bytes);
        var restored = SimpleMovingAverage.Restore(bytes.WrittenSpan);
        Assert.Equal(window.Average, restored.Average);
        Assert.Equal([2, 4, 8], restored);
    }

    [Fact]
    public void Merge_what_many_machines_saw()
    {
        var (europe, asia) = (new CumulativeAverage(), new CumulativeAverage());
        europe.AddRange([0.1, 0.2]);
        asia.AddRange([0.3]);

        europe.Merge(asia);
        Assert.Equal(3, europe.Count);
        Assert.Equal(0.2, europe.Average);                    // (0.1 + 0.2 + 0.3) / 3 in doubles is 0.20000000000000004
    }
}
