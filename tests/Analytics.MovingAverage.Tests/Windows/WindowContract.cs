namespace Analytics.MovingAverages.Tests.Windows;

/// <summary>What every moving average over the last N elements does with its elements.</summary>
public abstract class WindowContract
{
    protected abstract IMovingAverage Create(int capacity);

    [Fact]
    public void An_empty_window_has_no_average()
    {
        var window = Create(3);
        Assert.Equal(double.NaN, window.Average);
        Assert.False(window.TryGetAverage(out var average));
        Assert.Equal(double.NaN, average);
    }

    [Fact]
    public void A_window_with_an_element_has_an_average()
    {
        var window = Create(3);
        window.Add(7);
        Assert.True(window.TryGetAverage(out var average));
        Assert.Equal(7, average);
    }

    [Fact]
    public void A_NaN_in_the_window_is_not_an_empty_window()
    {
        var window = Create(3);
        window.Add(double.NaN);
        Assert.True(window.TryGetAverage(out var average));
        Assert.Equal(double.NaN, average);
    }

    [Fact]
    public void The_oldest_element_leaves_a_full_window()
    {
        var window = Create(3);
        for (var i = 1; i <= 5; i++)
        {
            window.Add(i);
            Assert.Equal(Math.Min(i, 3), window.Count);
        }

        Assert.Equal([3, 4, 5], window);
        Assert.Equal(3, window.Capacity);
    }

    [Fact]
    public void Elements_are_found_from_both_ends()
    {
        var window = Create(3);
        window.AddRange([1, 2, 3, 4]);
        Assert.Equal((2, 3, 4), (window[0], window[1], window[2]));
        Assert.Equal((4, 3, 2), (window[^1], window[^2], window[^3]));
    }

    [Fact]
    public void Positions_outside_the_elements_are_refused()
    {
        var window = Create(3);
        window.AddRange([1, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => window[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => window[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => window[^3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => window[^0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_capacity_below_one_is_refused(int capacity) => Assert.Throws<ArgumentOutOfRangeException>(() => Create(capacity));

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(3)]
    public void The_average_of_more_or_fewer_than_the_elements_held_is_refused(int count)
    {
        var window = Create(5);
        window.AddRange([1, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => window.AverageOfLast(count));
    }

    [Fact]
    public void The_average_of_the_last_of_all_is_the_average()
    {
        var window = Create(5);
        window.AddRange([1, 2, 4, 8, 16, 32]);
        Assert.Equal(window.Average, window.AverageOfLast(5));
        Assert.Equal(32, window.AverageOfLast(1));
    }

    [Fact]
    public void A_range_is_added_as_if_one_by_one()
    {
        for (var length = 0; length <= 12; length++)
        {
            var values = Enumerable.Range(1, length).Select(i => i * 1.1).ToArray();
            var (at_once, one_by_one) = (Create(5), Create(5));
            at_once.AddRange([9, 9]);
            one_by_one.AddRange([9, 9]);
            at_once.AddRange(values);
            Array.ForEach(values, one_by_one.Add);
            Assert.Equal(one_by_one, at_once);
            Assert.Equal(one_by_one.Average, at_once.Average);
        }
    }

    [Fact]
    public void Spans_and_copies_hold_the_elements_in_order()
    {
        for (var length = 0; length <= 12; length++)
        {
            var window = Create(5);
            for (var i = 0; i < length; i++)
            {
                window.Add(i);
            }

            var expected = Enumerable.Range(0, length).TakeLast(5).Select(i => (double)i).ToArray();
            window.GetSpans(out var older, out var newer);
            Assert.Equal(expected, (double[])[.. older, .. newer]);
            var copy = new double[window.Count];
            window.CopyTo(copy);
            Assert.Equal(expected, copy);
            Assert.Equal(expected, window.ToArray());
        }
    }

    [Fact]
    public void A_destination_that_is_too_short_is_refused()
    {
        var window = Create(5);
        window.AddRange([1, 2]);
        Assert.Throws<ArgumentException>(() => window.CopyTo(new double[1]));
    }

    [Fact]
    public void A_cleared_window_is_as_new()
    {
        var window = Create(4);
        window.AddRange([1e300, double.NaN, 3, 4, double.PositiveInfinity]);
        window.Clear();
        Assert.Equal((0, 4), (window.Count, window.Capacity));
        Assert.Equal(double.NaN, window.Average);
        Assert.Empty(window);
        window.Add(5);
        Assert.Equal(5, window.Average);
    }

    [Fact]
    public void A_change_ends_an_enumeration()
    {
        var window = Create(4);
        window.AddRange([1, 2]);
        using var enumerator = window.GetEnumerator();
        Assert.True(enumerator.MoveNext());
        window.Add(3);
        Assert.Throws<InvalidOperationException>(() => enumerator.MoveNext());
    }

    [Fact]
    public void An_update_allocates_nothing()
    {
        var window = Create(60);
        double[] values = [1, 1e300, -1e-300, 0, double.Epsilon];
        double sum = 0;
        void Update()
        {
            for (var i = 0; i < 20_000; i++)
            {
                window.Add(values[i % 5]);
                sum += window.Average + window.AverageOfLast(1);
            }
        }

        Update();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Update();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
