namespace Analytics.MovingAverages.Tests.Windows;

public sealed class MemoryOfAWindow
{
    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(1_000_000)]
    public void A_simple_window_takes_at_most_8_bytes_per_element_and_1_KB(int capacity)
    {
        _ = new SimpleMovingAverage(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var window = new SimpleMovingAverage(capacity);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(window);
        Assert.InRange(taken, 8L * capacity, (8L * capacity) + 1024);
    }
}
