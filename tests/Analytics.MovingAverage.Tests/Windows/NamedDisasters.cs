using Analytics.MovingAverages.Tests.Oracle;

namespace Analytics.MovingAverages.Tests.Windows;

/// <summary>What other libraries got wrong in public.</summary>
public sealed class NamedDisasters
{
    [Fact]
    public void Mean_of_zeros_after_a_large_value_is_zero() // pandas #36031
    {
        var window = new SimpleMovingAverage(3);
        window.AddRange([0.1, 3e20, 0, 0]);
        window.Add(0);
        Assert.Equal(0, window.Average);
    }

    [Fact]
    public void A_non_negative_window_never_has_a_negative_mean() // bottleneck #332
    {
        var window = new SimpleMovingAverage(5);
        foreach (var value in Doubles.Stream("AnyBits", 7, 20_000))
        {
            window.Add(Math.Abs(value));
            Assert.True(window.Average >= 0);
        }
    }

    [Fact]
    public void A_NaN_then_four_ones_have_variance_zero() // Math.NET #1100
    {
        var window = new MovingStatistics(4);
        foreach (var value in (double[])[10, 100, double.NaN, 20, 1, 1, 1, 1])
        {
            window.Add(value);
        }

        Assert.Equal((1, 0, 0), (window.Average, window.Variance, window.StandardDeviation));
    }

    [Fact]
    public void A_NaN_that_has_left_does_not_bend_the_mean() // Math.NET 5.0: 35 instead of 45
    {
        var window = new SimpleMovingAverage(4);
        foreach (var value in (double[])[10, double.NaN, 20, 30, 40, 50, 60])
        {
            window.Add(value);
        }

        Assert.Equal(45, window.Average);
    }

    [Theory]
    [InlineData(new[] { 1e16 })]
    [InlineData(new[] { 1e300, 1e150 })] // where Kahan gives 0.125 and Neumaier 0
    [InlineData(new[] { double.MaxValue, double.MaxValue, -double.MaxValue })]
    [InlineData(new[] { double.PositiveInfinity, double.NaN, double.NegativeInfinity })]
    public void Ones_after_spikes_have_mean_one(double[] spikes)
    {
        var window = new SimpleMovingAverage(4);
        foreach (var value in (double[])[1, .. spikes, 1, 1, 1, 1])
        {
            window.Add(value);
        }

        Assert.Equal(1, window.Average);
        Assert.Equal(4, window.Sum);
    }

    [Fact]
    public void Alternating_signs_cancel_exactly()
    {
        var window = new SimpleMovingAverage(1_000);
        for (var i = 0; i < 50_001; i++)
        {
            window.Add(i % 2 == 0 ? 0.1 : -0.1);
        }

        Assert.Equal(0, window.Average);
    }

    [Fact]
    public void Subnormals_are_averaged_like_other_numbers()
    {
        var window = new SimpleMovingAverage(2);
        window.AddRange([double.Epsilon, 3 * double.Epsilon]);
        Assert.Equal(2 * double.Epsilon, window.Average);
    }

    [Fact]
    public void A_sum_beyond_the_largest_double_still_has_a_mean()
    {
        var window = new SimpleMovingAverage(3);
        window.AddRange([double.MaxValue, double.MaxValue, double.MaxValue]);
        Assert.Equal(double.PositiveInfinity, window.Sum);
        Assert.Equal(double.MaxValue, window.Average);
        Assert.Equal(double.MaxValue, window.AverageOfLast(2));
    }

    [Fact]
    public void A_window_of_equal_values_has_their_value_as_mean_and_no_variance() // pandas #61071, polars #22936
    {
        var window = new MovingStatistics(7);
        window.AddRange([1e15, -3, 1e-9]);
        for (var i = 0; i < 7; i++)
        {
            window.Add(0.1);
        }

        Assert.Equal((0.1, 0), (window.Average, window.Variance));
    }

    [Fact]
    public void Infinities_of_both_signs_have_no_mean_and_one_alone_has()
    {
        var window = new SimpleMovingAverage(2);
        window.AddRange([double.PositiveInfinity, double.NegativeInfinity]);
        Assert.Equal(double.NaN, window.Average);
        window.Add(1);
        Assert.Equal(double.NegativeInfinity, window.Average);
        window.Add(2);
        Assert.Equal(1.5, window.Average);
    }
}
